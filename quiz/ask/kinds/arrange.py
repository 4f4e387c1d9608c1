"""Arrange: the learner puts the lines of a program in order; any order that passes the check is right."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz.answer.verdict import Status, Unreadable, Verdict
from quiz.ask.answer_form import Order
from quiz.ask.code.calls import forbid_and_only
from quiz.ask.code.check_helpers import as_statement
from quiz.ask.code.judge_check import LearnerProgram, judged
from quiz.ask.code.known_mistakes import KnownMistake
from quiz.ask.code.program import aims_at, unreadable
from quiz.ask.code.solutions import (
    Case,
    Reject,
    Solution,
    Texts,
    cases_and_repeat,
    check_cases,
    moved,
    no_misconception,
    rejects,
    solutions,
)
from quiz.ask.code.unwrap import unwrapped_parts
from quiz.ask.kind import Dialogue, Flaw, Proof
from quiz.ask.pose import draw_job
from quiz.ask.question import Given, Question, as_program, question_of
from quiz.deck import python
from quiz.deck.fields import Code, ListOf, Text, Word
from quiz.deck.model import Card
from quiz.deck.reading import Field, Values
from quiz.engine.job import Job, TrialPlan
from quiz.engine.protocol import Result
from quiz.text.numbers import plural
from quiz.text.suggest import quoted
from quiz.worker.template import fill


@dataclass(frozen=True, slots=True)
class Body:
    """`lines` are in a right order; those of `accept` and `reject` are the same lines in another one."""

    before: str
    lines: tuple[str, ...]
    check: str
    accept: tuple[Solution, ...]
    reject: tuple[Reject, ...]
    cases: tuple[Case, ...]
    repeat: int
    forbid: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


_BETWEEN = re.compile(r"[\s,;:.()\[\]{}>=|/→⇒&–—-]+|then|and|lines?|order")
"""What may stand around and between the numbers of lines."""
_LABEL = re.compile(r"\s*\d{1,2}[).:]?\s")
"""The number before a line that was copied from the question."""
_ORDER = Texts(Word(r"\d{1,3}", "the numbers of the lines, the first being 0"))
RUNS = True
FIELDS: Mapping[str, Field] = {
    "before": Field(Code(), "code that runs first, shown to the learner", ""),
    "lines": Field(ListOf(Text(), least=2), "the lines, in a right order"),
    "check": Field(Code("eval"), "an expression that is True where the order is right"),
    "accept": Field(solutions(_ORDER), "other right orders, as numbers from 0", ()),
    "reject": Field(rejects("order", _ORDER, "the wrong order"), "wrong orders, each with its `why`", ()),
    **cases_and_repeat(),
    **forbid_and_only(),
}


def body(values: Values) -> Body:
    """Make the body; notes orders that are not of all the lines, and lines that are not a program."""
    lines = values["lines"]
    tree = python.read("\n".join(lines), "exec")
    if isinstance(tree, python.SyntaxFault):
        fix = "Write the lines in a right order; put a line that is indented in quotes."
        values.fault("lines", f"in this order the lines are not Python: {tree.what}", fix)
    answers: dict[str, list[Solution | Reject]] = {"accept": [], "reject": []}
    for key, found in answers.items():
        for item, answer in enumerate(values[key]):
            order = [int(number) for number in answer.given]
            if sorted(order) != list(range(len(lines))):
                fix = f"Name each of the numbers 0 to {len(lines) - 1} once."
                values.fault(key, "this is not an order of all the lines", fix, item=item)
            else:
                found.append(moved(answer, [lines[number] for number in order]))
    for item, answer in enumerate(answers["reject"]):
        if answer.given in (lines, *(right.given for right in answers["accept"])):
            values.fault("reject", "this order is a right one", "Give a wrong order.", item=item)
    check_cases(values)
    accept, reject = tuple(answers["accept"]), tuple(answers["reject"])
    rest = [values[key] for key in ("cases", "repeat", "forbid", "only")]
    return Body(values["before"], lines, values["check"], accept, reject, *rest)  # type: ignore[arg-type]


def plan(card: Card, seed: int, first: int) -> Job:
    return draw_job(card, seed, first, [])


def pose(card: Card, seed: int, result: Result) -> Question:
    """The question, with the lines in an order from this seed, which is not a known right one if another exists."""
    own: Body = card.body
    lines = own.lines
    right = {lines, *(answer.given for answer in own.accept)}
    chance = random.Random(f"{card.id} {seed}")
    offered = list(range(len(lines)))
    for _ in range(20):
        chance.shuffle(offered)
        if tuple(lines[at] for at in offered) not in right:
            break
    return question_of(card, seed, result, own.before, tuple(offered))


def entry(question: Question) -> Order:
    return Order("the numbers of the lines, in order", _offered(question))


def read(question: Question, given: Given) -> tuple[int, ...] | Unreadable:
    """The order, as numbers of the file. Positions are those of the lines as offered, from 1: `2 1 3`, `[2, 1, 3]`."""
    offered: tuple[int, ...] = question.body
    count = len(offered)
    numbers = _numbers(given, count)
    if numbers:
        if sorted(numbers) != list(range(1, count + 1)):
            return Unreadable(f"Name each of the numbers 1 to {count} once.")
        return _as_program(question, [offered[number - 1] for number in numbers])
    left = dict(zip(offered, _offered(question), strict=True))
    order = []
    for text in unwrapped_parts(given) if isinstance(given, str) else given:
        bare = _LABEL.sub("", text).strip()
        at = next((at for at, line in left.items() if line == text.rstrip()), None)
        at = (
            at
            if at is not None
            else next((at for at, line in left.items() if line.strip() in (text.strip(), bare)), None)
        )
        if at is None:
            if not text.strip():
                continue
            return Unreadable(_unknown(question, text))
        order.append(at)
        del left[at]
    if left:
        return Unreadable(f"Put all {count} lines in order: {len(left)} {plural(len(left), 'is', 'are')} missing.")
    return _as_program(question, order)


def _numbers(given: Given, count: int) -> list[int]:
    """The positions that an answer consists of, as people write them: `2 1 3`, `2->1->3`, `(2, 1, 3)`, `213`; [] when
    it is something else.
    """
    words = _BETWEEN.sub(" ", " ".join([given] if isinstance(given, str) else given).lower()).split()
    if not all(map(str.isdecimal, words)):
        return []
    if len(words) == 1 and len(words[0]) == count < 10:  # `2143`
        return [int(digit) for digit in words[0]]
    return [int(word[:9]) for word in words]


def _unknown(question: Question, text: str) -> str:
    """What to say of a text that is none of the lines, or one that was named before."""
    again = text.strip() in (line.strip() for line in _offered(question))
    if again:
        return f"{quoted(text)} is named once too often."
    numbers = " ".join(map(str, range(len(question.body), 0, -1)))
    return f"{quoted(text)} is not one of the lines. Type their numbers in order, such as {numbers}."


def _as_program(question: Question, order: Sequence[int]) -> tuple[int, ...] | Unreadable:
    """The order, unless its lines are not a program: that is a slip, not a belief about torch."""
    own: Body = question.card.body
    text = "\n".join(own.lines[at] for at in order)
    fault = unreadable(text, dollars=True)
    return tuple(order) if fault is None else Unreadable(fault.reason.replace("This is not", "This order is not"))


def judge(question: Question, answer: tuple[int, ...]) -> Dialogue[Verdict]:
    own: Body = question.card.body
    text = "\n".join(_filled(question, [own.lines[at] for at in answer]))
    program = "\n".join(own.lines[at] for at in answer)
    trials = TrialPlan(
        own.cases,
        own.repeat,
        before=own.before,
        check=own.check,
        rebound=aims_at("\n".join(own.lines)),
        forbidden=own.forbid,
        model="\n".join(own.lines),
        permitted=own.only,
    )
    rejected = [("\n".join(reject.given), question.filled(reject.why)) for reject in own.reject]
    known = [KnownMistake(lines, lines, why) for lines, why in rejected]
    attempt = LearnerProgram(text, program, text, program, idiom=truth(question))
    verdict = yield from judged(question, trials, attempt, truth(question), lambda: known)
    if verdict.status is Status.WRONG and _is_offered(question, answer):
        return Verdict(Status.INVALID, "", text, message="You have not changed the order.")
    return verdict


def _is_offered(question: Question, order: Sequence[int]) -> bool:
    """Whether this is the order in which the lines are offered: nothing was done, so nothing is counted."""
    own: Body = question.card.body
    return [own.lines[at] for at in order] == [own.lines[at] for at in question.body]


def truth(question: Question) -> str:
    own: Body = question.card.body
    return "\n".join(_filled(question, own.lines))


def whys(question: Question) -> Sequence[tuple[str, str]]:
    return ()


def program(question: Question, given: Given | None) -> str:
    own: Body = question.card.body
    order = range(len(own.lines)) if given is None else read(question, given)
    lines = own.lines if isinstance(order, Unreadable) else [own.lines[at] for at in order]
    check = question.filled(own.check)
    return as_program(question.card.setup, question.code, "\n".join(_filled(question, lines)), as_statement(check))


def proofs(question: Question) -> Sequence[Proof]:
    own: Body = question.card.body
    offered: tuple[int, ...] = question.body
    count = len(offered)
    positions = " ".join(str(offered.index(at) + 1) for at in range(count))
    slips = ("", "1", " ".join(["1"] * count), f"{positions} {count + 1}")
    return [
        Proof(_filled(question, own.lines), Status.RIGHT, place=question.card.places.get("lines")),
        Proof(positions, Status.RIGHT, place=question.card.places.get("lines")),
        *(Proof(_filled(question, answer.given), Status.RIGHT, place=answer.place) for answer in own.accept),
        *(_proof_of(question, wrong) for wrong in own.reject),
        *(Proof(slip, Status.INVALID) for slip in slips),
        Proof([*_filled(question, own.lines), "pass"], Status.INVALID),
    ]


def _proof_of(question: Question, wrong: Reject) -> Proof:
    """A wrong order must be judged wrong; one that is not a program, or that is offered, is handed back."""
    own: Body = question.card.body
    given = _filled(question, wrong.given)
    order = [own.lines.index(line) for line in wrong.given]
    if unreadable("\n".join(wrong.given), dollars=True) or _is_offered(question, order):
        return Proof(given, Status.INVALID, place=wrong.place)
    return Proof(given, Status.WRONG, question.filled(wrong.why), wrong.place)


def flaws(question: Question) -> Sequence[Flaw]:
    return no_misconception(question.card.body.reject)


def _offered(question: Question) -> tuple[str, ...]:
    own: Body = question.card.body
    return tuple(_filled(question, [own.lines[at] for at in question.body]))


def _filled(question: Question, lines: Sequence[str]) -> list[str]:
    values = dict(question.drawn)
    return [fill(line, values) for line in lines]
