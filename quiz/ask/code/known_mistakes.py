"""Which known wrong answer a failed program behaves like: that one's why is what its author needs to hear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quiz.answer.compare.values import Closeness, difference
from quiz.answer.value import Null, Opaque, Raised, Scalar, Series, Table, Value
from quiz.ask.code.draws import Called, Checked, Round, rounds, trial
from quiz.ask.kind import Dialogue
from quiz.ask.question import Question
from quiz.engine.job import TrialPlan

ADDRESSES_FROM = 2**32
"""Whole numbers from here on may be addresses in memory, which differ from process to process."""
SLIPS = ("NameError", "AttributeError", "SyntaxError", "IndentationError", "TypeError", "ImportError")
"""What a slip of the keys raises: the class alone does not tell that two programs think alike."""
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class KnownMistake:
    """A wrong answer: its program as the worker is given it, the same in its normal form for this draw, and its why."""

    program: str
    normal: str
    why: str


def why(
    question: Question, trying: TrialPlan, known: Sequence[KnownMistake], normal: str, failed: Round, draw: int
) -> Dialogue[str]:
    """The `why` of the known wrong answer that is this text, or does the same on the draw that failed; "" for none.

    `normal` is the normal form of the learner's program. Where it failed otherwise than on a draw, `failed` is None.
    """
    for one in known:
        if one.normal == normal:
            return one.why
    if failed is None or not known:
        return ""
    reply = yield trial(question, replace(trying, only=draw), [one.program for one in known])
    try:
        theirs = rounds(reply, trying)
    except ValueError:
        return ""
    if len(theirs) != len(known):
        return ""
    for alike in (_the_same, _as_raised):
        for one, other in zip(known, theirs, strict=True):
            if other is not None and alike(failed, other):
                return one.why
    return ""


def _the_same(one: Checked | Called, other: Checked | Called) -> bool:
    """The same exception with the same message but for its numbers, or the same values."""
    if one.raised is not None or other.raised is not None:
        return (
            one.raised is not None
            and other.raised is not None
            and _without_numbers(one.raised) == _without_numbers(other.raised)
        )
    if isinstance(one, Called) and isinstance(other, Called):
        mine, theirs = (Series("tuple", (it.out, *it.grads, *it.left)) for it in (one, other))
        return _alike(mine, theirs) and one.after == other.after
    if isinstance(one, Checked) and isinstance(other, Checked):
        return (one.claim, one.error) == (other.claim, other.error) and all(
            _alike(mine, theirs)
            for mine, theirs in ((one.got, other.got), (one.want, other.want), (one.seen, other.seen))
        )
    return False


def _as_raised(one: Checked | Called, other: Checked | Called) -> bool:
    """The same class of exception, whatever its message, where that says something."""
    if one.raised is None or other.raised is None or one.raised.name in SLIPS:
        return False
    return one.raised.name == other.raised.name


def _without_numbers(raised: Raised) -> tuple[str, str]:
    return raised.name, _DIGITS.sub("0", raised.message)


def _alike(one: Value, other: Value) -> bool:
    return not difference(_placeless(one), _placeless(other), Closeness())


def _placeless(value: Value) -> Value:
    """The value without what may be an address, and without objects that are not carried."""
    if isinstance(value, Opaque):
        return Null()
    if isinstance(value, Scalar) and type(value.value) is int and abs(value.value) >= ADDRESSES_FROM:
        return Scalar(0)
    if isinstance(value, Series):
        return Series(value.kind, tuple(map(_placeless, value.items)), value.names, value.type_name)
    if isinstance(value, Table):
        return Table(tuple((key, _placeless(item)) for key, item in value.items))
    return value
