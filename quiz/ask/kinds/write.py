"""Write: the learner writes a function; its results on many arguments are compared with the reference's.

The two run in different children, and only their results as data meet here: nothing that the learner's code does to
its process can make it right.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from quiz.answer.compare.values import Closeness
from quiz.answer.verdict import Status, Unreadable, Verdict
from quiz.ask.answer_form import Lines
from quiz.ask.code.calls import forbid_and_only
from quiz.ask.code.draws import Called
from quiz.ask.code.judge_call import ReferencePlan, judged
from quiz.ask.code.known_mistakes import KnownMistake
from quiz.ask.code.program import TEXTS, defines, normal, raw, unreadable
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
from quiz.ask.code.unwrap import unwrapped, without_starter
from quiz.ask.kind import Dialogue, Flaw, Proof
from quiz.ask.pose import draw_job
from quiz.ask.question import Given, Question, as_program, question_of
from quiz.deck import python
from quiz.deck.fields import Choice, Code, Flag, Record, Text, Whole
from quiz.deck.model import Card
from quiz.deck.reading import Field, Values
from quiz.engine.job import Job, TrialPlan
from quiz.engine.protocol import Result
from quiz.text.suggest import quoted


@dataclass(frozen=True, slots=True)
class CallStrictness:
    """How results are compared: exactly or closely, with their dtype or without, and what matters about the
    arguments.
    """

    value: str = "close"
    dtype: str = "exact"
    inputs_unchanged: bool = True
    grad: bool = False
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """`signature` is a `def` line; the last line of `args` gives the arguments, a tuple when there are several."""

    signature: str
    args: str
    reference: str
    accept: tuple[Solution, ...]
    reject: tuple[Reject, ...]
    cases: tuple[Case, ...]
    repeat: int
    compare: CallStrictness
    forbid: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


def _compare(values: Values) -> CallStrictness:
    return CallStrictness(*(values[key] for key in ("value", "dtype", "inputs_unchanged", "grad", "digits")))


_COMPARE = {
    "value": Field(Choice(("close", "exact")), "`exact`, or `close` by the tolerances of torch.testing", "close"),
    "dtype": Field(Choice(("exact", "any")), "`any` where the dtype does not count", "exact"),
    "inputs_unchanged": Field(Flag(), "false where the function is to change its arguments", True),
    "grad": Field(Flag(), "true where gradients must be right too", False),
    "digits": Field(Whole(1, 17), "how many significant digits of a float are enough", None),
}
RUNS = True
FIELDS: Mapping[str, Field] = {
    "signature": Field(Text(dollars=False), "the `def` line of the function"),
    "args": Field(Code(), "Python whose last line gives the arguments: a tuple, or the one argument"),
    "reference": Field(CODE, "a right answer"),
    "accept": Field(solutions(CODE), "other right answers", ()),
    "reject": Field(rejects("code", CODE, "the wrong answer"), "wrong answers, each with its `why`", ()),
    "compare": Field(Record(_COMPARE, _compare, "`compare`"), "how results are compared", CallStrictness()),
    **cases_and_repeat(),
    **forbid_and_only(),
}


def body(values: Values) -> Body:
    """Make the body; notes a signature that is not one, code that does not define its function, `args` without a
    value.
    """
    signature = values["signature"].strip()
    function = _function(signature)
    if function is None:
        fix = "Write one `def` line, such as: def last_valid(x, n):"
        values.fault("signature", f"{quoted(signature)} is not the first line of a function", fix)
    else:
        fix = f"Write `{signature}` and its body."
        if not defines(values["reference"], function.name):
            values.fault("reference", f"it does not define `{function.name}`", fix)
        for key in ("accept", "reject"):
            for item, answer in enumerate(values[key]):
                if not defines(answer.given[0], function.name):
                    values.fault(key, f"it does not define `{function.name}`", fix, item=item)
    if not python.ends_in_value(values["args"]):
        values.fault(
            "args", "`args` does not end in an expression", "Add a last line with the arguments, such as `(x, n)`."
        )
    check_cases(values)
    keys = ("args", "reference", "accept", "reject", "cases", "repeat", "compare", "forbid", "only")
    return Body(signature, *(values[key] for key in keys))


@dataclass(frozen=True, slots=True)
class ReferenceCalls:
    """`wanted` has the reference's result on each draw, once it was asked for: one child serves all answers."""

    wanted: list[Called] = field(default_factory=list, compare=False, repr=False)


