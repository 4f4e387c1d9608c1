"""The store: events written and cards kept in step with them, one transaction each; what is returned is on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from quiz.errors import Conflict, StoreError
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.schedule.policy import Done
from quiz.store.cards import COLUMNS, FLAGS, CardRow, after, alike, fold
from quiz.store.connection import connect, told, transaction
from quiz.store.events import ACTS, UNDOABLE, Event, Kind, Review, day_ids, new_id

_EVENT = "SELECT id, machine, at_ms, offset_min, study_day, kind, card, body FROM event"
_CARD = f"SELECT {', '.join(COLUMNS)} FROM card"
_PUT_CARD = f"INSERT OR REPLACE INTO card ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_AT_ONCE = 500
"""Cards asked for in one statement: old SQLites take 999 parameters."""


@dataclass(frozen=True, slots=True)
class Recorded:
    event_id: str
    row: CardRow


@dataclass(frozen=True, slots=True)
class Undone:
    """`event` is the one taken back; `row` the card as it is without it, None where it has no events left."""

    event: Event
    row: CardRow | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The reviews of one study day; `ms` is the time they took together."""

    reviewed: int = 0
    right: int = 0
    hints: int = 0
    ms: int = 0


class Store:
    """One connection, used by the thread that opened it.

    Every method raises StoreError where the file fails, and every one that writes Locked where another process holds
    the file for too long; then nothing was written.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self._path = path
        found = self._select("SELECT value FROM meta WHERE key = 'machine'")
        if not found:
            raise self._unusable("it has no machine name")
        self.machine = str(found[0][0])

    @classmethod
    def open(cls, path: Path, *, busy_s: float = 5.0) -> Store:
        """The store in `path`, created where it is missing, see `connection.connect` for the errors."""
        path = path.absolute()
        connection = connect(path, busy_s)
        try:
            return cls(connection, path)
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def record(self, review: Review, options: Options, *, replaces: str | None = None) -> Recorded:
        """Save one answer. The options are saved before it where they differ from those saved last.

        `replaces` is the id of an earlier event of the card that is taken back in the same transaction: how a rating is
        amended; `review.expects` is then what came before that one. Raises Conflict where the card has changed since it
        was shown.
        """
        with self._writing():
            if replaces is not None:
                self._take_back(self._standing(replaces, review.card), review.moment, options.rollover_min)
            row = self._expected(review.card, review.expects)
            self._note_options(options, review.moment)
            event = self._append(Kind.REVIEW, review.card, review.body(), review.moment, options.rollover_min)
            return Recorded(event.id, self._advance(row, event, options))

    def act(
        self,
        kind: Kind,
        card: str,
        body: Mapping[str, Any],
        moment: Moment,
        *,
        options: Options,
        expects: str | None = None,
    ) -> Recorded:
        """Suspend, unsuspend, bury (until the next study day, or `{"until": day}`) or flag (`{"flag": 0 to 7}`) a card.

        Raises Conflict where `expects` is given and is not the card's last event, ValueError for another kind or flag.
        """
        if kind not in ACTS or (kind is Kind.FLAG and body.get("flag") not in FLAGS):
            raise ValueError(f"{kind} with {dict(body)!r} cannot be done to a card")
        with self._writing():
            row = self._row(card) if expects is None else self._expected(card, expects)
            event = self._append(kind, card, body, moment, options.rollover_min)
            return Recorded(event.id, self._advance(row, event, options))

    def undo(self, moment: Moment, rollover_min: int) -> Undone | None:
        """Take back the last event of today's study day that still stands and can be; None where there is none."""
        with self._writing():
            today = study_day(self.forward(moment), rollover_min)
            undone: set[str] = set()
            for event in self._day(today, newest_first=True):
                if event.kind == Kind.UNDO:
                    undone.add(str(event.body.get("target")))
                elif event.kind in UNDOABLE and event.id not in undone:
                    return Undone(event, self._take_back(event, moment, rollover_min))
        return None

    def forward(self, moment: Moment) -> Moment:
        """The moment that an event written now carries: `moment`, but always later than the last event.

        Ask it for the study day of a session, so that a clock set back does not begin an old day anew.
        """
        last = self._select("SELECT at_ms FROM event ORDER BY id DESC LIMIT 1")
        return Moment(max(moment.at_ms, int(last[0][0]) + 1), moment.offset_min) if last else moment

    def rows(self, cards: Iterable[str] | None = None) -> dict[str, CardRow]:
        """What is known of these cards, or of all; a card without events is not in it."""
        if cards is None:
            return self._card_rows(_CARD)
        found: dict[str, CardRow] = {}
        asked = iter(dict.fromkeys(cards))
        while chunk := tuple(islice(asked, _AT_ONCE)):
            found |= self._card_rows(f"{_CARD} WHERE card IN ({', '.join('?' * len(chunk))})", chunk)
        return found

    def done_today(self, study_day: int) -> dict[str, Done]:
        """By deck, what counts against the limits of the latest study day; decks with neither are not in it."""
        sql = "SELECT card, first_day, last_day, day_reviews FROM card WHERE first_day = ?1 OR last_day = ?1"
        done: dict[str, Done] = {}
        for card, first_day, last_day, day_reviews in self._select(sql, (study_day,)):
            new, reviews = int(first_day == study_day), day_reviews if last_day == study_day else 0
            deck = card.partition("/")[0]
            before = done.get(deck, Done())
            if new or reviews:
                done[deck] = Done(before.new + new, before.reviews + reviews)
        return done

    def day_tally(self, study_day: int) -> Tally:
        events = list(self._day(study_day))
        undone = {event.body.get("target") for event in events if event.kind == Kind.UNDO}
        bodies = [event.body for event in events if event.kind == Kind.REVIEW and event.id not in undone]
        return Tally(
            reviewed=len(bodies),
            right=sum(body.get("verdict") == "right" for body in bodies),
            hints=sum(body.get("hints", 0) for body in bodies),
            ms=sum(body.get("ms", 0) for body in bodies),
        )

    def events(self, card: str | None = None) -> Iterator[Event]:
        """The log in its order, of one card or of all, with what was undone and the undoing."""
        where, values = ("", ()) if card is None else (" WHERE card = ?", (card,))
        return self._events(f"{_EVENT}{where} ORDER BY id", values)

    def count(self) -> int:
        """How many events there are."""
        return int(self._select("SELECT count(*) FROM event")[0][0])

    def damage(self) -> list[str]:
        """What SQLite finds amiss when it reads through the whole file; nothing where it is whole."""
        found = [str(row[0]) for row in self._select("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    def rebuild(self) -> bool:
        """Fold the whole log anew and put the result in the place of the card table; whether they were equal."""
        with self._writing():
            folded = self._fold(self.events())
            try:
                equal = alike(self._card_rows(_CARD), folded)
            except StoreError:
                equal = False
            if not equal:
                self._db.execute("DELETE FROM card")
                self._db.executemany(_PUT_CARD, (row.to_row() for row in folded.values()))
        return equal

    def _take_back(self, event: Event, moment: Moment, rollover_min: int) -> CardRow | None:
        self._append(Kind.UNDO, event.card, {"target": event.id}, moment, rollover_min)
        options = self._events(f"{_EVENT} WHERE kind = 'options'")
        row = self._fold([*options, *self.events(event.card)]).get(event.card)
        if row is None:
            self._db.execute("DELETE FROM card WHERE card = ?", (event.card,))
        else:
            self._put(row)
        return row

    def _standing(self, event_id: str, card: str) -> Event:
        history = {event.id: event for event in self.events(card)}
        undone = {event.body.get("target") for event in history.values() if event.kind == Kind.UNDO}
        if event_id not in history or event_id in undone or history[event_id].kind not in UNDOABLE:
            raise self._conflict(card)
        return history[event_id]

    def _note_options(self, options: Options, moment: Moment) -> None:
        last = self._events(
            f"{_EVENT} WHERE kind = 'options' AND machine = ? ORDER BY id DESC LIMIT 1", (self.machine,)
        )
        if options.to_json() not in [event.body for event in last]:
            self._append(Kind.OPTIONS, "", options.to_json(), moment, options.rollover_min)

    def _append(self, kind: Kind, card: str, body: Mapping[str, Any], moment: Moment, rollover_min: int) -> Event:
        at = self.forward(moment)
        day = study_day(at, rollover_min)
        event = Event(new_id(at.at_ms), self.machine, at.at_ms, at.offset_min, day, kind.value, card, body)
        self._db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.to_row())
        return event

    def _advance(self, row: CardRow | None, event: Event, options: Options) -> CardRow:
        advanced = after(row, event, options)
        assert advanced is not None
        self._put(advanced)
        return advanced

    def _expected(self, card: str, expects: str | None) -> CardRow | None:
        row = self._row(card)
        if (row.last_event if row else None) != expects:
            raise self._conflict(card)
        return row

    def _put(self, row: CardRow) -> None:
        self._db.execute(_PUT_CARD, row.to_row())

    def _row(self, card: str) -> CardRow | None:
        return self._card_rows(f"{_CARD} WHERE card = ?", (card,)).get(card)

    def _card_rows(self, sql: str, values: tuple[Any, ...] = ()) -> dict[str, CardRow]:
        try:
            return {row[0]: CardRow.from_row(row) for row in self._select(sql, values)}
        except (ValueError, TypeError) as error:
            raise self._unusable(str(error)) from error

    def _day(self, day: int, *, newest_first: bool = False) -> Iterator[Event]:
        order = "DESC" if newest_first else "ASC"
        return self._events(
            f"{_EVENT} WHERE id >= ? AND id < ? AND study_day = ? ORDER BY id {order}", (*day_ids(day), day)
        )

    def _events(self, sql: str, values: tuple[Any, ...] = ()) -> Iterator[Event]:
        with told(self._path):
            for row in self._db.execute(sql, values):
                try:
                    event = Event.from_row(row)
                except (ValueError, TypeError) as error:
                    raise self._unusable(str(error)) from error
                yield event

    def _fold(self, events: Iterable[Event]) -> dict[str, CardRow]:
        try:
            return fold(events)
        except (ValueError, TypeError) as error:
            raise self._unusable(str(error)) from error

    def _select(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with told(self._path):
            return self._db.execute(sql, values).fetchall()

    def _writing(self) -> AbstractContextManager[None]:
        return transaction(self._db, self._path)

    def _conflict(self, card: str) -> Conflict:
        return Conflict("already reviewed elsewhere", where=card, mend="It is shown anew, as it is now.")

    def _unusable(self, why: str) -> StoreError:
        return StoreError(
            f"the database holds something that cannot be read ({why})",
            where=str(self._path),
            mend="Nothing in it was changed. Put a copy of it that is whole in its place.",
        )
