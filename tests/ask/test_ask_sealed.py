"""What an answer may leave so that its check can be sealed: values, modules of torch.nn, functions, classes."""

from __future__ import annotations

import json

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.engine.client import Engine

CARD = """
- id: it
  ask: fix
  prompt: Repair it.
  draw: {{v: "[float(rng.randint(2, 9)) for _ in range(3)]"}}
  repeat: 1
  budget: 20
  before: |
    import collections, copy, torch.nn as nn
    x = torch.tensor($v)
    def grads(net):
        return torch.autograd.grad(net(x).sum(), list(net.parameters()))
    def raised(call):
        try:
            call(x)
        except Exception as error:
            return type(error).__name__ + ' ' + str(error)
  buggy: left = 0
  check: {check}
  accept: [{accept}]
"""
NET = "net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Sequential(nn.Dropout(), nn.Linear(4, 1))).eval()"
LEFT = {
    "a module": (
        NET,
        "net(x[None]).shape == (1, 1) and not net[2].training and len(net) == 3",
        "net = nn.Linear(3, 1)",
    ),
    "its gradients": (
        "net = nn.Linear(3, 2)",
        "[g.shape for g in grads(net)] == [(2, 3), (2,)]",
        "net = nn.Linear(3, 1)",
    ),
    "what is frozen of it": (
        NET + "\nnet[0].requires_grad_(False)",
        "[p.requires_grad for p in net.parameters()] == [False] * 2 + [True] * 4",
        NET,
    ),
    "one weight twice in it": (
        "net = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))\nnet[1].weight = net[0].weight",
        "len(list(net.parameters())) == 3 and net(x).shape == (3,)",
        "net = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))",
    ),
    "its buffers": (
        "net = nn.BatchNorm1d(3)\nnet(torch.stack((x, x + 2)))",
        "torch.allclose(net.running_mean, (x + 1) / 10) and int(net.num_batches_tracked) == 1",
        "net = nn.BatchNorm1d(3)",
    ),
    "a module with a hook": (
        "net = nn.Linear(3, 3)\nnet.register_forward_hook(lambda m, a, y: a[0])",
        "torch.equal(net(x), x)",
        "net = nn.Linear(3, 3)",
    ),
    "a class and its objects": (
        "class Net(nn.Module):\n    def forward(self, t): return t * 2 if self.training else t\nnet = Net()",
        "torch.equal(net(x), x * 2) and torch.equal(net.eval()(x), x) and isinstance(net, nn.Module)"
        " and torch.equal(Net()(x), x * 2)",
        "class Net(nn.Module):\n    def forward(self, t): return t * 2\nnet = Net()",
    ),
    "a generator that goes on": (
        "def count():\n    n = 0\n    while True:\n        yield n\n        n += 1\nnumbers = count()",
        "[next(numbers), next(numbers)] == [0, 1] and list(zip(numbers, 'ab')) == [(2, 'a'), (3, 'b')]",
        "numbers = iter([0, 1, 2, 2, 2])",
    ),
    "an exception": (
        "def f(t):\n    if len(t) == 3: raise IndexError('three')\n    return t",
        "raised(f) == 'IndexError three' and f(x[:2]).shape == (2,)",
        "f = lambda t: t",
    ),
    "a dict of functions": (
        "table = {'twice': lambda t: t * 2, 'same': lambda t: t}",
        "sorted(table) == ['same', 'twice'] and torch.equal(table['twice'](x), x + x) and len(table) == 2",
        "table = {'twice': lambda t: t, 'same': lambda t: t}",
    ),
    "a leaf": (
        "w = x.clone().requires_grad_()",
        "w.is_leaf and w.requires_grad and w.grad_fn is None",
        "w = x.requires_grad_() * 1",
    ),
    "the result of a graph": (
        "w = x.clone().requires_grad_() * 2",
        "w.grad_fn is not None and not w.is_leaf",
        "w = x * 2",
    ),
    "a random generator": (
        "g = torch.Generator().manual_seed(3)\nu = torch.rand(2, generator=g)",
        "torch.equal(torch.cat((u, torch.rand(2, generator=g))),"
        " torch.rand(4, generator=torch.Generator().manual_seed(3)))",
        "g = torch.Generator().manual_seed(3)\nu = torch.rand(2)",
    ),
}


def card(answer: str, check: str) -> str:
    return CARD.format(check=json.dumps(check), accept=json.dumps(answer))


@pytest.mark.parametrize("name", LEFT)
def test_it_is_judged_where_the_answer_has_not_run(engine: Engine, name: str) -> None:
    """The card's own answer is right, and another is wrong, by the same check."""
    answer, check, wrong = LEFT[name]
    question = pose(engine, card_of(card(answer, check)), 1)
    right = judge(engine, question, answer + "\npass")
    assert (right.status, right.sealed) == (Status.RIGHT, True), right
    verdict = judge(engine, question, wrong)
    assert (verdict.status, verdict.sealed) == (Status.WRONG, True), verdict


BESIDE = {
    "a gradient through a function": (
        "f = lambda t: t * 2",
        "torch.autograd.grad(f(x.requires_grad_(True)).sum(), x)[0].tolist() == [2.0] * 3",
        "`requires_grad_` is about the objects themselves",
    ),
    "whether there is a gradient": (
        "y = x * 2",
        "(lambda f: f())(lambda: torch.autograd.grad(y.sum(), x, allow_unused=True)) if y.requires_grad else True",
        "`torch.autograd.grad` is about the objects themselves",
    ),
    "its text": (
        "def f(t):\n    return t",
        "__import__('inspect').getsource(f).startswith('def')",
        "`f` is a `function`: it holds only beside the program that it checks",
    ),
    "hundreds of calls": (
        "f = lambda t: t * 2",
        "all(torch.equal(f(x + n), (x + n) * 2) for n in range(700))",
        "`f` is a `function`: its check asks too much of it",
    ),
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_cannot_be_sealed_says_why(engine: Engine, name: str) -> None:
    """The check is right beside the answer all the same."""
    answer, check, why = BESIDE[name]
    verdict = judge(engine, pose(engine, card_of(card(answer, check)), 1), answer + "\npass")
    assert (verdict.status, verdict.unsealed) == (Status.RIGHT, why), verdict
