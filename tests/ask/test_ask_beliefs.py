"""Beliefs that predict an exception on some draws, and beliefs that hold on some draws."""

from __future__ import annotations

import pytest
from scene import broken, card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.engine.client import Engine
from quiz.errors import DeckError

THIRD = """
- id: third
  ask: predict
  raises: maybe
  prompt: What is `x[2]`, or which exception?
  draw:
    n: "rng.choice([2, 3])"
    x: "rng.sample(range(10, 99), n)"
  code: |
    x = torch.tensor($x)
    x[2]
  misconceptions:
    - belief: places are counted from 1
      code: torch.tensor($x)[1]
    - belief: the end wraps
      code: "torch.tensor($x)[2 % $n]"
      holds: sometimes
    - belief: the last place is refused
      code: "torch.tensor($x[:-1])[2]"
      raises: maybe
      holds: sometimes
  explain: The places of `x` are 0 to $n - 1.
"""
OF_SIZE = {
    2: {"places are counted from 1", "the end wraps"},
    3: {"places are counted from 1", "the last place is refused"},
}


@pytest.mark.parametrize("seed", range(8))
def test_a_belief_that_holds_on_a_draw_is_left_out_of_it(engine: Engine, seed: int) -> None:
    """The others are told by their answers; what the one predicts is right there."""
    question = pose(engine, card_of(THIRD), seed)
    proofs = kinds.kind("predict").proofs(question)
    size = int(dict(question.drawn)["n"])
    assert {proof.diagnosis for proof in proofs if proof.diagnosis} == OF_SIZE[size]
    for proof in proofs:
        verdict = judge(engine, question, proof.given)
        assert (verdict.status, verdict.diagnosis) == (proof.status, proof.diagnosis), proof


def test_no_draw_is_made_again_for_a_belief_that_holds_there(engine: Engine) -> None:
    """Both sizes are asked, at the first attempt."""
    questions = [pose(engine, card_of(THIRD), seed) for seed in range(12)]
    assert {dict(question.drawn)["n"] for question in questions} == {"2", "3"}
    assert {question.attempt for question in questions} == {0}


def test_a_draw_on_which_no_belief_is_wrong_is_made_again(engine: Engine) -> None:
    """A belief that holds sometimes is not left alone with the truth."""
    wraps = THIRD[: THIRD.index("    - belief: places")] + THIRD[THIRD.index("    - belief: the end") :]
    only = card_of(wraps[: wraps.index("    - belief: the last")])
    assert {dict(pose(engine, only, seed).drawn)["n"] for seed in range(8)} == {"2"}


def test_the_exception_that_the_code_of_a_belief_raises_is_its_answer(engine: Engine) -> None:
    """A learner who types its class, or an ancestor of it, is told the belief; another class is no belief's."""
    card = card_of(THIRD)
    question = next(it for it in (pose(engine, card, seed) for seed in range(20)) if ("n", "3") in it.drawn)
    for text in ("IndexError", "LookupError", "an IndexError is raised"):
        verdict = judge(engine, question, text)
        assert (verdict.status, verdict.belief) == (Status.WRONG, "the last place is refused"), text
    assert judge(engine, question, "TypeError").belief == ""


def test_a_slip_in_the_code_of_a_belief_is_no_prediction(engine: Engine) -> None:
    """A name that does not exist breaks the card, also where the belief may raise."""
    error = broken(engine, THIRD.replace("torch.tensor($x[:-1])[2]", "x[:-1][2]"))
    assert "the belief `the last place is refused` raises NameError" in error.reason
    assert error.fix.startswith("A belief runs by itself")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("      raises: maybe\n", "      raises: IndexError\n", "has both `code` and the class that it `raises`"),
        ('      code: "torch.tensor($x[:-1])[2]"\n', "", "needs `code` or the class that it `raises`"),
        ("holds: sometimes", "holds: always", "`holds` cannot be `always`"),
        ('    n: "rng.choice([2, 3])"\n    x: "rng.sample(range(10, 99), n)"\n', "", "holds sometimes, and nothing is"),
    ],
)
def test_a_belief_that_contradicts_itself_is_a_mistake_of_the_file(old: str, new: str, told: str) -> None:
    """With the place and the fix, when the deck is read."""
    text = THIRD.replace(old, new).replace("  draw:\n  code", "  code")
    if "draw:" not in text:
        text = text.replace("$n", "2").replace("$x", "[1, 2]")
    with pytest.raises(DeckError, match=told):
        card_of(text)
