"""What the confinement of card code decides is neither a truth nor a learner's mistake."""

from __future__ import annotations

import sys

import pytest

from quiz.answer.verdict import Status
from quiz.engine.client import Engine
from tests.support.scene import broken, card_of, judge, pose

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="children are confined on Linux only")

PREDICT = """
- id: missing
  ask: predict
  prompt: Value?
  {raises}
  code: |
    {code}
  explain: x
  source: https://docs.pytorch.org/docs/stable/torch.html
"""
WRITE = """
- id: sum
  ask: write
  prompt: Return the sum.
  signature: "def f(a, b):"
  args: "(torch.ones(2), torch.ones(2))"
  reference: |
    def f(a, b):
        return a + b
  reject:
    - {code: "def f(a, b): return a", why: the second is left out}
  explain: x
  source: https://docs.pytorch.org/docs/stable/torch.html
"""


@pytest.mark.parametrize("raises", ["raises: ModuleNotFoundError", "raises: maybe", "hints: [x]"])
def test_an_import_that_is_kept_from_card_code_is_no_truth(engine: Engine, raises: str) -> None:
    why = broken(engine, PREDICT.format(raises=raises, code="import yaml; yaml.safe_load"))
    assert "only torch, numpy, einops and the standard library" in why.reason
    assert "raises" not in why.fix


@pytest.mark.parametrize("code", ["import helper_beside_the_deck; helper_beside_the_deck.x", "open('data.csv')"])
def test_what_lies_beside_the_deck_is_no_reason_to_say_raises_alone(engine: Engine, code: str) -> None:
    why = broken(engine, PREDICT.format(raises="hints: [x]", code=code))
    assert why.fix.startswith(("Import only torch, numpy, einops", "Let the code write the file first"))


def test_an_answer_that_imports_what_is_kept_from_it_is_handed_back(engine: Engine) -> None:
    question = pose(engine, card_of(WRITE))
    verdict = judge(engine, question, "import yaml\ndef f(a, b):\n    return a + b")
    assert verdict.status is Status.INVALID
    assert "`yaml` is not available to card code" in verdict.message


def test_a_dataclass_in_an_answer_is_right(engine: Engine) -> None:
    answer = """
import dataclasses
@dataclasses.dataclass
class Pair:
    a: torch.Tensor
    b: torch.Tensor
def f(a: torch.Tensor, b: torch.Tensor):
    pair = Pair(a, b)
    return pair.a + pair.b
"""
    assert judge(engine, pose(engine, card_of(WRITE)), answer).status is Status.RIGHT
