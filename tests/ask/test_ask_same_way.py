"""The card's answer is shown beside a right one only where it does the thing in another way."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.ask.code.same_way import same_way
from quiz.engine.client import Engine

FUNCTION = "def f(x, n):\n    y = x.sum(0)\n    return y / n"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("y = x.sum(0)", "y=(x.sum( 0 ))  # rows"),
        ("y = d['a']", 'y = d["a"]'),
        ("y = x.sum(0)", "y = torch.sum(x, 0)"),
        ("y = x.sum(0)", "y = torch.sum(input=x, dim=0)"),
        ("y = x.sum(dim=0, keepdim=True)", "y = torch.sum(x, 0, keepdim=True)"),
        ("y = x.sum(axis=0)", "y = x.sum(0)"),
        ("y = F.relu(x)", "y = x.relu()"),
        ("y = torch.nn.functional.relu(x)", "y = torch.relu(x)"),
        ("y = torch.cat([a, b])", "y = torch.cat((a, b), )"),
        ("y = x.view(2, -1)", "y = x.view((2, -1))"),
        ("s = x + 1\ny = s * 2", "t = x + 1\ny = t * 2"),
        ("import torch\ny = x", "y = x"),
        (FUNCTION, FUNCTION.replace("y", "mean").replace("x", "values")),
        (FUNCTION, 'def f(x: Tensor, n: int) -> Tensor:\n    """The mean."""\n    y = x.sum(0)\n    return y / n'),
        ("def f(x):\n    return x + 1", "def f(x):\n    y = x + 1\n    return y"),
        ("y = [v for v in x]", "y = [w for w in x]"),
        ("f = lambda a: a + 1", "f = lambda b: b + 1"),
    ],
)
def test_a_spelling_is_no_other_way(text: str, other: str) -> None:
    assert same_way(text, other)
    assert same_way(other, text)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("y = x.sum(0)", "y = x.sum(1)"),
        ("y = x.sum(0)", "y = x.mean(0)"),
        ("y = x.sum(0)", "y = x.sum(0, keepdim=True)"),
        ("y = a - b", "y = b - a"),
        ("y = x.T", "y = x.t()"),
        ("y = x @ w", "y = torch.einsum('ij,jk->ik', x, w)"),
        ("s = x + 1\ny = s * x", "s = x + 1\ny = s * s"),
        (FUNCTION, FUNCTION.replace("x.sum(0)", "n.sum(0)")),
        ("def f(a, b):\n    return a - b", "def f(a, b):\n    return b - a"),
        ("y = x[:, 0]", "y = x[0]"),
        ("y = (", "y = x"),
    ],
)
def test_another_program_is_another_way(text: str, other: str) -> None:
    assert not same_way(text, other)


WRITE = """
- id: rows
  ask: write
  prompt: Sum by rows.
  repeat: 1
  signature: "def f(x):"
  args: torch.rand(2, 3)
  reference: |
    def f(x):
        out = x.sum(dim=1)
        return out
"""
FILL = """
- id: blank
  ask: fill
  prompt: Fill it.
  draw: {n: "rng.randint(2, 5)"}
  repeat: 1
  code: |
    x = torch.arange(2. * $n).view(2, $n)
    y = ____
  check: "torch.equal(y, x.sum(1))"
  accept: ["x.sum(dim=1)"]
"""


@pytest.mark.parametrize(
    ("card", "given", "shown"),
    [
        (WRITE, "def f(values):\n    return torch.sum(values, 1)", False),
        (WRITE, "def f(x):\n    return x @ torch.ones(3)", True),
        (FILL, "torch.sum(x, 1)", False),
        (FILL, "x @ torch.ones(x.shape[1])", True),
    ],
)
def test_the_answer_of_the_card_is_shown_where_it_is_another_way(
    engine: Engine, card: str, given: str, shown: bool
) -> None:
    verdict = judge(engine, pose(engine, card_of(card), 1), given)
    assert verdict.right
    assert bool(verdict.idiom) == shown
