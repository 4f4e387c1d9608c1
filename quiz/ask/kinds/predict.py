"""Predict: the learner types the value of the last expression of a card's code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from quiz.answer.compare.compare import CompareRules, compare
from quiz.answer.typed import literal
from quiz.answer.typed.fences import without_fences
from quiz.answer.typed.forms import SEVERAL, asked_for, kinds_of, miscounted, number_for_bool, unbracketed
from quiz.answer.typed.other_form import (
    alone_or_beside,
    other_form,
    row_by_comma,
    rows_by_slash,
    several_outcomes,
    unwrapped_class,
)
from quiz.answer.typed.prompts import value_in
from quiz.answer.typed.spell import spell
from quiz.answer.typed.typed import Exc, Form, Typed
from quiz.answer.value import Opaque, Outcome, Raised, Series, Table, Tensor, Value
from quiz.answer.verdict import Status, Unreadable, Verdict
from quiz.ask.answer_form import OneLine
from quiz.ask.kind import Dialogue, Flaw, FlawKind, Proof, Redraw
from quiz.ask.labels import asked_of, fields_in_order, sorted_by_name
from quiz.ask.misconceptions import Prediction, check_holds, distinguish, in_one_line, no_misconception, tasks
from quiz.ask.pose import draw_job
from quiz.ask.question import Broken, Given, Question, as_program, question_of
from quiz.deck.claims import MAYBE, ExceptionName, misconceptions
from quiz.deck.fields import Choice, Code, Record, Text, Whole
from quiz.deck.model import Card, Misconception
from quiz.deck.python import ends_in_value, parts_asked
from quiz.deck.reading import Field, Values
from quiz.engine.job import Job
from quiz.engine.protocol import Result
from quiz.text.suggest import quoted
from quiz.worker.wire import MAX_CELLS

RUNS = False
FORMS = ("value", "shape", "dtype", "device", "bool", "text", "error")

_MAY_BE_NONE = re.compile(r"\bNone\b|\.grad\b|\bget\(|\bdef\b")
"""Code and prompts of questions for which None is a thought, and so no slip."""
_EXCEPTION = re.compile(r"\bexceptions?\b", re.IGNORECASE)
ABSENT = {
    "ModuleNotFoundError": "Import only torch, numpy, einops and the standard library",
    "FileNotFoundError": "Let the code write the file first: it runs in an empty folder",
}
"""Exception -> the fix for code that looks for what no card code can find, such as a file next to the deck."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """How strictly an answer is compared: whether the dtype must be right too, and how many significant digits
    suffice.
    """

    exact_dtype: bool = False
    digits: int = 3


@dataclass(frozen=True, slots=True)
class Body:
    """`form` says how a typed answer is read. `raises` is "", an exception class, or "maybe"; `expect` is the author's
    claim of the answer, "" when none is made. Neither is shown to a learner.
    """

    code: str
    form: str = "value"
    raises: str = ""
    expect: str = ""
    misconceptions: tuple[Misconception, ...] = ()
    compare: Strictness = Strictness()


def _compare(values: Values) -> Strictness:
    return Strictness(values["dtype"] == "exact", values["digits"])


_COMPARE = {
    "dtype": Field(Choice(("exact",)), "`exact` where the dtype must be right too", ""),
    "digits": Field(Whole(1, 17), "how many significant digits of a float are enough", 3),
}
FIELDS: Mapping[str, Field] = {
    "form": Field(Choice(FORMS), "how the answer is read", "value"),
    "code": Field(Code(), "Python whose last line is an expression, the one that is asked for"),
    "raises": Field(ExceptionName(maybe=True), "the exception that the code raises, or `maybe`", ""),
    "expect": Field(Text(), "the answer as the author claims it", ""),
    "misconceptions": Field(misconceptions(), "beliefs and the code whose outcome each predicts", ()),
    "compare": Field(Record(_COMPARE, _compare, "`compare`"), "how strictly the answer is compared", Strictness()),
}


def body(values: Values) -> Body:
    """Make the body; notes code that gives no value, and a belief that equals the author's claim."""
    form, raises = values["form"], values["raises"]
    wants_value = form != "error"
    if wants_value and raises in ("", MAYBE) and not ends_in_value(values["code"]):
        values.fault(
            "code", "`code` does not end in an expression", "Add a last line with what is asked for, such as `out`."
        )
    for item, misconception in enumerate(values["misconceptions"]):
        if wants_value and misconception.code and not ends_in_value(misconception.code):
            fix = "End its `code` with the value that the belief predicts."
            values.fault("misconceptions", "the code of this belief does not end in an expression", fix, item=item)
        if misconception.raises not in ("", MAYBE) and misconception.raises == raises:
            fix = "Delete the belief, or name the exception that it predicts."
            values.fault("misconceptions", f"this belief is what the card claims: `{raises}`", fix, item=item)
    check_holds(values)
    return Body(values["code"], form, raises, values["expect"], values["misconceptions"], values["compare"])


