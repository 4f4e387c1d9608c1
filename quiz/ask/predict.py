"""The learner types the value of the last expression of a card's code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz.answer import literal
from quiz.answer.compare import Rules, compare
from quiz.answer.spell import spell
from quiz.answer.typed import Form, Typed
from quiz.answer.value import Opaque, Outcome, Raised, Series, Table, Tensor, Value
from quiz.answer.verdict import Status, Verdict
from quiz.ask._question import Broken, Given, Proof, Question, Redraw, Unreadable, job, question
from quiz.deck.claims import MAYBE, ExceptionName, misconceptions
from quiz.deck.fields import Choice, Code, Record, Text, Whole
from quiz.deck.model import Card, Misconception
from quiz.deck.nearest import quoted
from quiz.deck.python import ends_in_value
from quiz.deck.reading import Field, Values
from quiz.engine.protocol import Reply, Result
from quiz.worker.template import fill
from quiz.worker.wire import MAX_CELLS, Job

FORMS = ("value", "shape", "dtype", "device", "bool", "text", "error")


@dataclass(frozen=True, slots=True)
class Compare:
    """How strictly: whether the dtype must be right too, and how many significant digits of a float are enough."""

    exact_dtype: bool = False
    digits: int = 3


@dataclass(frozen=True, slots=True)
class Body:
    """`form` says how a typed answer is read. `raises` is "", an exception class, or "maybe"; `expect` is the author's
    claim of the answer, "" where none is made. Neither is shown to a learner."""

    code: str
    form: str = "value"
    raises: str = ""
    expect: str = ""
    misconceptions: tuple[Misconception, ...] = ()
    compare: Compare = Compare()


def _compare(values: Values) -> Compare:
    return Compare(values["dtype"] == "exact", values["digits"])


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
    "compare": Field(Record(_COMPARE, _compare, "`compare`"), "how strictly the answer is compared", Compare()),
}


def body(values: Values) -> Body:
    """Make the body; notes code that gives no value, and a belief that is the author's own claim."""
    form, raises = values["form"], values["raises"]
    wants_value = form != "error"
    if wants_value and raises in ("", MAYBE) and not ends_in_value(values["code"]):
        values.fault(
            "code", "`code` does not end in an expression", "Add a last line with what is asked for, such as `out`."
        )
    for item, misconception in enumerate(values["misconceptions"]):
        if wants_value and misconception.code and not ends_in_value(misconception.code):
            mend = "End its `code` with the value that the belief predicts."
            values.fault("misconceptions", "the code of this belief does not end in an expression", mend, item=item)
        if misconception.raises and misconception.raises == raises:
            mend = "Delete the belief, or name the exception that it predicts."
            values.fault("misconceptions", f"this belief is what the card claims: `{raises}`", mend, item=item)
    return Body(values["code"], form, raises, values["expect"], values["misconceptions"], values["compare"])


@dataclass(frozen=True, slots=True)
class Belief:
    """A misconception with what it predicts for this draw."""

    text: str
    predicted: Outcome


@dataclass(frozen=True, slots=True)
class Posed:
    """The kind's part of a question. `idle` are beliefs that predict the truth here and so tell nothing."""

    form: Form
    rules: Rules
    truth: Outcome
    beliefs: tuple[Belief, ...]
    idle: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    typed: Typed


EXPECTS = {
    Form.VALUE: "a value, such as [[1, 2], [3, 4]] or 2.5",
    Form.SHAPE: "a shape, such as (2, 3)",
    Form.DTYPE: "a dtype, such as int32",
    Form.DEVICE: "a device, such as cpu",
    Form.BOOL: "True or False",
    Form.TEXT: "a text",
    Form.ERROR: "an exception class, or: no error",
}


def plan(card: Card, seed: int, first: int) -> Job:
    own: Body = card.body
    beliefs = [(belief.belief, belief.code) for belief in own.misconceptions if belief.code]
    return job(card, seed, first, [("truth", own.code), *beliefs])


