"""Merging the events of other machines into the log: the union by id, in any order, any number of times.

A few events that come after all others of their cards, as on most days, cost one step each; else the cards concerned
are folded again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from quiz.store.log.events import Event, EventKind, day_ids, key
from quiz.store.log.rebuild import EVENT
from quiz.store.log.redated import settle
from quiz.store.store import Store

_AT_ONCE = 500
"""Ids asked for in one statement: old SQLites take 999 parameters."""
_FEW = 2_000
"""Up to this many new events, it is looked for each card whether they come after all that it has."""
_DIFFERS = "another event with this id is known here, and differs"


class Taken(NamedTuple):
    """What a merge has brought: how many new events, of which cards (present ids), and how many were known already."""

    new: int = 0
    known: int = 0
    cards: frozenset[str] = frozenset()


class Merging:
    """Takes in events within one `store.writing()`; `finish` must be called before it ends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._present = store.aliases()
        self._new: list[Event] = []
        self._count = self._known = 0
        self._cards: set[str] = set()
        self._latest: dict[str, bytes] = {}
        self._options: dict[str, str] = {}
        self._about: set[str] = set()

    def add(self, events: Iterable[Event]) -> Iterator[tuple[Event, str]]:
        """Put the events that are not known into the log; those that cannot be, each with the reason."""
        waiting = iter({event.id: event for event in events}.values())
        while chunk := list(islice(waiting, _AT_ONCE)):
            there = self._there(chunk)
            for event in chunk:
                found = there.get(event.id)
                if found is None:
                    self._insert(event)
                    continue
                self._known += 1
                # The target of an undo that is known here may have been given a new date, and the undo so a new target.
                if found != event and not (found.kind == event.kind == EventKind.UNDO and found.card == event.card):
                    yield event, _DIFFERS

    @property
    def new(self) -> int:
        """How many events were new so far."""
        return self._count

    def unknown(self, events: Iterable[Event]) -> list[str]:
        """The ids of those events that are not in the log."""
        waiting, found = iter(events), []
        while chunk := list(islice(waiting, _AT_ONCE)):
            there = self._there(chunk)
            found += [event.id for event in chunk if event.id not in there]
        return found

    def finish(self) -> Taken:
        """Fold the cards concerned again."""
        again = settle(self._store, self._about if self._count <= _FEW else None)
        new = {key(event.id) for event in self._new}
        for machine, first in self._options.items():  # options count for all later reviews of their machine
            sql = "SELECT id, card FROM event WHERE id > ? AND machine = ?"
            later = self._store.select(sql, (key(first), machine))
            again |= {str(card) for raw, card in later if raw not in new}
        present = {self._present.get(card, card) for card in self._cards}
        if self._count > _FEW:
            self._store.refolded(self._cards | again)
        elif self._count:
            again |= {event.card for event in self._new if event.kind == EventKind.UNDO}
            again |= {event.card for event in self._new if key(event.id) <= self._latest[event.card]}
            late = {self._present.get(card, card) for card in again}
            self._store.refolded(again)
            self._store.advanced(e for e in self._new if self._present.get(e.card, e.card) not in late)
        return Taken(self._count, self._known, frozenset(present - {""}))

    def _there(self, events: Sequence[Event]) -> dict[str, Event]:
        sql = f"{EVENT} WHERE id IN ({', '.join('?' * len(events))})"
        rows = self._store.select(sql, tuple(key(event.id) for event in events))
        return {event.id: event for event in map(Event.from_row, rows)}

    def _insert(self, event: Event) -> None:
        if self._count < _FEW and event.card not in self._latest:
            self._latest[event.card] = self._last_of(event.card)
        self._store.insert(event)
        self._count += 1
        self._cards.add(event.card)
        if self._count <= _FEW:
            self._new.append(event)
            self._about |= {event.id, str(event.body.get("target"))} if event.kind == EventKind.UNDO else {event.id}
        if event.kind == EventKind.OPTIONS:
            first = self._options.get(event.machine, event.id)
            self._options[event.machine] = min(first, event.id)

    def _last_of(self, card: str) -> bytes:
        """The id of the last event of a card under all its names, b"" when it has none."""
        present = self._present.get(card, card)
        names = [present, *(old for old, new in self._present.items() if new == present)] if card else []
        last = b""
        for name in names:
            ((found,),) = self._store.select("SELECT max(id) FROM event WHERE card = ?", (name,))
            last = max(last, found or b"")
        return last


def answered_on_both(store: Store, study_day: int) -> set[str]:
    """The cards that were answered on more than one machine on a study day."""
    sql = (
        "SELECT revlog.card FROM revlog JOIN event USING (id) WHERE id >= ? AND id < ? AND revlog.study_day = ?"
        " GROUP BY revlog.card HAVING count(DISTINCT machine) > 1"
    )
    return {str(card) for (card,) in store.select(sql, (*day_ids(study_day), study_day))}
