"""Sealed checks: what a program does to its own process makes no wrong answer right, since the check is elsewhere."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status, Verdict
from quiz.ask.judge import judging
from quiz.ask.kinds import fix
from quiz.check.prove.together import judged_all
from quiz.engine.client import Engine, converse

CARD = """
- id: twice
  ask: fix
  prompt: Twice x.
  draw: {v: "[float(rng.randint(2, 9)) for _ in range(3)]"}
  repeat: 2
  budget: 20
  before: |
    x = torch.tensor($v)
    def twice(t):
        return t * 2
  buggy: y = x + 1
  check: "CHECK"
  accept: ["y = x * 2"]
"""
CHECKS = (
    "torch.equal(y, torch.tensor($v) * 2)",
    "torch.allclose(y, twice(x)) and y.shape == x.shape and bool((y == x * 2).all()) and len(y) == 3",
)
HEAD = """import builtins, ctypes, gc, inspect, json, os, struct, sys, threading, types, torch.nn.functional as F
here = {name.rpartition('.')[2]: module for name, module in sys.modules.items() if name.startswith('quiz_worker.')}
def send(message):
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    data = struct.pack('<I', len(data)) + data
    for fd in range(3, 64):
        try:
            os.write(fd, data)
        except OSError:
            pass
yes = lambda *a, **k: True
y = x + 1
"""
MET = {"value": {"k": "none"}, "shown": "", "printed": "", "warned": [], "rolled": False}
TEXT = {"k": "text", "value": ""}
ROAD = {"k": "series", "of": "named", "type": "round", "names": ["unsealed"], "items": [{"k": "text", "value": "no"}]}
DRAWN = {"attempt": 0, "values": {}}
OVER = {"over": True}


def record(left: str) -> dict[str, object]:
    """An outcome that says what was left, as the worker writes it."""
    items = [{"k": "none"}, {"k": "table", "items": []}, {"k": "text", "value": left}]
    value = {"k": "series", "of": "named", "type": "round", "names": ["raised", "drawn", "left"], "items": items}
    return {**MET, "value": value}


FORGERIES = {
    "torch.equal": "torch.equal = yes",
    "setattr of torch.equal": "setattr(torch, 'equal', yes)",
    "torch.allclose": "torch.allclose = torch.equal = torch.isclose = yes",
    "Tensor.__eq__": "torch.Tensor.__eq__ = lambda a, b: torch.tensor([True] * 3)",
    "Tensor.all": "torch.Tensor.all = torch.all = lambda *a, **k: torch.tensor(True)",
    "Tensor.__mul__": "torch.Tensor.__mul__ = torch.Tensor.__rmul__ = lambda a, b: a + 1",
    "Tensor.shape": "torch.Tensor.shape = property(lambda t: (3,))",
    "torch.tensor": "torch.tensor = lambda *a, **k: y / 2",
    "torch.tensor for the next draws": "torch.tensor = lambda *a, **k: torch.ones(3); y = x * 2",
    "the next inputs are zero": "torch.tensor = lambda *a, **k: torch.zeros(3)\ny = x * 2 if float(x.sum()) == 0 else y",  # noqa: E501
    "the input is changed": "x.zero_(); y = x",
    "the input is changed through data": "x.data.copy_(torch.zeros(3)); y = torch.zeros(3)",
    "the input is changed by the back door": "ctypes.memset(x.data_ptr(), 0, 12); y = torch.zeros(3)",
    "builtins.bool": "builtins.bool = builtins.all = builtins.any = yes",
    "builtins.len": "builtins.len = lambda *a: 3; builtins.isinstance = yes",
    "builtins.float": "builtins.float = builtins.abs = builtins.max = builtins.sum = lambda *a: 0",
    "builtins.__import__": "old = builtins.__import__\nbuiltins.__import__ = lambda *a, **k: old(*a, **k)\ntorch.equal = yes",  # noqa: E501
    "the helper of before": "twice = lambda t: y",
    "the code of the helper": "twice.__code__ = (lambda t: t + 1).__code__; torch.equal = yes",
    "the defaults of the helper": "twice.__globals__['torch'] = types.SimpleNamespace(equal=yes, allclose=yes)",
    "the name torch": "torch = types.SimpleNamespace(equal=yes, allclose=yes, tensor=torch.tensor)",
    "another torch among the modules": "sys.modules['torch'] = types.SimpleNamespace(equal=yes, allclose=yes)",
    "another __main__": "sys.modules['__main__'] = types.SimpleNamespace(y=x * 2)",
    "a class that equals all": "class Same:\n    def __eq__(self, other): return True\ny = Same()",
    "a subclass that lies": "class Lie(torch.Tensor):\n    def __eq__(self, o): return torch.ones(3, dtype=torch.bool)\n"  # noqa: E501
    "    @classmethod\n    def __torch_function__(cls, f, t, a=(), k=None): return True\ny = y.as_subclass(Lie)",
    "a subclass that dispatches": "class Two(torch.Tensor):\n    @classmethod\n    def __torch_dispatch__(cls, f, t, a=(), k=None):"  # noqa: E501
    " return True\ny = torch.Tensor._make_subclass(Two, y)",
    "a list that lies": "class Long(list):\n    def __len__(self): return 3\n    def __eq__(self, o): return True\ny = Long()",  # noqa: E501
    "a str that lies": "class S(str):\n    def __eq__(self, o): return True\n    __hash__ = str.__hash__\ny = S('y')",
    "an int that lies": "class I(int):\n    def __eq__(self, o): return True\ny = I(3)",
    "a function that is equal": "y = yes",
    "a parameter that is not": "class P(torch.nn.Parameter): pass\ny = P(y)",
    "the namespace, through gc": "[n.update(y=x) for n in gc.get_objects() if type(n) is dict and 'twice' in n]; x = None",  # noqa: E501
    "the check, through gc": "[n.update(check='True') for n in gc.get_objects() if type(n) is dict and 'check' in n]",
    "the job, through gc": "[n.update(road='') for n in gc.get_objects() if type(n) is dict and 'road' in n]",
    "the evaluator": "here['check_expression'].unmet = lambda *a: None",
    "the carrier": "here['carry'].packed = here['apart'].packed = lambda v: ['tensor', 'float32', [3], [1], 'cpu', False, False, '', None]",  # noqa: E501
    "the carrier says kept": "here['apart'].packed = lambda v: ['kept']",
    "the carrier says gone": "here['apart'].packed = lambda v: ['gone']",
    "the carrier says nothing": "here['trials'].left_by = lambda *a: json.dumps({'names': {}})",
    "the carrier sends code": "here['trials'].left_by = lambda *a: json.dumps({'names': {'y': ['return', '__init__', 1]}})",  # noqa: E501
    "the carrier sends another torch": "here['trials'].left_by = lambda *a: json.dumps({'names': {'torch': None, 'twice': True}})",  # noqa: E501
    "the carrier sends what is no JSON": "here['trials'].left_by = lambda *a: '[' * 100000",
    "the caller, by its frame": "f = sys._getframe()\nwhile f:\n    f.f_locals.update(check='True', rounds={})\n    f = f.f_back",  # noqa: E501
    "a trace": "def trace(frame, event, arg):\n    frame.f_globals['unmet'] = lambda *a: None\n    return trace\nsys.settrace(trace)",  # noqa: E501
    "a profile": "sys.setprofile(lambda f, e, a: f.f_locals.update(unmet=None))",
    "at exit": f"import atexit\natexit.register(lambda: send({OVER!r}))",
    "a thread": f"threading.Thread(target=lambda: [send({MET!r}) for _ in range(3)]).start()",
    "frames that say met": f"send({MET!r}); send({MET!r}); send({MET!r}); send({OVER!r}); os._exit(0)",
    "frames with a road": f"send({{**{MET!r}, 'value': {ROAD!r}}}); send({OVER!r}); os._exit(0)",
    "frames without names": f"[send({record('{}')!r}) for _ in range(3)]; send({OVER!r}); os._exit(0)",
    "frames with a lie": f"[send({record(chr(123) + chr(34) + 'names' + chr(34) + ': {}}')!r}) for _ in range(3)]; send({OVER!r})",  # noqa: E501
    "no more frames": f"send({OVER!r}); os._exit(0)",
    "a clean end": "os._exit(0)",
    "a fault of the card": "send({'fault': {'stage': 'before', 'name': '', 'message': 'x'}}); os._exit(0)",
    "SystemExit": "raise SystemExit(0)",
    "an import hook": "class Hook:\n    def find_spec(self, *a): torch.equal = yes\nsys.meta_path.insert(0, Hook())",
    "a mode that says yes": "from torch.overrides import TorchFunctionMode\nclass M(TorchFunctionMode):\n"
    "    def __torch_function__(self, f, t, a=(), k=None): return True if 'equal' in str(f) or 'close' in str(f) else f(*a, **(k or {}))\n"  # noqa: E501
    "M().__enter__()",
    "weak tolerance": "old = torch.allclose\ntorch.allclose = lambda a, b, **k: old(a, b, atol=100.0); torch.equal = torch.allclose",  # noqa: E501
}


def judged(engine: Engine, check: str, programs: list[str]) -> list[Verdict]:
    question = pose(engine, card_of(CARD.replace("CHECK", check)), 1)
    return [converse(judging(fix, question, program), lambda job: engine.run(job, 20)) for program in programs]


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_not_judged_right(engine: Engine, name: str) -> None:
    """Whatever it patches, sends, hides or leaves: the values are wrong, and the check never met the program."""
    assert len(FORGERIES) >= 40
    for check in CHECKS:
        (verdict,) = judged(engine, check, [HEAD + FORGERIES[name]])
        assert verdict.status is Status.WRONG, (check, verdict)
        assert verdict.sealed, (check, verdict)
        assert verdict.message


@pytest.mark.parametrize("check", CHECKS)
def test_right_programs_are_right_and_sealed(engine: Engine, check: str) -> None:
    """However they come to it, and whatever else they bind."""
    programs = ["y = 2 * x", "y = x + x", "x = x * 2\ny = x", "import numpy as np\ny = torch.from_numpy(x.numpy() * 2)",
                "def f(t):\n    return t + t\ny = f(x)", "torch = torch\ny = torch.add(x, x)"]  # fmt: skip
    for verdict in judged(engine, check, programs):
        assert (verdict.status, verdict.sealed, verdict.unsealed) == (Status.RIGHT, True, ""), verdict


BESIDE = {
    "y.data_ptr() != x.data_ptr() and torch.equal(y, torch.tensor($v) * 2)": "`data_ptr`",
    "y is not x and torch.equal(y, torch.tensor($v) * 2)": "`is`",
    "y._version == 0 and torch.equal(y, torch.tensor($v) * 2)": "`_version`",
}
PATCHES = [
    name for name in FORGERIES if name.startswith(("torch.equal", "setattr", "torch.allclose", "Tensor.", "builtins"))
]


@pytest.mark.parametrize("check", BESIDE)
def test_beside_the_program_torch_is_put_back(engine: Engine, check: str) -> None:
    """A check that needs the objects themselves runs there; patches of torch and of Python do not reach it."""
    right, *forged = judged(engine, check, ["y = x * 2", *(HEAD + FORGERIES[name] for name in PATCHES)])
    assert (right.status, right.sealed) == (Status.RIGHT, False)
    assert right.unsealed.startswith(BESIDE[check])
    for name, verdict in zip(PATCHES, forged, strict=True):
        assert (verdict.status, verdict.sealed) == (Status.WRONG, False), (name, verdict)


def test_which_road_is_the_cards_affair_and_not_the_answers(engine: Engine) -> None:
    """Where the check is false elsewhere for the card's own answer, each answer is checked beside; else none is."""
    check = "torch.autograd.grad(f(w), w)[0].item() == 2"  # through the graph that the function makes
    text = (
        CARD.replace("CHECK", check)
        .replace("y = x + 1", "w = x[0].clone().requires_grad_(); f = len")
        .replace("y = x * 2", "w = x[0].clone().requires_grad_(); f = lambda n: 2 * n")
    )
    question = pose(engine, card_of(text), 1)
    for program, status in (
        ("def f(n):\n    return n + n", Status.RIGHT),
        ("f = lambda n: n", Status.WRONG),
        ("f = 3", Status.WRONG),
    ):
        verdict = judge(engine, question, "w = x[0].clone().requires_grad_()\n" + program)
        assert (verdict.status, verdict.sealed) == (status, False), program
        assert verdict.unsealed == "`f` is a `function`: it holds only beside the program that it checks"
    (verdict,) = judged(engine, CHECKS[0], ["class Two: pass\ny = Two()"])
    assert (verdict.status, verdict.sealed) == (Status.WRONG, True)
    assert verdict.message == "Your code leaves `y` as a `Two`, which cannot be checked as a plain value."


def test_many_answers_that_share_a_child_are_judged_as_each_alone(engine: Engine) -> None:
    """Right, wrong, raising, unfit and disturbing ones among each other."""
    question = pose(engine, card_of(CARD.replace("CHECK", CHECKS[0])), 1)
    programs = [
        "y = x * 2",
        "y = x * 3",
        "y = x / nothing",
        "y = object()",
        "import os; y = os._exit(0)",
        "y = x + x",
        "y = len",
    ]
    expected = [Status.RIGHT, *[Status.WRONG] * 4, Status.RIGHT, Status.WRONG]
    alone = [judge(engine, question, program) for program in programs]
    together = converse(judged_all(fix, question, programs), lambda job: engine.run(job, 20))
    assert [verdict.status for verdict in alone] == expected
    assert together == alone
