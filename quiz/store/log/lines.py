"""An event as one line of JSON, as exports and the segments of a sync have it; what is read is not trusted."""

from __future__ import annotations

import json
import math
from typing import Any

from quiz.schedule.day import MINUTE_MS
from quiz.store.log.events import Event, day_ids, key
from quiz.store.log.events import text as id_text
from quiz.store.log.validate import check
from quiz.text.durations import duration

FIELDS = ("id", "machine", "at_ms", "offset_min", "study_day", "kind", "card", "body")
LONGEST_LINE = 4 * 2**20
EARLY_MS = 10 * MINUTE_MS
"""By this much clocks may differ without harm."""


class FutureEventError(ValueError):
    """The event is dated later than now, by `ahead_ms`: it may be taken in once that time has come."""

    def __init__(self, what: str, ahead_ms: int) -> None:
        super().__init__(what)
        self.ahead_ms = ahead_ms


def line_of(row: tuple[Any, ...]) -> str:
    """The line of a row of the table `event`; its body is JSON already. Raises ValueError when the id is malformed."""
    raw, machine, at_ms, offset_min, study_day, kind, card, body = row
    names = f'"machine":{json.dumps(machine)},"at_ms":{at_ms},"offset_min":{offset_min},"study_day":{study_day}'
    return f'{{"id":"{id_text(raw)}",{names},"kind":{json.dumps(kind)},"card":{json.dumps(card)},"body":{body}}}'


def event_of(line: bytes, now_ms: int) -> Event:
    """The event of a line.

    Raises ValueError, in words, when it is not one that the store could contain, FutureEventError when it is from the
    future; RecursionError when it is nested too deep.
    """
    if len(line) > LONGEST_LINE:
        raise ValueError("this line is too long for an event")
    try:
        row = json.loads(line, parse_constant=_no_constant, parse_float=_finite)
    except UnicodeDecodeError:
        raise ValueError("this line is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"this line is not JSON ({error.msg}, column {error.colno})") from None
    if not isinstance(row, dict) or set(row) != set(FIELDS):
        raise ValueError(f"an event has the fields {', '.join(FIELDS)}, and no others")
    texts = all(isinstance(row[name], str) for name in ("id", "machine", "kind", "card"))
    numbers = all(type(row[name]) is int for name in ("at_ms", "offset_min", "study_day"))
    if not texts or not numbers or not isinstance(row["body"], dict):
        raise ValueError("a field has the wrong type (id, machine, kind, card: text; body: object; else whole numbers)")
    event = Event(**row)
    _check(event, now_ms)
    check(event)
    return event


def _check(event: Event, now_ms: int) -> None:
    raw = key(event.id)
    if event.id != Event.from_row((raw, "", 0, 0, 0, "", "", "{}")).id:
        raise ValueError("the id is not written as UUIDs are")
    if int.from_bytes(raw[:6]) != event.at_ms:
        raise ValueError("the id does not begin with the time of the event")
    if event.at_ms > now_ms + EARLY_MS:
        ahead = duration((event.at_ms - now_ms) / 1000, whole_minutes=True)
        raise FutureEventError(
            f"this event is from the future, {ahead} ahead of the clock of this machine: correct that clock, or the"
            " clock of the other, run `quiz doctor --clock` there and export again",
            event.at_ms - now_ms,
        )
    low, high = day_ids(event.study_day) if abs(event.study_day) < 2**31 else (b"", b"")
    if not low <= raw < high or abs(event.offset_min) > 24 * 60:
        raise ValueError("the study day or the offset does not fit the time of the event")
    names = (event.machine, event.kind, event.card)
    if not (event.machine and event.kind) or any(not part.isprintable() for part in names):
        raise ValueError("the machine, the kind or the card is not a name")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise ValueError(f"{digits[:20]} is too large a number")
    return value
