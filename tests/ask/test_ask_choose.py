"""`ask: choose`: each option's truth is computed, the order follows the seed, letters and texts are both answers."""

from __future__ import annotations

import pytest
from scene import broken, card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.answer_form import offers
from quiz.ask.question import Question
from quiz.engine.client import Engine

ALL = """
- id: it
  ask: choose
  select: all
  prompt: "Which of these hold for $k?"
  draw:
    k: "rng.randint(2, 9)"
  code: |
    t = torch.tensor($k)
  options:
    - {text: "t > 1", true_if: "t > 1", why: "$k is more than 1"}
    - {text: "t > 100", true_if: "t > 100", why: "$k is not"}
    - {text: "t == $k", true_if: "t == $k"}
    - {text: "t is a list", true_if: "isinstance(t, list)"}
"""
ONE = ALL.replace("select: all", "select: one").replace("t == $k", "t == -1")


def letter_of(question: Question, text: str) -> str:
    return next(letter for letter, option in offers(kinds.kind("choose").entry(question)) if option == text)


@pytest.mark.parametrize("text", [ALL, ONE])
@pytest.mark.parametrize("seed", range(8))
def test_proofs_hold_on_every_draw(engine: Engine, text: str, seed: int) -> None:
    """Right sets pass, every set that differs by one letter fails, nonsense is handed back."""
    question = pose(engine, card_of(text), seed)
    for proof in kinds.kind("choose").proofs(question):
        assert judge(engine, question, proof.given).status is proof.status, proof


def test_the_order_is_the_seeds(engine: Engine) -> None:
    """The same for one seed, not the file's for all."""
    kind, card = kinds.kind("choose"), card_of(ALL)
    orders = {tuple(option for _, option in offers(kind.entry(pose(engine, card, seed)))) for seed in range(8)}
    assert len(orders) > 1
    assert offers(kind.entry(pose(engine, card, 3))) == offers(kind.entry(pose(engine, card, 3)))


def test_letters_may_be_written_in_many_ways(engine: Engine) -> None:
    """`a c`, `ca`, `A, C`, and the texts themselves."""
    question = pose(engine, card_of(ALL), 1)
    k = question.prompt.split()[-1].rstrip("?")
    first, second = letter_of(question, "t > 1"), letter_of(question, f"t == {k}")
    spelt = [f"{first} {second}", f"{second}{first}", f"{first.upper()}, {second.upper()}", ["t > 1", f"t ==  {k}"]]
    assert [judge(engine, question, given).status for given in spelt] == [Status.RIGHT] * 4


WAYS = [
    *("{0}) {1})", "{0}), {1})", "{0} and {1}", "[{0}, {1}]", "({0}) ({1})", "{0}. {1}.", "{0} & {1}", '"{0}", "{1}"'),
    *("options {0} and {1}", "Answer: {0}, {1}.", "'{0}' '{1}'", "`{0}` `{1}`", "{0}/{1}", "{0}+{1}", "{{{0}, {1}}}"),
    *("{0}\n{1}", "({0}, {1})", "“{0}”, “{1}”", "{0}; {1};", "the answers are {0} and {1}"),
]


@pytest.mark.parametrize("way", WAYS)
def test_signs_and_words_around_letters_do_not_count(engine: Engine, way: str) -> None:
    """Two letters, and one where one is asked for."""
    question = pose(engine, card_of(ALL), 1)
    k = question.prompt.split()[-1].rstrip("?")
    letters = [letter_of(question, "t > 1"), letter_of(question, f"t == {k}")]
    for given in (way.format(*letters), way.format(*letters[::-1]), way.format(*letters).upper()):
        assert judge(engine, question, given).right, given
    wrong = letter_of(question, "t is a list")
    assert judge(engine, question, way.format(letters[0], wrong)).status is Status.WRONG


@pytest.mark.parametrize(
    "way", ["{}", "{})", "({})", "{}.", '"{}"', "option {}", "[{}]", "it is {}?", "{} or c", "{}-c"]
)
def test_one_letter_may_have_signs_around_it(engine: Engine, way: str) -> None:
    """What hedges, asks or gives a range is no answer."""
    question = pose(engine, card_of(ONE), 1)
    status = judge(engine, question, way.format(letter_of(question, "t > 1"))).status
    assert status is (Status.INVALID if way[-1] in "?c" else Status.RIGHT)


def test_options_may_be_copied_with_their_letters(engine: Engine) -> None:
    """As they are shown, one or several lines; and none may be said in words."""
    question = pose(engine, card_of(ALL), 1)
    k = question.prompt.split()[-1].rstrip("?")
    rows = [f"{letter_of(question, text)}) {text}" for text in ("t > 1", f"t == {k}")]
    assert judge(engine, question, "\n".join(rows)).right
    assert judge(engine, question, rows).right
    assert judge(engine, question, f"t > 1\n`t == {k}`").status is Status.INVALID
    for text in ("none", "None of them.", "none of the above", "neither"):
        assert judge(engine, question, text).got == "none of them"


def test_a_misjudged_option_tells_its_why_with_the_drawn_value(engine: Engine) -> None:
    """One diff and one sentence for each."""
    question = pose(engine, card_of(ALL), 1)
    verdict = judge(engine, question, "-")
    assert verdict.status is Status.WRONG
    assert len(verdict.diff) == 2
    assert "is more than 1" in verdict.message
    assert "$" not in verdict.message


def test_one_means_exactly_one(engine: Engine) -> None:
    """Two letters, or none, are no attempt."""
    question = pose(engine, card_of(ONE), 1)
    assert judge(engine, question, "a b").status is Status.INVALID
    assert judge(engine, question, "-").status is Status.INVALID


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("isinstance(t, list)", "t + 1"), "neither True nor False"),
        (("isinstance(t, list)", "nothing"), "raises NameError"),
    ],
)
def test_a_truth_that_is_no_bool_breaks_the_card(engine: Engine, change: tuple[str, str], told: str) -> None:
    """It is the author's mistake, and said with the option's text."""
    assert told in broken(engine, ALL.replace(*change)).reason


def test_two_true_options_break_a_card_that_asks_for_one(engine: Engine) -> None:
    """A fixed card cannot be drawn again."""
    text = ONE.replace("rng.randint(2, 9)", "7").replace('true_if: "isinstance(t, list)"', 'true_if: "t == 7"')
    assert "needs exactly one" in broken(engine, text).reason
