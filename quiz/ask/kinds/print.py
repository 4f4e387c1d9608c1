"""Print: the learner types what a card's code prints, line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quiz.answer.compare.stdout import same_print
from quiz.answer.value import Outcome, Raised
from quiz.answer.verdict import Status, Unreadable, Verdict
from quiz.ask.answer_form import Lines
from quiz.ask.code.unwrap import unwrapped_print
from quiz.ask.kind import Dialogue, Flaw, FlawKind, Proof, Redraw
from quiz.ask.misconceptions import Prediction, check_holds, distinguish, in_one_line, no_misconception, tasks
from quiz.ask.pose import draw_job
from quiz.ask.question import Broken, Given, Question, as_program, question_of
from quiz.deck.claims import misconceptions
from quiz.deck.fields import Code, Text
from quiz.deck.model import Card, Misconception
from quiz.deck.reading import Field, Values
from quiz.engine.job import Job
from quiz.engine.protocol import Result
from quiz.text.suggest import quoted
from quiz.worker.wire import MAX_PRINTED


@dataclass(frozen=True, slots=True)
class Body:
    """`expect` is the author's claim of what is printed, "" when none is made; it is not shown to a learner."""

    code: str
    expect: str = ""
    misconceptions: tuple[Misconception, ...] = ()


_QUOTED = re.compile(r"(['\"])(.*)\1")
RUNS = False
FIELDS: Mapping[str, Field] = {
    "code": Field(Code(), "Python that prints"),
    "expect": Field(Text(), "what is printed, as the author claims it", ""),
    "misconceptions": Field(misconceptions(), "beliefs and the code that prints what each predicts", ()),
}


def body(values: Values) -> Body:
    """Make the body; notes a belief that prints nothing."""
    for item, misconception in enumerate(values["misconceptions"]):
        if misconception.raises:
            fix = "Give it `code` that prints what the belief predicts."
            values.fault("misconceptions", "a belief of a print card has `code`", fix, item=item)
    check_holds(values)
    return Body(values["code"], values["expect"], values["misconceptions"])


@dataclass(frozen=True, slots=True)
class PosedPrint:
    """The kind's part of a question. `idle` are flaws of beliefs that reveal nothing here; `beliefs` are the others."""

    truth: Outcome
    beliefs: tuple[Prediction, ...]
    idle: tuple[Flaw, ...]


def plan(card: Card, seed: int, first: int) -> Job:
    own: Body = card.body
    return draw_job(card, seed, first, [("truth", own.code), *tasks(own.misconceptions)])


def pose(card: Card, seed: int, result: Result) -> Question | Redraw:
    """Make the question. Raises Broken when the code raises, or prints what nobody can type."""
    own: Body = card.body
    outcomes = iter(result.outcomes)
    truth = next(outcomes)
    place = card.places.get("code")
    if isinstance(truth.value, Raised):
        line = truth.value.line
        at = replace(place, line=place.line + line - 1) if place and line else place
        raise Broken(
            f"its code raises {in_one_line(truth.value)}", place=at, fix="Correct the code, or catch the exception."
        )
    if why := _not_typeable(truth):
        raise Broken(f"what it prints cannot be asked for: {why}", place=place, fix="Print something short.")
    apart = distinguish(card, result, outcomes, _not_typeable, _alike, truth)
    if isinstance(apart, Redraw):
        return apart
    return question_of(card, seed, result, own.code, PosedPrint(truth, *apart))


def entry(question: Question) -> Lines:
    return Lines("what is printed, line by line", python=False)


def read(question: Question, given: Given) -> str | Unreadable:
    text = given if isinstance(given, str) else "\n".join(given)
    text = unwrapped_print(text)
    if not text.strip():
        return Unreadable("Type what is printed.")
    if all(row.strip() for outcome in _foreseen(question) for row in outcome.printed.strip().split("\n")):
        text = "\n".join(row for row in text.split("\n") if row.strip())  # blank lines are white space there
    if _in_one_line(question, text.strip()):
        return Unreadable("Type each line that is printed on a line of its own.")
    bare = "\n".join(_QUOTED.sub(r"\2", row.strip()) for row in text.strip().split("\n"))
    if _is_foreseen(question, bare) and not _is_foreseen(question, text):
        return Unreadable("Type what is printed, without quotation marks around it.")
    return text


def _in_one_line(question: Question, text: str) -> bool:
    """Whether lines were typed in one: parted by `;`, commas or spaces, they are the truth or what a belief prints."""
    ways = [text.split(";"), text.split(","), text.split()] if "\n" not in text else []
    rows = ["\n".join(part.strip() for part in way) for way in ways if len(way) > 1]
    return any(_is_foreseen(question, row) for row in rows) and not _is_foreseen(question, text)


def _is_foreseen(question: Question, text: str) -> bool:
    """Whether a text is the truth, or what a belief prints."""
    return any(same_print(text, outcome.printed).status == "right" for outcome in _foreseen(question))


def _foreseen(question: Question) -> list[Outcome]:
    """The truth, and what each belief predicts."""
    posed: PosedPrint = question.body
    return [posed.truth, *(belief.predicted for belief in posed.beliefs)]


def judge(question: Question, answer: str) -> Dialogue[Verdict]:
    yield from ()
    return _judged(question, answer)


def _judged(question: Question, answer: str) -> Verdict:
    posed: PosedPrint = question.body
    got = answer.strip("\n").rstrip()
    match = same_print(answer, posed.truth.printed)
    if match.status == "unreadable":
        return Verdict(Status.INVALID, "", got, message=match.message)
    if match.status == "right":
        return Verdict(Status.RIGHT, truth(question), got)
    misconception = next(
        (b.text for b in posed.beliefs if same_print(answer, b.predicted.printed).status == "right"), ""
    )
    return Verdict(Status.WRONG, truth(question), got, belief=misconception, diff=match.diff, message=match.message)


def truth(question: Question) -> str:
    posed: PosedPrint = question.body
    return posed.truth.printed.rstrip()


def whys(question: Question) -> Sequence[tuple[str, str]]:
    return ()


def program(question: Question, given: Given | None) -> str:
    return as_program(question.card.setup, question.code)


def proofs(question: Question) -> Sequence[Proof]:
    posed: PosedPrint = question.body
    wrong = [Proof(b.predicted.printed, Status.WRONG, b.text, b.place) for b in posed.beliefs]
    unreadable = [Proof(text, Status.INVALID) for text in ("", " \n")]
    return [Proof(posed.truth.printed, Status.RIGHT), *wrong, *unreadable]


def flaws(question: Question) -> Sequence[Flaw]:
    """The author's `expect` when torch prints otherwise, beliefs that reveal nothing, or that there are none."""
    own: Body = question.card.body
    posed: PosedPrint = question.body
    expect = question.filled(own.expect)
    claim = []
    if expect and same_print(expect, posed.truth.printed).status != "right":
        what = f"`expect` claims {quoted(expect)}, and torch prints {quoted(truth(question))}"
        fix = "Correct `expect`, or the code."
        claim = [Flaw(FlawKind.CLAIM, what, fix, question.card.places.get("expect"))]
    return [*claim, *no_misconception(own.misconceptions), *posed.idle]


def _not_typeable(outcome: Outcome) -> str:
    if not outcome.printed.strip():
        return "nothing is printed"
    return "it is too long" if len(outcome.printed) >= MAX_PRINTED else ""


def _alike(predicted: Outcome, truth: Outcome) -> bool:
    """Whether a learner who types what `predicted` printed would be right if `truth` were the truth."""
    return same_print(predicted.printed, truth.printed).status == "right"
