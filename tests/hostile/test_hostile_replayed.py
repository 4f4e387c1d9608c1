"""Sealed checks of functions, modules and randomness: asked beside the program that leaves them, judged elsewhere."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.engine.client import Engine

CARD = """
- id: it
  ask: fix
  prompt: Repair it.
  draw: {v: "[float(rng.randint(2, 9)) for _ in range(3)]"}
  repeat: 2
  budget: 20
  before: |
    x = torch.tensor($v)
  buggy: "left = 0"
  check: "CHECK"
  accept: ["ACCEPT"]
"""
HEAD = """import builtins, json, sys, types, torch.nn as nn
here = {name.rpartition('.')[2]: module for name, module in sys.modules.items() if name.startswith('quiz_worker.')}
yes = lambda *a, **k: True
def says(**what):
    here['trials'].left_by = lambda *a: json.dumps(what)
"""
CARDS = {
    "a function": (
        "torch.equal(f(x), torch.tensor($v) * 2) and torch.equal(x, torch.tensor($v))",
        "def f(t):\\n    return t * 2",
        {
            "it gives what equals all": "class Same:\n    def __eq__(self, o): return True\nf = lambda t: Same()",
            "it gives a tensor that lies": "class Lie(torch.Tensor):\n    @classmethod\n"
            "    def __torch_function__(cls, *a, **k): return True\nf = lambda t: t.as_subclass(Lie)",
            "it gives True": "f = yes",
            "it doubles its argument": "f = lambda t: t.mul_(2)",
            "it doubles the argument behind its back": "def f(t):\n    t.data.mul_(2)\n    return t.clone()",
            "it changes x by its name": "def f(t):\n    global x\n    x = t * 2\n    return x",
            "it patches torch.equal": "def f(t):\n    torch.equal = yes\n    return t + 1",
            "it patches the tensors": "def f(t):\n    torch.Tensor.__mul__ = lambda a, b: a + 1\n    return t + 1",
            "it patches the evaluator": "def f(t):\n    here['check_expression'].unmet = yes\n    return t + 1",
            "it raises what is no exception": "def f(t):\n    class Odd(BaseException): pass\n    raise Odd",
            "it is a class": "class f:\n    def __new__(cls, t): return t + 1",
            "the recorder notes nothing": "f = lambda t: t + 1\nhere['replay'].Recording.asked = lambda *a: x * 2",
            "the stand-in answers": "f = lambda t: t + 1\nhere['replay'].StandIn.__call__ = lambda s, t: t * 2",
            "a record without questions": "says(names={'f': ['object', 0, '']}, objects={'f': 'f'}, asked=[])",
            "a record of another question": "says(names={'f': ['object', 0, '']}, objects={'f': 'f'},"
            " asked=[{'ask': ['call', 0, [['plain', 'int', '1']], {}], 'gave': True, 'args': {}, 'names': {}}] * 9)",
            "a record that is no record": "says(names={'f': ['object', 0, '']}, objects={'f': 'f'}, asked=[{}] * 9)",
            "a record with a class of Python's": "says(names={'f': ['object', 0, 'builtins:eval']}, objects={},"
            " asked=[{'raised': ['builtins:SystemExit', '0']}] * 9)",
            "x stands for an object": "says(names={'f': ['object', 0, ''], 'x': ['object', 0, '']}, objects={})",
            "nothing is said of x": "x.mul_(2)\nf = lambda t: t\nsays(names={'f': ['object', 0, '']}, asked=[])",
        },
    ),
    "a module of torch": (
        "net.weight.shape == (2, 3) and bool((net.weight == 1).all()) and torch.allclose(net(x), x.sum() + net.bias)",
        "net = nn.Linear(3, 2)\\nnn.init.ones_(net.weight)",
        {
            "its weights are others": "net = nn.Linear(3, 2)",
            "its forward is its own": "net = nn.Linear(3, 2)\nnet.forward = lambda t: t.sum() + net.bias",
            "a hook gives the sum": "net = nn.Linear(3, 2)\n"
            "net.register_forward_hook(lambda m, a, y: a[0].sum() + m.bias)",
            "its class computes the weight": "class Net(nn.Module):\n"
            "    weight = property(lambda s: torch.ones(2, 3))\n"
            "    bias = torch.zeros(2)\n    def forward(self, t): return t.sum() + self.bias\nnet = Net()",
            "its class calls itself torch's": "class Linear(nn.Linear):\n    __module__ = 'torch.nn.modules.linear'\n"
            "    def forward(self, t): return t.sum() + self.bias\n"
            "torch.nn.modules.linear.Linear = Linear\nnet = Linear(3, 2)",
            "linear is patched": "torch.nn.functional.linear = lambda t, w, b: t.sum() + b\nnet = nn.Linear(3, 2)",
            "a function of Python in its place": "says(names={'net': ['module', 'os:system', 'true']})",
            "a module that shadows": "says(names={'net': ['module', 'torch.nn.modules.linear:Identity', ['list',"
            " ['dict', ['forward', ['module', 'torch.nn.modules.linear:Identity', ['list', ['dict'], ['dict']]]]],"
            " ['dict']]]})",
            "a module that holds a text": "says(names={'net': ['module', 'torch.nn.modules.linear:Linear', ['list',"
            " ['dict'], ['dict', ['_parameters', ['dict', ['weight', 'ones']]]]]]})",
        },
    ),
    "randomness": (
        "fresh_each_call(draw) and independent_entries(draw()) and mean_near(draw(), 0.5, 12 ** -0.5)"
        " and spread_near(draw(), 12 ** -0.5) and draw().shape == (40, 50)",
        "def draw():\\n    return torch.rand(40, 50)",
        {
            "a constant": "u = torch.rand(40, 50)\ndraw = lambda: u",
            "evenly spaced": "draw = lambda: torch.linspace(0, 1, 2000).view(40, 50)",
            "a fixed seed": "def draw():\n    torch.manual_seed(0)\n    return torch.rand(40, 50)",
            "a seed that is hidden": "def draw():\n    with torch.random.fork_rng():\n        torch.manual_seed(0)\n"
            "        return torch.rand(40, 50)",
            "a generator of its own": "draw = lambda: torch.rand(40, 50, generator=torch.Generator().manual_seed(3))",
            "one row for all": "draw = lambda: torch.rand(50).expand(40, 50)",
            "one column for all": "draw = lambda: torch.rand(40, 1).expand(40, 50)",
            "one number for all": "draw = lambda: torch.rand(()).expand(40, 50)",
            "half of the rows twice": "draw = lambda: torch.rand(20, 50).repeat(2, 1)",
            "too wide": "draw = lambda: torch.rand(40, 50) * 1.2 - 0.1",
            "shifted": "draw = lambda: torch.rand(40, 50) + 0.1",
            "the names of the helpers": "fresh_each_call = independent_entries = mean_near = spread_near = yes\n"
            "draw = lambda: torch.ones(40, 50)",
            "the helpers among Python's own": "builtins.fresh_each_call = builtins.independent_entries = yes\n"
            "builtins.mean_near = builtins.spread_near = yes\ndraw = lambda: torch.ones(40, 50)",
            "the helpers themselves": "h = here['randomness']\nh.HELPERS.update({name: yes for name in h.HELPERS})\n"
            "h.fresh_each_call.__code__ = h.mean_near.__code__ = yes.__code__\ndraw = lambda: torch.ones(40, 50)",
        },
    ),
}
ALL = [(card, name) for card, (_, _, forgeries) in CARDS.items() for name in forgeries]


def text_of(card: str) -> str:
    check, accept, _ = CARDS[card]
    return CARD.replace("CHECK", check).replace("ACCEPT", accept)


@pytest.mark.parametrize("card", CARDS)
def test_the_cards_own_answer_is_right_and_sealed(engine: Engine, card: str) -> None:
    """Though it leaves a function, a module or random numbers."""
    question = pose(engine, card_of(text_of(card)), 1)
    verdict = judge(engine, question, "import torch.nn as nn\n" + question.card.body.accept[0].given[0])
    assert (verdict.status, verdict.sealed) == (Status.RIGHT, True), verdict


@pytest.mark.parametrize(("card", "name"), ALL)
def test_a_forgery_is_not_judged_right(engine: Engine, card: str, name: str) -> None:
    """Whatever it gives, changes, patches or writes down: the values that the check is about are wrong."""
    question = pose(engine, card_of(text_of(card)), 1)
    verdict = judge(engine, question, HEAD + CARDS[card][2][name])
    assert (verdict.status, verdict.sealed) == (Status.WRONG, True), verdict
    assert verdict.message


BEFORE = """
- id: it
  ask: fix
  prompt: Repair it.
  draw: {v: "[float(rng.randint(2, 9)) for _ in range(3)]"}
  repeat: 2
  budget: 20
  before: |
    x = torch.tensor($v)
    seen = []
    def note(value):
        seen.append(value)
        return value
    def same():
        return torch.equal(x, torch.tensor($v))
  buggy: "left = 0"
  check: "CHECK"
  accept: ["ACCEPT"]