@dataclass(frozen=True, slots=True)
class PosedValue:
    """The kind's part of a question. `idle` are flaws of beliefs that reveal nothing here; `beliefs` are the others."""

    form: Form
    rules: CompareRules
    truth: Outcome
    beliefs: tuple[Prediction, ...]
    idle: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    text: str
    typed: Typed


def plan(card: Card, seed: int, first: int) -> Job:
    own: Body = card.body
    return draw_job(card, seed, first, [("truth", own.code), *tasks(own.misconceptions)])


def pose(card: Card, seed: int, result: Result) -> Question | Redraw:
    """Compare the truth and the beliefs with what the card says of them. Raises Broken."""
    own: Body = card.body
    outcomes = iter(result.outcomes)
    truth = next(outcomes)
    form = Form(own.form)
    _expected(card, form, truth.value)
    rules = CompareRules(own.compare.exact_dtype, own.compare.digits)
    apart = distinguish(
        card,
        result,
        outcomes,
        lambda predicted: "" if form is Form.ERROR else _not_typeable(predicted.value),
        lambda predicted, truth: _alike(predicted.value, truth.value, form, rules),
        truth,
    )
    if isinstance(apart, Redraw):
        return apart
    return question_of(card, seed, result, own.code, PosedValue(form, rules, truth, *apart))


def entry(question: Question) -> OneLine:
    posed: PosedValue = question.body
    dtype = ", with its dtype where int64 or float32 is not meant" if posed.rules.dtype_exact else ""
    # Whether one is raised is never told; that one may be is, where the prompt says so.
    raised = ", or an exception class" if posed.form is not Form.ERROR and _EXCEPTION.search(question.prompt) else ""
    rows = _rows(posed.truth.value) if posed.form is Form.VALUE else 1
    return OneLine(_asks(posed, parts_asked(question.code)) + dtype + raised, rows)


def _asks(posed: PosedValue, parts: int) -> str:
    """What to type, for a hint or a message."""
    return asked_for(alone_or_beside(_foreseen(posed), posed.form, parts), parts)


def _rows(value: Value) -> int:
    """In how many lines a value would be typed, one per row."""
    if isinstance(value, Tensor):
        return max(prod(value.shape[:-1]), 1)
    if isinstance(value, Series) and value.items and all(isinstance(item, Tensor | Series) for item in value.items):
        return sum(map(_rows, value.items))
    return 1


def read(question: Question, given: Given) -> TypedAnswer | Unreadable:
    if not isinstance(given, str):
        return Unreadable("Give one answer, as text.")
    posed: PosedValue = question.body
    # When the last line of the code is a tuple, its length is visible anyway.
    parts = parts_asked(question.code)
    kinds = _kinds(posed, parts)
    asked = asked_of(question.code, question.prompt)
    named = value_in(without_fences(given))
    words = posed.form in (Form.TEXT, Form.ERROR)
    text = sorted_by_name(named, asked, record=any(map(_has_names, _foreseen(posed))), words=words)
    if isinstance(text, Unreadable):
        return text
    typed = literal.read(text, posed.form, parts, kinds)
    if isinstance(typed, Unreadable):
        return typed
    if posed.form is Form.VALUE and SEVERAL in kinds and parts == 1 and not _is_foreseen(posed, typed):
        alone = literal.read(text, posed.form, parts, kinds - {SEVERAL})  # `[1, 2] int64` is no pair then
        typed = typed if isinstance(alone, Unreadable) else alone
    ordered = fields_in_order(typed, asked) if parts > 1 else typed
    if isinstance(ordered, Unreadable):
        return ordered
    typed = ordered if words or "text" in kinds else unwrapped_class(ordered)
    slip = _slip(question, text, typed, parts)
    return Unreadable(slip) if slip else TypedAnswer(given.strip(), typed)