def plan(card: Card, seed: int, first: int) -> Job:
    return draw_job(card, seed, first, [])


def pose(card: Card, seed: int, result: Result) -> Question:
    return question_of(card, seed, result, "", ReferenceCalls())


def entry(question: Question) -> Lines:
    own: Body = question.card.body
    kept = "; it must not change its arguments" if own.compare.inputs_unchanged else ""
    return Lines(f"the function{kept}", f"{own.signature}\n    ")


def read(question: Question, given: Given) -> str | Unreadable:
    own: Body = question.card.body
    name = _named(own)
    text = unwrapped(without_starter(given if isinstance(given, str) else "\n".join(given), name, own.signature))
    if text.strip() == own.signature:
        return Unreadable("Write the body of the function.")
    if fault := unreadable(text):
        return fault
    if not defines(text, name):
        return Unreadable(f"There is no `{name}` in it: begin with `{own.signature}`.")
    return text.strip("\n").rstrip()


def judge(question: Question, answer: str) -> Dialogue[Verdict]:
    own: Body = question.card.body
    posed: ReferenceCalls = question.body
    compare = own.compare
    trials = TrialPlan(
        own.cases,
        own.repeat,
        args=own.args,
        call=_named(own),
        grad=compare.grad,
        changes=not compare.inputs_unchanged,
        forbidden=own.forbid,
        permitted=own.only,
    )
    how = Closeness(compare.value == "exact", compare.dtype == "exact", compare.digits)
    asked = ReferencePlan(trials, how, _parameters(own), raw(own.reference), posed.wanted)
    normalised = normal(answer)
    codes = [(reject.given[0], question.filled(reject.why)) for reject in own.reject]
    known = [KnownMistake(raw(code), normal(code), why) for code, why in codes]
    starter = _starter(own)
    known = [] if normalised == normal(starter) else known
    return judged(question, asked, answer, normalised, truth(question), known, raw(starter))


def truth(question: Question) -> str:
    own: Body = question.card.body
    return own.reference


def whys(question: Question) -> Sequence[tuple[str, str]]:
    return ()


def program(question: Question, given: Given | None) -> str:
    own: Body = question.card.body
    answer = own.reference if given is None else str(given)
    args = question.filled(own.args).rstrip()
    tree = python.read(args, "exec")
    assert isinstance(tree, ast.Module)  # the loader has read it
    last = tree.body[-1]
    given = ast.unparse(last)
    before = "\n".join(args.split("\n")[: last.lineno - 1])
    call = f"{_named(own)}({'*' if given.startswith('(') else ''}args)"
    return as_program(question.card.setup, answer, f"{before}\nargs = {given}\n{call}")


def proofs(question: Question) -> Sequence[Proof]:
    own: Body = question.card.body
    places = question.card.places
    return [
        Proof(own.reference, Status.RIGHT, place=places.get("reference")),
        *(Proof(answer.given[0], Status.RIGHT, place=answer.place) for answer in own.accept),
        *(Proof(answer.given[0], Status.WRONG, question.filled(answer.why), answer.place) for answer in own.reject),
        Proof(_starter(own), Status.WRONG, place=places.get("signature")),
        *(Proof(text, Status.INVALID) for text in ("", "# nothing", own.signature, "pass")),
    ]


def flaws(question: Question) -> Sequence[Flaw]:
    return no_misconception(question.card.body.reject)


def _starter(own: Body) -> str:
    return f"{own.signature}\n    pass"


@lru_cache(maxsize=TEXTS)
def _function(signature: str) -> ast.FunctionDef | None:
    tree = python.read(f"{signature}\n    pass", "exec", dollars=False)
    if not isinstance(tree, ast.Module) or len(tree.body) != 1 or "\n" in signature:
        return None
    return tree.body[0] if isinstance(tree.body[0], ast.FunctionDef) else None


def _named(own: Body) -> str:
    function = _function(own.signature)
    assert function is not None  # the loader has read it
    return function.name


def _parameters(own: Body) -> tuple[str, ...]:
    function = _function(own.signature)
    assert function is not None
    return tuple(argument.arg for argument in (*function.args.posonlyargs, *function.args.args))
