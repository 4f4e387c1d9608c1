"""Fix: the learner repairs the code of a card; the result is run after `before`, and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz.answer.verdict import Status, Unreadable, Verdict
from quiz.ask.answer_form import Lines
from quiz.ask.code.calls import forbid_and_only
from quiz.ask.code.check_helpers import as_statement
from quiz.ask.code.judge_check import LearnerProgram, judged
from quiz.ask.code.known_mistakes import KnownMistake
from quiz.ask.code.program import DYNAMIC, aims_at, binds, names_in, normal, raw, unreadable
from quiz.ask.code.solutions import (
    CODE,
    Case,
    Reject,
    Solution,
    cases_and_repeat,
    check_cases,
    no_misconception,
    rejects,
    solutions,
)
from quiz.ask.code.unwrap import unwrapped
from quiz.ask.kind import Dialogue, Flaw, Proof
from quiz.ask.pose import draw_job
from quiz.ask.question import Given, Question, as_program, question_of
from quiz.deck.fields import Code
from quiz.deck.model import Card
from quiz.deck.reading import Field, Values
from quiz.engine.job import Job, TrialPlan
from quiz.engine.protocol import Result


@dataclass(frozen=True, slots=True)
class Body:
    """`before` runs first, shown and fixed; `buggy` is what the learner edits; `check` must then be True."""

    before: str
    buggy: str
    check: str
    accept: tuple[Solution, ...]
    reject: tuple[Reject, ...]
    cases: tuple[Case, ...]
    repeat: int
    forbid: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


RUNS = True
FIELDS: Mapping[str, Field] = {
    "before": Field(Code(), "code that runs first, shown to the learner", ""),
    "buggy": Field(CODE, "the code to be repaired"),
    "check": Field(Code("eval"), "an expression that is True where the code does what is asked"),
    "accept": Field(solutions(CODE), "right answers"),
    "reject": Field(rejects("code", CODE, "the wrong answer"), "wrong answers, each with its `why`", ()),
    **cases_and_repeat(),
    **forbid_and_only(),
}


def body(values: Values) -> Body:
    """Make the body; notes an answer that is the buggy code itself."""
    handed_out = normal(values["buggy"])
    for key in ("accept", "reject"):
        for item, answer in enumerate(values[key]):
            if normal(answer.given[0]) == handed_out:
                values.fault(key, "this is `buggy` itself", "Give an answer that a learner could write.", item=item)
    check_cases(values)
    return Body(
        *(values[key] for key in ("before", "buggy", "check", "accept", "reject", "cases", "repeat", "forbid", "only"))
    )


def plan(card: Card, seed: int, first: int) -> Job:
    return draw_job(card, seed, first, [])


def pose(card: Card, seed: int, result: Result) -> Question:
    return question_of(card, seed, result, card.body.before, None)


def entry(question: Question) -> Lines:
    return Lines("the repaired code", question.card.body.buggy, question.code)


def read(question: Question, given: Given) -> str | Unreadable:
    own: Body = question.card.body
    text = unwrapped(given if isinstance(given, str) else "\n".join(given))
    if fault := unreadable(text):
        return fault
    if normal(text) == normal(own.buggy):
        return Unreadable("You have not changed the code.")
    if name := _unbound(question, text):
        return Unreadable(f"Nothing is assigned to `{name}` in it: give the whole of the repaired code.")
    return text.strip("\n").rstrip()


def _unbound(question: Question, text: str) -> str:
    """A name that the check reads, and that `buggy` binds and the answer does not: then it is a part, or an expression
    alone. "" when there is none.
    """
    own: Body = question.card.body
    if names_in(text) & DYNAMIC or "import *" in text:
        return ""
    there = {*binds(question.card.setup), *binds(own.before), *binds(text)}
    return next((name for name in binds(own.buggy) if name in names_in(own.check) and name not in there), "")


def judge(question: Question, answer: str) -> Dialogue[Verdict]:
    own: Body = question.card.body
    attempt = LearnerProgram(answer, normal(answer), answer, raw(answer), truth(question), raw(own.buggy))
    # A right answer of the card may bind a name of `before` too: then the check is about its new value.
    trials = TrialPlan(
        own.cases,
        own.repeat,
        before=own.before,
        check=own.check,
        rebound=aims_at(own.buggy),
        forbidden=own.forbid,
        model=raw(own.accept[0].given[0]),
        permitted=own.only,
    )
    bare = attempt.normal == normal(_buggy_in_effect(own))
    return judged(question, trials, attempt, truth(question), lambda: () if bare else _known(question))


def truth(question: Question) -> str:
    own: Body = question.card.body
    return own.accept[0].given[0]


def whys(question: Question) -> Sequence[tuple[str, str]]:
    return ()


def program(question: Question, given: Given | None) -> str:
    own: Body = question.card.body
    answer = own.accept[0].given[0] if given is None else str(given)
    check = question.filled(own.check)
    return as_program(question.card.setup, question.code, answer, as_statement(check))


def proofs(question: Question) -> Sequence[Proof]:
    own: Body = question.card.body
    return [
        *(Proof(answer.given[0], Status.RIGHT, place=answer.place) for answer in own.accept),
        Proof(_buggy_in_effect(own), Status.WRONG, place=question.card.places.get("buggy")),
        Proof(own.buggy, Status.INVALID),
        *(Proof(answer.given[0], Status.WRONG, question.filled(answer.why), answer.place) for answer in own.reject),
        *(Proof(text, Status.INVALID) for text in ("", "# nothing", "x = = 1")),
    ]


def flaws(question: Question) -> Sequence[Flaw]:
    return no_misconception(question.card.body.reject)


def _buggy_in_effect(own: Body) -> str:
    """Code that does the same as `buggy` in another text, since `buggy` itself is handed back."""
    return f"{own.buggy}\npass"


def _known(question: Question) -> Sequence[KnownMistake]:
    own: Body = question.card.body
    codes = [(answer.given[0], question.filled(answer.why)) for answer in own.reject]
    return [KnownMistake(raw(code), normal(code), why) for code, why in codes]
