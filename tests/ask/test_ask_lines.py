"""A question and a verdict in plain lines: what helps is said, once, and as it was written."""

from __future__ import annotations

import pytest
from scene import GATHER, card_of, judge, pose

from quiz.answer.verdict import Status, Verdict
from quiz.ask import kinds
from quiz.ask.code.changed_lines import changes
from quiz.ask.judge import given_up
from quiz.ask.lines import answer_lines, question_lines, truth_lines, verdict_lines
from quiz.ask.question import Question
from quiz.engine.client import Engine

CHOOSE = """
- id: pick
  ask: choose
  select: one
  prompt: Which?
  draw: {k: "rng.randint(2, 5)"}
  code: x = torch.arange($k)
  options:
    - {text: "$k cells", true_if: len(x) == $k, why: "arange($k) begins at 0"}
    - {text: nothing, true_if: len(x) == 0, why: "$k is more than none"}
    - {text: one cell, true_if: len(x) == 1}
"""
PICTURES = """
- id: pictures
  ask: choose
  prompt: Which picture?
  options:
    - text: |
        .#.
         #
      true_if: "True"
    - text: |
        for a in b:
            print(a)
      true_if: "False"
"""
FIX = """
- id: repair
  ask: fix
  prompt: Sum by rows.
  draw: {k: "rng.randint(2, 5)"}
  repeat: 1
  before: x = torch.arange(2 * $k).view(2, $k)
  buggy: |
    y = x + 0
    y = y.sum(0)
    z = y
  check: "y.tolist() == [sum(range($k)), sum(range($k, 2 * $k))]"
  accept:
    - |
      y = x + 0
      y = y.sum(1)
      z = y
"""
WRITE = """
- id: twice
  ask: write
  prompt: Twice.
  repeat: 3
  cases: [{n: 1}]
  draw: {n: "rng.randint(2, 4)"}
  signature: "def twice(x):"
  args: "torch.ones($n)"
  reference: |
    def twice(x):
        return 2 * x
"""


def said(question: Question, verdict: Verdict) -> str:
    return "\n".join([*verdict_lines(question, verdict), *answer_lines(question, verdict)])


def letter(question: Question, text: str) -> str:
    return next(option.letter for option in question.body.options if option.text.endswith(text))


def test_the_why_of_every_option_is_told_after_giving_up_and_after_a_right_choice(engine: Engine) -> None:
    """Then as well as after a wrong one; with the drawn values, and each once."""
    question = pose(engine, card_of(CHOOSE), 3)
    k, kind = dict(question.drawn)["k"], kinds.kind("choose")
    whys = (f"{letter(question, f'{k} cells')}: arange({k}) begins at 0", f"{letter(question, 'nothing')}: {k} is more")
    right, wrong = judge(engine, question, f"{k} cells"), judge(engine, question, "one cell")
    assert (right.status, wrong.status) == (Status.RIGHT, Status.WRONG)
    for verdict in (given_up(kind, question), right, wrong):
        text = said(question, verdict)
        assert [text.count(why) for why in whys] == [1, 1], text


def test_an_option_of_several_lines_stays_as_it_was_written(engine: Engine) -> None:
    """Code and pictures in characters keep their lines and their blanks."""
    text = "\n".join(question_lines(pose(engine, card_of(PICTURES), 1)))
    assert ") .#.\n      #" in text
    assert ") for a in b:\n         print(a)" in text


def test_a_fenced_block_of_a_prompt_keeps_its_lines(engine: Engine) -> None:
    card = card_of(PICTURES.replace("prompt: Which picture?", 'prompt: "Which?\\n\\n```\\na = 1\\n  b = 2\\n```"'))
    assert "\n  a = 1\n    b = 2\n" in "\n".join(question_lines(pose(engine, card, 1)))


@pytest.mark.parametrize("given", ["y = x.sum(1)", "y = x + 0\ny = y.sum(1)\nz = y + 0"])
def test_right_code_is_followed_by_a_good_answer_of_the_card(engine: Engine, given: str) -> None:
    """Where it is another one."""
    question = pose(engine, card_of(FIX), 1)
    verdict = judge(engine, question, given)
    assert verdict.right
    assert verdict.idiom == "y = x + 0\ny = y.sum(1)\nz = y"
    assert said(question, verdict).startswith("another right answer:\n")
    same = judge(engine, question, "y = x + 0\ny = y.sum( 1 )  # rows\nz = y")
    assert (same.right, same.idiom, said(question, same)) == (True, "", "")