def _has_names(value: Value) -> bool:
    return isinstance(value, Table) or (isinstance(value, Series) and bool(value.names))


def _slip(question: Question, text: str, typed: Typed, parts: int) -> str:
    """What to type instead of a value of another kind than the code shows; "" for the truth, or what a belief predicts.

    The length of a tuple on the last line shows, a number is no answer to a yes-or-no question, and a row without
    brackets leaves open in how many dimensions it is meant. A form that neither the truth nor a belief has is never
    the question, but for None where the code may give it.
    """
    posed: PosedValue = question.body
    if posed.form in (Form.TEXT, Form.ERROR) or _is_foreseen(posed, typed):
        return ""
    foreseen, instead = _foreseen(posed), _asks(posed, parts)
    slip = several_outcomes(typed) if not any("text" in kinds_of(value) for value in foreseen) else ""
    undecided = ["none"] if _MAY_BE_NONE.search(f"{question.prompt}\n{question.code}") else []
    slip = slip or other_form(typed, foreseen, instead, undecided)
    if slip or posed.form is not Form.VALUE:
        return slip
    slip = rows_by_slash(text) or (miscounted(typed, parts, instead) if parts > 1 else row_by_comma(text))
    slip = slip or number_for_bool(typed, posed.truth.value, parts)
    return slip or next((slip for value in foreseen if (slip := unbracketed(text, typed, value))), "")


def _foreseen(posed: PosedValue) -> list[Value]:
    """The truth, and what each belief predicts."""
    return [posed.truth.value, *(belief.predicted.value for belief in posed.beliefs)]


def _is_foreseen(posed: PosedValue, typed: Typed) -> bool:
    return any(_says(typed, value, posed.rules) for value in _foreseen(posed))


def _kinds(posed: PosedValue, parts: int) -> set[str]:
    """The kinds of things that the truth or a belief contains: an answer can mean no others."""
    kinds: set[str] = set()
    for value in _foreseen(posed):
        items = value.items if parts > 1 and isinstance(value, Series) else (value,)
        kinds = kinds.union(*map(kinds_of, items))
    return kinds


def judge(question: Question, answer: TypedAnswer) -> Dialogue[Verdict]:
    yield from ()
    return _judged(question, answer)


def _judged(question: Question, answer: TypedAnswer) -> Verdict:
    posed: PosedValue = question.body
    match = compare(answer.typed, posed.truth.value, posed.rules)
    exact = replace(posed.rules, exact=True)
    belief = ""
    if match.status != "wrong" and not _says(answer.typed, posed.truth.value, exact):
        # A text that is near the truth, and also exactly what a belief predicts, is that belief.
        belief = _belief(posed, answer.typed, exact)
        match = compare(answer.typed, posed.truth.value, exact) if belief else match
    if match.status == "unreadable":
        return Verdict(Status.INVALID, "", answer.text, message=match.message)
    if match.status == "right":
        return Verdict(Status.RIGHT, truth(question), answer.text)
    belief = belief or _belief(posed, answer.typed, posed.rules)
    wrong = Verdict(Status.WRONG, truth(question), answer.text, belief=belief, diff=match.diff, message=match.message)
    if isinstance(answer.typed, Exc) and isinstance(posed.truth.value, Raised) and not belief:
        return replace(wrong, nearly=True, message="It does raise, but another exception.")
    return wrong


def _belief(posed: PosedValue, typed: Typed, rules: CompareRules) -> str:
    """The first belief that predicts the typed answer; "" for none."""
    return next((belief.text for belief in posed.beliefs if _says(typed, belief.predicted.value, rules)), "")


