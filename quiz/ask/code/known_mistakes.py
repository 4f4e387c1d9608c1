"""Which known wrong answer a failed program behaves like, to show its `why`."""

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
"""Whole numbers from here on may be memory addresses, which differ from process to process."""
SLIPS = ("NameError", "AttributeError", "SyntaxError", "IndentationError", "TypeError", "ImportError")
"""Exceptions of typing slips: what their message quotes, a name or a type, tells one mistake from another."""
_NUMBERS = re.compile(r"0x[0-9a-fA-F]+|\d+")
_VALUES = re.compile(r"""'[^'\n]*'|"[^"\n]*"|`[^`\n]*`|\[[^][\n]*\]|\([^()\n]*\)""")
"""The parts of a message that depend on the values: what is quoted or in brackets."""


@dataclass(frozen=True, slots=True)
class KnownMistake:
    """A wrong answer: its program for the worker, its normal form for this draw, and its why."""

    program: str
    normal: str
    why: str


def why(
    question: Question,
    trials: TrialPlan,
    known: Sequence[KnownMistake],
    normal: str,
    failed: Round,
    draw: int,
    program: str,
    idle: str = "",
) -> Dialogue[str]:
    """The `why` of the known wrong answer with this text, or with the same results on every draw; "" for none.

    `normal` is the normal form of the learner's `program`. `failed` is None when it failed in another way than on a
    draw. `idle` is the program of an answer that does nothing, if there is one: what gives the same as that tells one
    mistake from no other.
    """
    for mistake in known:
        if mistake.normal == normal:
            return mistake.why
    if failed is None or not known:
        return ""
    programs = [*(mistake.program for mistake in known), *([idle] if idle else [])]
    reply = yield trial(question, replace(trials, only=draw), programs)
    try:
        records = rounds(reply, trials)
    except ValueError:
        return ""
    if len(records) != len(programs) or (idle and _alike_records(failed, records[-1])):
        return ""
    for mistake, record in zip(known, records, strict=False):
        if _alike_records(failed, record) and (yield from _alike_elsewhere(question, trials, mistake, program, draw)):
            return mistake.why
    return ""


def _alike_elsewhere(
    question: Question, trials: TrialPlan, mistake: KnownMistake, program: str, draw: int
) -> Dialogue[bool]:
    """Whether both give the same on every draw but this one: on one draw alone, two mistakes may agree by chance."""
    for other in set(range(trials.draws)) - {draw}:
        reply = yield trial(question, replace(trials, only=other), [mistake.program, program])
        try:
            known, given = rounds(reply, trials)
        except ValueError:
            return False
        if not (known is None and given is None) and not _alike_records(given, known):
            return False
    return True


def _alike_records(failed: Round, known: Round) -> bool:
    failures = Checked | Called
    return isinstance(known, failures) and isinstance(failed, failures) and _the_same(failed, known)


def _the_same(failed: Checked | Called, known: Checked | Called) -> bool:
    """Whether both raise the same exception with the same message except for values, or give the same values."""
    if failed.raised is not None or known.raised is not None:
        return (
            failed.raised is not None and known.raised is not None and _stable(failed.raised) == _stable(known.raised)
        )
    if isinstance(failed, Called) and isinstance(known, Called):
        results = [Series("tuple", (call.out, *call.grads, *call.left)) for call in (failed, known)]
        return _alike(*results) and failed.after == known.after
    if isinstance(failed, Checked) and isinstance(known, Checked):
        return (failed.claim, failed.error) == (known.claim, known.error) and all(
            _alike(value, known_value)
            for value, known_value in ((failed.got, known.got), (failed.want, known.want), (failed.seen, known.seen))
        )
    return False


def _stable(raised: Raised) -> tuple[str, str]:
    """The class of an exception, and of its message what does not depend on the values."""
    message = _NUMBERS.sub("0", raised.message)
    bare = _VALUES.sub("_", message)
    speaks = raised.name not in SLIPS and any(map(str.isalpha, bare))
    return raised.name, bare if speaks else message


def _alike(failed: Value, known: Value) -> bool:
    return not difference(_placeless(failed), _placeless(known), Closeness())


def _placeless(value: Value) -> Value:
    """The value without possible addresses, and without objects that are not carried."""
    if isinstance(value, Opaque):
        return Null()
    if isinstance(value, Scalar) and type(value.value) is int and abs(value.value) >= ADDRESSES_FROM:
        return Scalar(0)
    if isinstance(value, Series):
        return Series(value.kind, tuple(map(_placeless, value.items)), value.names, value.type_name)
    if isinstance(value, Table):
        return Table(tuple((key, _placeless(item)) for key, item in value.items))
    return value
