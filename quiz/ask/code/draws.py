"""Trying a program on a set of draws: the job, and reading what its child reported of each draw.

The records are those that `quiz/worker/run/trials.py` writes; they are read as strictly as everything from a child.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from quiz.answer.value import Null, Outcome, Raised, Series, String, Table, Value
from quiz.ask.code.customary import setup_with_customary
from quiz.ask.pose import broken_by, draw_job
from quiz.ask.question import Broken, Question
from quiz.engine.job import Job, TrialPlan
from quiz.engine.protocol import Ended, Reply
from quiz.worker.wire import CARRY, JUDGE


@dataclass(frozen=True, slots=True)
class Checked:
    """A draw on which a check was not met: an exception of the program, or the part of the check that is false.

    `error` is why that part could not be evaluated. The texts of the two sides are "" when it compares nothing;
    `seen` has the values of the names in the check.
    """

    drawn: tuple[tuple[str, str], ...]
    printed: str
    raised: Raised | None
    claim: str
    error: str
    got_of: str
    want_of: str
    got: Value
    want: Value
    got_shown: str
    want_shown: str
    seen: Value


@dataclass(frozen=True, slots=True)
class Called:
    """A call: what it returned or raised, the gradients (Null: none), and a digest of each argument before and after.

    `args` are the arguments as text, `left` the values after the call of those that it changed, `paths` say of which
    argument each gradient is: "[0]" of the first.
    """

    drawn: tuple[tuple[str, str], ...]
    printed: str
    shown: str
    raised: Raised | None
    out: Value
    grads: tuple[Value, ...]
    left: tuple[Value, ...]
    paths: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """What a program left of the names that its check reads, as the text that another child takes.

    `unfit` is the name of a value that cannot be carried, and what it is; both are "" where there is none. `objects`
    are the names of objects that are no data, and what each is.
    """

    drawn: tuple[tuple[str, str], ...]
    printed: str
    raised: Raised | None
    text: str
    unfit: tuple[str, str]
    objects: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Road:
    """Whether the check of a card can be evaluated apart from the programs; `unsealed` is why it cannot, or "".

    `objects` are the names that an answer may leave as objects that are no data, as the card's own does.
    """

    unsealed: str
    objects: tuple[str, ...] = ()


Round: TypeAlias = Checked | Called | Left | Road | None
"""None: the check was met."""


def trial(question: Question, plan: TrialPlan, programs: Sequence[str]) -> Job:
    """The job that tries these programs, in which `$name` means the drawn value."""
    card, named = question.card, [(f"program {at}", text) for at, text in enumerate(programs)]
    made = draw_job(card, question.seed, question.attempt, named)
    made = replace(made, setup=setup_with_customary(card.setup, programs), device=question.device)
    return made.trying(plan, question.attempt)


def rounds(reply: Reply, trials: TrialPlan) -> list[Round]:
    """The record of each draw. Raises ValueError when it is not what such a job gives."""
    result = reply.result
    if result is None or result.fault is not None:
        raise ValueError("there is no result")
    if trials.call:
        return [_called(outcome) for outcome in result.outcomes]
    read = {CARRY: _left, JUDGE: _judged}.get(trials.road, _checked)
    return [read(outcome) for outcome in result.outcomes]


def ending(reply: Reply, budget: float) -> str:
    """Why a program gave no result, in a sentence for its author; "" when it gave one. Raises Broken."""
    if reply.status is Ended.LOST:
        raise Broken(reply.detail, "crash")
    if reply.status is Ended.TIMEOUT:
        return f"Your code was still running after {budget:g} s."
    if reply.status is Ended.FLOOD:
        return "Your code printed more than 1 MiB."
    if reply.status is Ended.CRASH:
        return f"Your code crashed: {reply.detail}."
    if reply.status is Ended.VANISHED:
        return f"Your code ended its process before it was done: {reply.detail}."
    return "" if reply.status is Ended.DONE else "Your code disturbed the process in which it ran: it gave no result."


def fault_of(reply: Reply) -> str:
    """The fault that the child reported: the card's, unless a program caused it."""
    fault = reply.result.fault if reply.result is not None else None
    return fault["message"] if fault is not None else ""