def pose(card: Card, seed: int, result: Result) -> Question | Redraw:
    """Hold the truth and the beliefs against what the card says of them. Raises Broken."""
    own: Body = card.body
    outcomes = iter(result.outcomes)
    truth = next(outcomes)
    _expected(truth.value, own.raises)
    rules = Rules(own.compare.exact_dtype, own.compare.digits)
    form = Form(own.form)
    beliefs: list[Belief] = []
    idle: list[str] = []
    for misconception in own.misconceptions:
        text = fill(misconception.belief, result.values)
        if misconception.code:
            predicted = next(outcomes)
            if isinstance(predicted.value, Raised):
                raise Broken(f"the code of the belief {quoted(text)} raises {_told(predicted.value)}")
        else:
            predicted = Outcome(Raised((misconception.raises,)), misconception.raises)
        if _alike(predicted.value, truth.value, form, rules):
            if card.draw:
                return Redraw(f"the belief {quoted(text)} gives the truth")
            idle.append(text)
        elif twin := next((b for b in beliefs if _alike(predicted.value, b.predicted.value, form, rules)), None):
            if card.draw:
                return Redraw(f"the beliefs {quoted(twin.text)} and {quoted(text)} give the same")
            idle.append(text)
        else:
            beliefs.append(Belief(text, predicted))
    return question(card, seed, result, own.code, Posed(form, rules, truth, tuple(beliefs), tuple(idle)))


def offers(question: Question) -> Sequence[tuple[str, str]]:
    return ()


def expects(question: Question) -> str:
    posed: Posed = question.body
    dtype = ", with its dtype where int64 or float32 is not meant" if posed.rules.dtype_exact else ""
    return EXPECTS[posed.form] + dtype


def read(question: Question, given: Given) -> Answer | Unreadable:
    if not isinstance(given, str):
        return Unreadable("One answer is asked for, as text.")
    posed: Posed = question.body
    typed = literal.read(given, posed.form)
    if isinstance(typed, literal.Unreadable):
        return Unreadable(typed.reason)
    return Answer(given.strip(), typed)


def trials(question: Question, answer: Answer) -> Sequence[Job]:
    return ()


def judge(question: Question, answer: Answer, replies: Sequence[Reply]) -> Verdict:
    posed: Posed = question.body
    match = compare(answer.typed, posed.truth.value, posed.rules)
    if match.status == "unreadable":
        return Verdict(Status.INVALID, "", answer.text, message=match.message)
    if match.status == "right":
        return Verdict(Status.RIGHT, posed.truth.shown, answer.text)
    belief = next((b.text for b in posed.beliefs if _says(answer.typed, b.predicted.value, posed.rules)), "")
    return Verdict(Status.WRONG, posed.truth.shown, answer.text, belief=belief, diff=match.diff, message=match.message)


def truth(question: Question) -> str:
    posed: Posed = question.body
    return posed.truth.shown


def proofs(question: Question) -> Sequence[Proof]:
    posed: Posed = question.body
    right = Proof(spell(posed.truth.value, posed.form), Status.RIGHT)
    wrong = [Proof(spell(b.predicted.value, posed.form), Status.WRONG, b.text) for b in posed.beliefs]
    unreadable = [Proof(text, Status.INVALID) for text in ("", "[1, 2", "?")]
    return [right, *wrong, *unreadable]


def claimed(question: Question) -> bool:
    """Whether the author's `expect` is what torch says; True where nothing is claimed."""
    own: Body = question.card.body
    answer = read(question, own.expect) if own.expect else None
    return answer is None or (isinstance(answer, Answer) and judge(question, answer, ()).right)


def _expected(value: Value, raises: str) -> None:
    """The truth is of the kind that the card announces. Raises Broken."""
    if isinstance(value, Raised):
        if not raises:
            raise Broken(f"its code raises {_told(value)}, and the card does not say `raises:`")
        if raises != MAYBE and not value.is_a(raises):
            raise Broken(f"its code raises {_told(value)}, where the card says `raises: {raises}`")
    elif raises not in ("", MAYBE):
        raise Broken(f"its code raises nothing, where the card says `raises: {raises}`")
    if why := _not_typeable(value):
        raise Broken(f"its result cannot be asked for: {why}")


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


def _told(value: Raised) -> str:
    where = f" at line {value.line} of the code" if value.line else ""
    return f"{value.name}{where}: {value.message}".rstrip(": ")


def _says(typed: Typed, value: Value, rules: Rules) -> bool:
    return compare(typed, value, rules).status == "right"


def _alike(one: Value, other: Value, form: Form, rules: Rules) -> bool:
    """Whether a learner who types `one` would be right if `other` were the truth."""
    typed = literal.read(spell(one, form), form)
    return not isinstance(typed, literal.Unreadable) and _says(typed, other, rules)
