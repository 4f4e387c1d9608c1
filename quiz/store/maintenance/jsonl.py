"""Exporting and importing the log as lines of JSON: merging is the union by id, in any order, any number of times."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from quiz.errors import StoreError
from quiz.schedule.memory import Moment
from quiz.store.log.events import Event, EventKind
from quiz.store.log.lines import event_of, line_of
from quiz.store.store import Store
from quiz.text.numbers import counted

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
            yield line_of(event.to_row())


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
                event = event_of(line, now.at_ms)
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