def truth(question: Question) -> str:
    posed: PosedValue = question.body
    if posed.form is Form.ERROR and not isinstance(posed.truth.value, Raised):
        return "no error"
    return posed.truth.shown


def whys(question: Question) -> Sequence[tuple[str, str]]:
    return ()


def program(question: Question, given: Given | None) -> str:
    return as_program(question.card.setup, question.code)


def proofs(question: Question) -> Sequence[Proof]:
    posed: PosedValue = question.body
    right = Proof(spell(posed.truth.value, posed.form), Status.RIGHT)
    wrong = [Proof(spell(b.predicted.value, posed.form), Status.WRONG, b.text, b.place) for b in posed.beliefs]
    # Any text except an empty one can be read as text.
    unreadable = [Proof(text, Status.INVALID) for text in ("",) + ("[1, 2", "?") * (posed.form is not Form.TEXT)]
    return [right, *wrong, *unreadable]


def flaws(question: Question) -> Sequence[Flaw]:
    """The author's `expect` when torch says otherwise, beliefs that reveal nothing, or that there are none."""
    own: Body = question.card.body
    posed: PosedValue = question.body
    claim = _claim(question, question.filled(own.expect)) if own.expect else ()
    return [*claim, *no_misconception(own.misconceptions), *posed.idle]


def _claim(question: Question, expect: str) -> Sequence[Flaw]:
    answer = read(question, expect)
    if isinstance(answer, Unreadable):
        what = f"`expect` cannot be read: {answer.reason}"
    elif _judged(question, answer).right:
        return ()
    else:
        what = f"`expect` claims {quoted(expect)}, and torch says {quoted(truth(question))}"
    return [Flaw(FlawKind.CLAIM, what, "Correct `expect`, or the code.", question.card.places.get("expect"))]


def _expected(card: Card, form: Form, value: Value) -> None:
    """Check that the truth is of the kind that the card announces, and can be asked for. Raises Broken."""
    raises, code = card.body.raises, card.places.get("code")
    if isinstance(value, Raised):
        at = replace(code, line=code.line + value.line - 1) if code and value.line else code
        if not raises:
            fix = ABSENT.get(value.name, "Correct the code")
            fix += f"; or add `raises: {value.name}` where the exception is the answer."
            raise Broken(
                f"its code raises {in_one_line(value)}, and the card does not say `raises:`", place=at, fix=fix
            )
        if raises != MAYBE and not value.is_a(raises):
            fix = f"Correct the code, or write `raises: {value.name}`."
            raise Broken(
                f"its code raises {in_one_line(value)}, where the card says `raises: {raises}`", place=at, fix=fix
            )
    elif raises not in ("", MAYBE):
        reason = f"its code raises nothing, where the card says `raises: {raises}`"
        fix = f"Delete `raises:`, or write `raises: {MAYBE}` where it depends on the draw."
        raise Broken(reason, place=card.places.get("raises"), fix=fix)
    elif form is not Form.ERROR and (why := _not_typeable(value)):
        fix = "End the code with something that can be typed, such as a shape or a small slice."
        raise Broken(f"its result cannot be asked for: {why}", place=code, fix=fix)


def _not_typeable(value: Value) -> str:
    if isinstance(value, Opaque):
        return f"a {value.type_name}: {value.reason}"
    if isinstance(value, Tensor) and not value.whole:
        return f"a tensor of {value.numel:,} elements; at most {MAX_CELLS:,} are carried"
    if isinstance(value, Series):
        return next(filter(None, map(_not_typeable, value.items)), "")
    if isinstance(value, Table):
        return next(filter(None, (_not_typeable(part) for pair in value.items for part in pair)), "")
    return ""


def _says(typed: Typed, value: Value, rules: CompareRules) -> bool:
    return compare(typed, value, rules).status == "right"


def _alike(predicted: Value, truth: Value, form: Form, rules: CompareRules) -> bool:
    """Whether a learner who types `predicted` would be right if `truth` were the truth."""
    return _says(literal.typed_of(predicted, form), truth, rules)