def test_the_lines_that_a_repair_changed_have_a_mark(engine: Engine) -> None:
    """Of the card's own answer and of the learner's."""
    question = pose(engine, card_of(FIX), 1)
    assert list(truth_lines(question, question.card.body.accept[0].given[0]))[1:] == [
        "  y = x + 0",
        "- y = y.sum(0)",
        "> y = y.sum(1)",
        "  z = y",
    ]
    assert changes(question.card.body.buggy, "y = x + 0\nw = 1\ny = y.sum(0)\nz = y").added == {2}
    assert changes(question.card.body.buggy, "y = 5").added == {1}


def test_a_failure_names_its_test_after_its_inputs(engine: Engine) -> None:
    """The first test is the question itself; a later one is another draw."""
    question = pose(engine, card_of(WRITE), 1)
    first = said(question, judge(engine, question, "def twice(x):\n    return x"))
    n = dict(question.drawn)["n"]
    assert f"({n},) float32" in first.partition("failed on the inputs above (test 1 of 5)")[0]
    later = said(question, judge(engine, question, "def twice(x):\n    return 2 * x if len(x) > 1 else x"))
    assert "failed on the inputs above (test 2 of 5)" in later


def test_a_check_that_is_not_met_is_told_in_plain_words(engine: Engine) -> None:
    verdict = judge(engine, pose(engine, card_of(FIX), 1), "y = x.sum(0)\nz = 1")
    assert verdict.message.startswith("Required, but false: `y.tolist() == ")
    raising = judge(engine, pose(engine, card_of(FIX.replace("y.tolist()", "y.nothing()"))), "y = x.sum(1)")
    assert "Required, but false: `y.nothing() == " in raising.message
    assert "AttributeError" in raising.message


def test_a_belief_is_named_as_one(engine: Engine) -> None:
    question = pose(engine, card_of(GATHER), 3)
    proof = next(proof for proof in kinds.kind("predict").proofs(question) if proof.diagnosis)
    text = said(question, judge(engine, question, proof.given))
    assert f"Your answer fits this belief: {proof.diagnosis}." in text


ONE = """
- id: one
  ask: predict
  prompt: Value?
  code: torch.tensor(3) + 4
"""
ZEROS = ONE.replace("torch.tensor(3) + 4", "torch.zeros(6, 9)")


def test_the_truth_is_told_once(engine: Engine) -> None:
    question = pose(engine, card_of(ONE))
    assert said(question, judge(engine, question, "8")).count("7") == 1


def test_a_tensor_of_one_value_is_told_in_one_line(engine: Engine) -> None:
    question = pose(engine, card_of(ZEROS))
    assert said(question, given_up(kinds.kind("predict"), question)) == "torch says:\n  6 x 9, zeros"
    small = pose(engine, card_of(ZEROS.replace("6, 9", "3")))
    assert "tensor([0., 0., 0.])" in said(small, given_up(kinds.kind("predict"), small))


RAISES = """
- id: raises
  ask: predict
  form: error
  prompt: Raises?
  raises: RuntimeError
  code: torch.ones(2) + torch.ones(3)
  misconceptions:
    - {belief: it is an index, raises: IndexError}
"""


@pytest.mark.parametrize(
    ("given", "nearly"), [("ValueError", True), ("no error", False), ("IndexError", False), ("RuntimeError", False)]
)
def test_another_exception_is_nearly_right(engine: Engine, given: str, nearly: bool) -> None:
    """That it raises was known; a stated belief is a belief all the same."""
    verdict = judge(engine, pose(engine, card_of(RAISES)), given)
    assert verdict.nearly is nearly
    assert verdict.right is (given == "RuntimeError")


LATER = """
- id: later
  ask: fix
  prompt: Sum by rows.
  draw: {d: "rng.choice([1, 1, 1, 2])", v: "[rng.randint(1, 9) for _ in range(4)]"}
  cases: [{d: 3, v: [1, 2, 3]}]
  repeat: 1
  before: |
    x = torch.tensor($v)
    x.add_($d)
  buggy: y = 0
  check: "y == sum($v) + $d * len(x)"
  accept: ["y = x.sum()"]
"""


def test_inputs_are_told_as_lines_of_the_shown_code(engine: Engine) -> None:
    """Names that only the card knows are not: the first test is the question itself, a later one is its code again."""
    question = pose(engine, card_of(LATER), 1)
    first = said(question, judge(engine, question, "y = -1"))
    assert "failed on test 1 of 3" in first and "above" not in first
    assert "  v: " not in first and "  d: " not in first
    later = judge(engine, question, "y = x.sum() if len(x) == 4 else -1")
    text = said(question, later)
    assert "  x: torch.tensor([1, 2, 3])\n  code: x.add_(3)\nfailed on the inputs above (test 2 of 3)" in text
    assert later.failed is not None
    assert dict(later.failed.inputs)["d"] == "3"
