"""Names that mean the same to everybody may be used in every answer, whatever the card has imported."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.engine.client import Engine

FILL = """
- id: hot
  ask: fill
  prompt: One-hot.
  repeat: 2
  code: |
    i = torch.tensor([0, 2])
    y = ____
  check: "y.tolist() == [[1, 0, 0], [0, 0, 1]]"
  accept: ["torch.eye(3).long()[i]"]
"""
FIX = """
- id: copied
  ask: fix
  prompt: Keep `x` as it was.
  repeat: 2
  before: |
    x = [1, [2]]
  buggy: y = x
  check: "y == x and y is not x and y[1] is not x[1]"
  accept: ["y = [x[0], list(x[1])]"]
"""
WRITE = """
- id: relu
  ask: write
  prompt: Positive part.
  repeat: 2
  signature: "def relu(x):"
  args: "torch.randn(3)"
  reference: |
    def relu(x):
        return x.clamp(min=0)
"""


@pytest.mark.parametrize(
    ("card", "given"),
    [
        (FILL, "F.one_hot(i, 3)"),
        (FILL, "nn.functional.one_hot(i, 3)"),
        (FILL, "torch.from_numpy(np.eye(3))[i]"),
        (FIX, "y = copy.deepcopy(x)"),
        (WRITE, "def relu(x):\n    return F.relu(x)"),
        (WRITE, "def relu(x: Tensor) -> Tensor:\n    return nn.ReLU()(x)"),
        (WRITE, "def relu(x, floor=math.sin(0)):\n    return x.clamp(min=floor)"),
    ],
)
def test_customary_names_are_there(engine: Engine, card: str, given: str) -> None:
    assert judge(engine, pose(engine, card_of(card)), given).status is Status.RIGHT


def test_a_name_that_the_card_binds_means_what_the_card_says(engine: Engine) -> None:
    """In `before` or in the code, ahead of the blank."""
    bound = FILL.replace("y = ____", "F = torch.eye(3).long()\n    y = ____")
    assert judge(engine, pose(engine, card_of(bound)), "F[i]").status is Status.RIGHT
    before = FIX.replace("x = [1, [2]]", "x = [1, [2]]\n    copy = [1, [2]]")
    assert judge(engine, pose(engine, card_of(before)), "y = copy").status is Status.RIGHT


def test_a_name_that_nobody_knows_is_still_missing(engine: Engine) -> None:
    """And the line of the exception is the learner's own."""
    verdict = judge(engine, pose(engine, card_of(FIX)), "z = copy.copy(x)\ny = deepcopy(z)")
    assert verdict.status is Status.WRONG
    assert verdict.failed is not None
    assert (verdict.failed.line, verdict.failed.source) == (2, "y = deepcopy(z)")
