"""Exporting and importing the log as lines of JSON: merging is the union by id, in any order, any number of times."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from quiz.errors import StoreError
from quiz.schedule.memory import Moment
from quiz.store.log.events import Event, EventKind, day_ids, key
from quiz.store.log.validate import check
from quiz.store.maintenance.clock_skew import EARLY_MS
from quiz.store.store import Store
from quiz.text.durations import duration
from quiz.text.numbers import counted

FIELDS = ("id", "machine", "at_ms", "offset_min", "study_day", "kind", "card", "body")
LONGEST_LINE = 4 * 2**20
_LONGEST_REASON = 300
MOST_SHOWN = 5
"""The most bad lines that are named; nobody reads more."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of an import: the new events, those that were there already, the cards concerned."""

    new: int
    known: int
    cards: int


def export_lines(store: Store, cards: Collection[str] | None = None) -> Iterator[str]:
    """Every event, or those of some cards and of none, in the order of the log."""
    present = store.aliases()
    for event in store.events():
        if cards is None or not event.card or present.get(event.card, event.card) in cards:
            row = {name: getattr(event, name) for name in FIELDS}
            yield json.dumps(row, ensure_ascii=True, separators=(",", ":"))


def import_lines(
    store: Store, lines: Iterable[bytes], source: str, now: Moment, before: Callable[[], object] = lambda: None
) -> Merged:
    """Import the events of `lines`, in one transaction, and fold the cards that they concern again.

    `before` is called once all lines are known to be good and some are new, before any is on the disk. Raises
    StoreError, with the line, when one is not an event or differs from the event of its id that is known here; then
    nothing is imported.
    """
    new = known = 0
    bad: list[tuple[int, str]] = []
    cards: set[str] = set()
    orphans: set[str] = set()
    with store.writing():
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                event = _event(line, now)
                if _is_known(store, event):
                    known += 1
                    continue
                if not bad:  # else it is all for nothing
                    store.insert(event)
            except RecursionError:
                bad.append((number, "nested too deep"))
                continue
            except ValueError as error:
                bad.append((number, str(error)[:_LONGEST_REASON]))
                continue
            new += 1
            cards.add(event.card)
            if event.kind == EventKind.OPTIONS:
                orphans.add(event.machine)
        if bad:
            _refuse(source, bad)
        if new:
            before()
        touched = set(cards)
        for machine in orphans:  # new options of a machine are those of all its later reviews
            rows = store.select("SELECT DISTINCT card FROM event WHERE machine = ?", (machine,))
            touched |= {str(card) for (card,) in rows}
        store.refolded(touched)
    return Merged(new, known, len(cards - {""}))


def _is_known(store: Store, event: Event) -> bool:
    """Whether the event is in the store. Raises ValueError when an event of this id differs."""
    known = store.event(event.id)
    if known is not None and known != event:
        raise ValueError("another event with this id is known, and differs")
    return known is not None


def _refuse(source: str, bad: list[tuple[int, str]]) -> NoReturn:
    shown = "\n".join(f"{source}:{number}: {why}" for number, why in bad[:MOST_SHOWN])
    more = (
        f"\n... and {counted(len(bad) - MOST_SHOWN, 'more such line', 'more such lines')}"
        if len(bad) > MOST_SHOWN
        else ""
    )
    fix = "Nothing was imported. Export the file again, or delete these lines."
    raise StoreError(f"{shown}{more}", fix=fix)


def _event(line: bytes, now: Moment) -> Event:
    """The event of a line. Raises ValueError, in words, when it is not one that the store could contain."""
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
    _check(event, now)
    check(event)
    return event


def _check(event: Event, now: Moment) -> None:
    raw = key(event.id)
    if event.id != Event.from_row((raw, "", 0, 0, 0, "", "", "{}")).id:
        raise ValueError("the id is not written as UUIDs are")
    if int.from_bytes(raw[:6]) != event.at_ms:
        raise ValueError("the id does not begin with the time of the event")
    if event.at_ms > now.at_ms + EARLY_MS:
        ahead = duration((event.at_ms - now.at_ms) / 1000, whole_minutes=True)
        raise ValueError(
            f"this event is from the future, {ahead} ahead of the clock of this machine: correct that clock, or the"
            " clock of the other, run `quiz doctor --clock` there and export again"
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