"""
CHANGING = [
    # What a check reads by a function of `before` counts as what it reads itself.
    ("same() and torch.equal(y, x + 1)", "y = x + 1", "x.add_(1); y = x + 1"),
    # A function changes what was given to it before, and what it gave before.
    ("[t.tolist() for t in (f(1), f(2))] == [[1.0], [2.0]]", "f = lambda n: torch.full((1,), float(n))",
     "s = torch.zeros(1)\ndef f(n): return s.fill_(float(n))"),
    ("(lambda a: (f(a), f([]), a)[2])([1]) == [1]", "f = len",
     "kept = []\ndef f(a):\n    [b.append(2) for b in kept]\n    kept.append(a)\n    return len(a)"),
    # It calls a function of `before`, which keeps what it sees.
    ("f(3) == 4 and seen == [3]", "f = lambda n: note(n) + 1", "f = lambda n: n + 1"),
    # It changes a module that the check looks at, and the generators.
    ("f(x).shape == (2,) and net.training", "net = torch.nn.Linear(3, 2)\nf = lambda t: net(t)",
     "net = torch.nn.Linear(3, 2)\nf = lambda t: net.eval()(t)"),
    ("uses_seed(f)", "def f(s):\n    return torch.rand(3, generator=torch.Generator().manual_seed(s)).tolist()",
     "def f(s):\n    torch.manual_seed(s)\n    return torch.rand(3).tolist()"),
    ("uses_generator(f)", "f = lambda g: torch.rand(3, generator=g)",
     "f = lambda g: torch.rand(3, generator=g) + torch.rand(3)"),
    ("uses_generator(f)", "f = lambda g: torch.rand(3, generator=g)",
     "f = lambda g: torch.rand(3, generator=g.manual_seed(1))"),
    ("uses_generator(f)", "f = lambda g: torch.rand(3, generator=g)",
     "f = lambda g: torch.rand(3, generator=torch.Generator().manual_seed(g.initial_seed()))"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "accept", "wrong"), CHANGING)
def test_what_is_changed_on_the_way_counts(engine: Engine, check: str, accept: str, wrong: str) -> None:
    """In place, by another name, later than it was given: the check sees it where it is judged."""
    text = BEFORE.replace("CHECK", check).replace("ACCEPT", accept.replace("\n", "\\n"))
    question = pose(engine, card_of(text), 1)
    right = judge(engine, question, accept + "\npass")
    assert (right.status, right.sealed) == (Status.RIGHT, True), right
    verdict = judge(engine, question, wrong)
    assert (verdict.status, verdict.sealed) == (Status.WRONG, True), verdict