def of_the_card(question: Question, reply: Reply) -> Broken:
    """The error of code that is wholly the card's, when it gave no result."""
    return broken_by(question.card, reply) or Broken("its code gave no result")


def _checked(outcome: Outcome) -> Checked | None:
    if isinstance(outcome.value, Null):
        return None
    fields = _fields(outcome)
    texts = {name: _text(fields, name) for name in ("claim", "error", "got_of", "want_of", "got_shown", "want_shown")}
    raised, drawn, printed = _raised(fields), _drawn(fields), outcome.printed
    got, want, seen = (_field(fields, name) for name in ("got", "want", "seen"))
    return Checked(drawn=drawn, printed=printed, raised=raised, got=got, want=want, seen=seen, **texts)


def _judged(outcome: Outcome) -> Road | Checked | None:
    value = outcome.value
    if isinstance(value, Series) and value.names == ("unsealed", "objects"):
        return Road(_text(_fields(outcome), "unsealed"), _texts(_fields(outcome), "objects"))
    return _checked(outcome)


def _left(outcome: Outcome) -> Left:
    fields = _fields(outcome)
    raised, text = _raised(fields), _text(fields, "left")
    unfit, objects = ("", ""), tuple[tuple[str, str], ...]()
    if raised is None:
        try:
            left = json.loads(text)
            name, what = left.get("unfit", unfit)
            unfit = (str(name), str(what))
            objects = tuple((str(one), str(it)) for one, it in left.get("objects", {}).items())
        except (RecursionError, TypeError, AttributeError) as error:
            raise ValueError("what is left is a map") from error
    return Left(_drawn(fields), outcome.printed, raised, text, unfit, objects)


def _called(outcome: Outcome) -> Called:
    fields = _fields(outcome)
    found = Called(
        drawn=_drawn(fields),
        printed=outcome.printed,
        shown=outcome.shown,
        raised=_raised(fields),
        out=_field(fields, "out"),
        grads=_items(fields, "grads"),
        left=_items(fields, "left"),
        paths=_texts(fields, "paths"),
        before=_texts(fields, "before"),
        after=_texts(fields, "after"),
        args=_texts(fields, "args"),
    )
    if not len(found.before) == len(found.after) == len(found.args):
        raise ValueError("as many marks as arguments are needed")
    if found.raised is None and (len(found.left) != len(found.after) or len(found.grads) not in (0, len(found.paths))):
        raise ValueError("as many values as arguments are needed")
    return found


def _fields(outcome: Outcome) -> dict[str, Value]:
    value = outcome.value
    if not isinstance(value, Series) or not value.names:
        raise ValueError("a record was expected")
    return dict(zip(value.names, value.items, strict=True))


def _field(fields: dict[str, Value], name: str) -> Value:
    if name not in fields:
        raise ValueError(f"the record lacks `{name}`")
    return fields[name]


def _text(fields: dict[str, Value], name: str) -> str:
    value = _field(fields, name)
    if not isinstance(value, String):
        raise ValueError(f"`{name}` is a text")
    return value.value


def _items(fields: dict[str, Value], name: str) -> tuple[Value, ...]:
    value = _field(fields, name)
    if not isinstance(value, Series):
        raise ValueError(f"`{name}` is a list")
    return value.items


def _texts(fields: dict[str, Value], name: str) -> tuple[str, ...]:
    items = _items(fields, name)
    if not all(isinstance(item, String) for item in items):
        raise ValueError(f"`{name}` is a list of texts")
    return tuple(item.value for item in items if isinstance(item, String))


def _raised(fields: dict[str, Value]) -> Raised | None:
    value = _field(fields, "raised")
    if not isinstance(value, Raised | Null):
        raise ValueError("`raised` is an exception or nothing")
    return value if isinstance(value, Raised) else None


def _drawn(fields: dict[str, Value]) -> tuple[tuple[str, str], ...]:
    table = _field(fields, "drawn")
    if not isinstance(table, Table):
        raise ValueError("`drawn` is a table")
    pairs = [
        (key.value, item.value) for key, item in table.items if isinstance(key, String) and isinstance(item, String)
    ]
    return tuple(pairs)
