"""Slips are handed back and cost nothing: code that was not changed, lines that make no program."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.answer_form import Order
from quiz.engine.client import Engine

FIX = """
- id: overlap
  ask: fix
  prompt: Divide.
  repeat: 2
  before: x = torch.tensor([2., 4.])
  buggy: |
    y = x / x[1]
    y = y + 0
  check: "torch.equal(y, torch.tensor([1., 2.]))"
  accept: ["y = x / x[0]"]
  reject: [{code: "y = x * x[0]", why: this multiplies}]
"""
ARRANGE = """
- id: step
  ask: arrange
  prompt: Order them.
  draw: {k: "rng.randint(2, 9)"}
  repeat: 2
  before: x = torch.tensor(1.0)
  lines:
    - "for _ in range($k):"
    - "    x = x + 1"
    - x = x - 1
  check: x.item() == $k
  reject:
    - {order: [1, 0, 2], why: the body comes after its loop}
"""


@pytest.mark.parametrize(
    "given", ["y = x / x[1]\ny = y + 0", "y = x / x[1]\n\ny  =  y + 0  # now?", "```\ny = (x / x[1])\ny = y + 0\n```"]
)
def test_code_that_was_not_changed_is_handed_back(engine: Engine, given: str) -> None:
    """However it is spaced: nothing was tried, so nothing counts."""
    verdict = judge(engine, pose(engine, card_of(FIX)), given)
    assert (verdict.status, verdict.message) == (Status.INVALID, "You have not changed the code.")


def test_an_order_that_is_no_python_is_handed_back(engine: Engine) -> None:
    """By numbers and by texts; the message says what is wrong with it, and a known wrong order is no exception."""
    question = pose(engine, card_of(ARRANGE), 1)
    entry = kinds.kind("arrange").entry(question)
    assert isinstance(entry, Order)
    k = dict(question.drawn)["k"]
    loop, body, after = f"for _ in range({k}):", "    x = x + 1", "x = x - 1"
    for order in ([loop, after, body], [body, loop, after], [after, body, loop]):
        numbers = " ".join(str(entry.lines.index(line) + 1) for line in order)
        for given in (order, "\n".join(order), numbers):
            verdict = judge(engine, question, given)
            assert verdict.status is Status.INVALID, given
            assert verdict.message.startswith("This order is not Python (line "), verdict.message
    assert judge(engine, question, [after, loop, body]).status is Status.RIGHT


@pytest.mark.parametrize("text", [FIX, ARRANGE])
def test_the_proofs_of_such_cards_still_hold(engine: Engine, text: str) -> None:
    """That the buggy code fails is still proved, and a wrong order that nobody can hand in is no fault of the card."""
    card = card_of(text)
    question = pose(engine, card, 1)
    for proof in kinds.kind(card.ask).proofs(question):
        verdict = judge(engine, question, proof.given)
        assert verdict.status is proof.status, (proof, verdict)
        assert verdict.status is not Status.WRONG or verdict.belief == proof.belief


WRITE = """
- id: twice
  ask: write
  prompt: Twice.
  repeat: 1
  signature: "def twice(x):"
  args: "torch.tensor([1., 2.])"
  reference: |
    def twice(x):
        return 2 * x
"""
FILL = """
- id: sum
  ask: fill
  prompt: Sum.
  repeat: 1
  code: |
    x = torch.arange(3)
    y = ____
  check: y == 3
  accept: ["x.sum()"]
"""


@pytest.mark.parametrize("given", ["def twice(x):\n    ", "def twice(x):", "def twice(x):\n    # twice\n"])
def test_a_function_without_a_body_is_handed_back(engine: Engine, given: str) -> None:
    assert judge(engine, pose(engine, card_of(WRITE)), given).status is Status.INVALID


@pytest.mark.parametrize("given", ["____", " ____ ", ""])
def test_a_blank_that_was_left_is_handed_back(engine: Engine, given: str) -> None:
    verdict = judge(engine, pose(engine, card_of(FILL)), given)
    assert (verdict.status, verdict.message) == (Status.INVALID, "The blank is empty.")


@pytest.mark.parametrize("given", ["return x / x[0]", "y = x\nbreak", "y = (yield x)", "nonlocal x\ny = x"])
def test_what_only_the_compiler_refuses_is_handed_back(engine: Engine, given: str) -> None:
    """It can be parsed, and is no program all the same."""
    verdict = judge(engine, pose(engine, card_of(FIX)), given)
    assert verdict.status is Status.INVALID
    assert verdict.message.startswith("This is not Python")
    blank = judge(engine, pose(engine, card_of(FILL)), "(yield x)")
    assert (blank.status, blank.message) == (
        Status.INVALID,
        "With this the code is not Python: 'yield' outside function.",
    )
    order = ARRANGE.replace("    x = x + 1", "    if x > $k: break").replace(
        "check: x.item() == $k", "check: x.item() == 0"
    )
    question = pose(engine, card_of(order.replace("order: [1, 0, 2]", "order: [0, 2, 1]")), 1)
    k = dict(question.drawn)["k"]
    lines = [f"    if x > {k}: break", f"for _ in range({k}):", "x = x - 1"]
    assert judge(engine, question, lines).status is Status.INVALID
