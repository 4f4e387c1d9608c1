"""Writing to the log: events inserted, moved or replaced, with the derived tables kept in step.

What may be done to a card is `store.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment
from quiz.store.connection.connect import transaction
from quiz.store.connection.errors import translate_errors
from quiz.store.log.aliases import chained
from quiz.store.log.events import UNDOABLE, Event, EventKind, key, new_id
from quiz.store.log.fold import undone_by
from quiz.store.log.rebuild import PUT_EVENT, advance, agree, refold
from quiz.store.reader import StoreReader

if TYPE_CHECKING:
    from quiz.store.connection.copy import Facts


class LogWriter(StoreReader):
    """One connection, used by the thread that opened it.

    Every method raises StoreError when the file fails, and every one that writes Locked when another process has it
    locked for too long; then nothing was written.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__(connection, path)
        self.wrote = False
        """Whether this store has written anything."""
        self.revised = 0
        """How often it has written anything except one more answer: then a card may be new again."""
        self.answered: list[str] = []
        """The cards whose answers it has written, in their order."""

    @contextmanager
    def writing(self, *, answers: bool = False) -> Iterator[None]:
        """One transaction: everything done within it, or nothing. `answers`: it only adds an answer."""
        with transaction(self._db, self.path):
            yield
        self.wrote = True
        self.revised += not answers

    def put_meta(self, name: str, value: str) -> None:
        """Store a value of this file alone, which is not an event: it is never exported, merged or a reason for a
        backup.
        """
        with transaction(self._db, self.path):
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def drop_meta(self, name: str) -> None:
        """Remove a value that `put_meta` stored."""
        with transaction(self._db, self.path):
            self._db.execute("DELETE FROM meta WHERE key = ?", (name,))

    def insert(self, event: Event) -> None:
        """Add to the log alone, within `writing`; the cards of these events must then be `refolded`."""
        self._db.execute(PUT_EVENT, event.to_row())

    def change(self, sql: str, rows: Iterable[tuple[Any, ...]] = ((),)) -> None:
        """Run a statement once for each of the rows of values. Only for modules of the store, within `writing`."""
        self._db.executemany(sql, rows)

    def define(self, sql: str) -> None:
        """Make a table or a trigger. Only for modules of the store, within `writing`."""
        self._db.execute(sql)

    def rename(self, machine: str) -> None:
        """Give this file another name, within `writing`: it writes its events under that from now on."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('machine', ?)", (machine,))
        self.machine = machine

    def rewrite(self, events: Iterable[Event], replacements: Iterable[Event]) -> None:
        """Replace these events by the replacements, within `writing`, and fold everything again."""
        self._db.executemany("DELETE FROM event WHERE id = ?", ((key(event.id),) for event in events))
        self._db.executemany(PUT_EVENT, (event.to_row() for event in replacements))
        self.refolded(None)

    def refolded(self, cards: Iterable[str] | None) -> None:
        """Make the rows of these cards, or of all, again, within `writing`."""
        try:
            refold(self._db, cards)
        except (ValueError, TypeError, KeyError) as error:
            raise self.unusable(str(error)) from error

    def advanced(self, events: Iterable[Event]) -> None:
        """Make the rows of the cards of these events again, within `writing`: they come after all others of theirs."""
        try:
            advance(self._db, events)
        except (ValueError, TypeError, KeyError) as error:
            raise self.unusable(str(error)) from error

    def rebuild(self) -> bool:
        """Fold the whole log again and replace both tables by the result; whether they were equal."""
        with self.writing():
            try:
                equal = agree(self._db)
            except (ValueError, TypeError, KeyError) as error:
                raise self.unusable(str(error)) from error
            if not equal:
                self.refolded(None)
        return equal

    def join(self, aliases: Mapping[str, str], cards: Container[str] = ()) -> bool:
        """Store which former ids lead to which present ones: such cards are one, under the present id.

        What was stored before still counts, chained to the present id of its card, except for ids that are `cards`
        again. True when that changes something: then the cards concerned are folded again.
        """
        before = self.aliases()
        if before == chained(before, aliases, cards):
            return False
        with self.writing():
            before = self.aliases()
            after = chained(before, aliases, cards)
            news = dict(before.items() ^ after.items())
            concerned = {card for old in news for card in (old, before.get(old, old), after.get(old, old))}
            self._db.execute("DELETE FROM alias")
            self._db.executemany("INSERT INTO alias VALUES (?, ?)", after.items())
            self.refolded(concerned)
        return True

    def copy_to(self, path: Path, *, thorough: bool = True) -> Facts:
        """Back up what is on the disk to a new file, see `connection.copy.back_up`.

        Within `writing` that is the state before it.
        """
        from quiz.store.connection.copy import back_up

        with translate_errors(self.path), closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as seen:
            return back_up(seen, path, thorough=thorough)

    def _append(self, kind: EventKind, card: str, body: Mapping[str, Any], moment: Moment, rollover_min: int) -> Event:
        event = self._event(kind, card, body, self.forward(moment), rollover_min)
        self.insert(event)
        return event

    def _event(self, kind: EventKind, card: str, body: Mapping[str, Any], at: Moment, rollover_min: int) -> Event:
        day = study_day(at, rollover_min)
        return Event(new_id(at.at_ms), self.machine, at.at_ms, at.offset_min, day, kind.value, card, body)

    def _present(self, card: str) -> str:
        """The present id of a card that may have been renamed."""
        found = self.select("SELECT new FROM alias WHERE old = ?", (card,))
        return str(found[0][0]) if found else card

    def _history(self, card: str) -> dict[str, Event]:
        """The events of a card that were not taken back, in the order of the log."""
        events = list(self.events(self._present(card)))
        undone = undone_by(events)
        return {e.id: e for e in events if e.kind in UNDOABLE and (e.card, e.id) not in undone}
