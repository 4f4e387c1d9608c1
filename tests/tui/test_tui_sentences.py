"""The first letter of what is said of a mistake: a capital, unless it begins a name of the code."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.engine.client import Engine
from quiz.tui.widgets.verdict import verdict_parts

CARD = """
- id: said
  ask: fill
  prompt: Fill it.
  repeat: 1
  code: |
    a, b = torch.ones(2), torch.zeros(2)
    y = ____
  check: "y.tolist() == [1., 1.]"
  accept: ["a"]
  reject: [{fill: "b", why: WHY}]
"""


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("b is full of zeros", "b is full of zeros."),
        ("a is full of ones", "a is full of ones."),
        ("a sum must be divided", "A sum must be divided."),
        ("the zeros are in b", "The zeros are in b."),
        ("torch.zeros gives zeros", "torch.zeros gives zeros."),
        ("y would be zeros", "y would be zeros."),
    ],
)
def test_a_name_of_the_code_keeps_its_small_letter(engine: Engine, why: str, said: str) -> None:
    question = pose(engine, card_of(CARD.replace("WHY", why)))
    above, _ = verdict_parts(question, "b", judge(engine, question, "b"), 74)
    assert said in [part.plain for part in above]
