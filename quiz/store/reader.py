"""Reading from the store; nothing here writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from quiz.errors import StoreError
from quiz.schedule.memory import Moment
from quiz.schedule.policy import Done
from quiz.store.connection.errors import translate_errors
from quiz.store.log.events import Event, EventKind, day_ids, key, since
from quiz.store.log.fold import CardRow, undone_by
from quiz.store.log.rebuild import CARD, EVENT, OF_CARD, OF_KIND
from quiz.store.log.validate import read_weights

_AT_ONCE = 500
"""Cards asked for in one statement: old SQLites take 999 parameters."""


class DayTally(NamedTuple):
    """The reviews of one study day; `ms` is the time they took together."""

    reviewed: int = 0
    right: int = 0
    hints: int = 0
    ms: int = 0


class StoreReader:
    """One connection, used by the thread that opened it. Every method raises StoreError when the file fails."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path
        machine = self.meta("machine")
        if machine is None:
            raise self.unusable("it has no machine name")
        self.machine = machine

    def forward(self, moment: Moment) -> Moment:
        """The moment that an event written now gets: `moment`, but always later than the last event.

        Use it for the study day of a session, so that a clock set back does not begin an old day again.
        """
        last = self.select("SELECT at_ms FROM event ORDER BY id DESC LIMIT 1")
        return Moment(max(moment.at_ms, int(last[0][0]) + 1), moment.offset_min) if last else moment

    def rows(self, cards: Iterable[str] | None = None) -> dict[str, CardRow]:
        """The rows of these cards, or of all; a card without events has none."""
        if cards is None:
            return self._card_rows(CARD)
        found: dict[str, CardRow] = {}
        asked = iter(dict.fromkeys(cards))
        while chunk := tuple(islice(asked, _AT_ONCE)):
            found |= self._card_rows(f"{CARD} WHERE card IN ({', '.join('?' * len(chunk))})", chunk)
        return found

    def known(self) -> set[str]:
        """The cards that have events."""
        return self.cards_where("1")

    def cards_where(self, condition: str, values: tuple[Any, ...] = ()) -> set[str]:
        """The cards whose row meets a condition. Only for modules of the store."""
        # As one text, which is split: a hundred thousand rows one by one would cost three times as much.
        ((ids,),) = self.select(f"SELECT group_concat(card, char(10)) FROM card WHERE {condition}", values)
        return set(ids.split("\n")) if ids else set()

    def done_today(self, study_day: int) -> dict[str, Done]:
        """By deck, what counts against the limits of a study day; decks with neither are left out.

        It is counted from the answers that were not taken back: those before a reset still count, and so do those
        after it.
        """
        sql = (
            "SELECT substr(card, 1, instr(card, '/') - 1), sum(phase = 0), sum(phase = 2) FROM revlog"
            " WHERE id >= ? AND id < ? AND study_day = ? GROUP BY 1"
        )
        rows = self.select(sql, (*day_ids(study_day), study_day))
        return {deck: Done(new, reviews) for deck, new, reviews in rows if new or reviews}

    def day_tally(self, study_day: int) -> DayTally:
        """The reviews of a study day, counted."""
        sql = (
            "SELECT count(*), total(right), total(json_extract(body, '$.hints')), total(ms)"
            " FROM revlog JOIN event USING (id) WHERE id >= ? AND id < ? AND revlog.study_day = ?"
        )
        ((reviewed, right, hints, ms),) = self.select(sql, (*day_ids(study_day), study_day))
        return DayTally(reviewed, int(right), int(hints), int(ms))

    def events(self, card: str | None = None) -> Iterator[Event]:
        """The log in its order, of all cards or of one under all its ids, including undone events and undos."""
        if card is None:
            return self._events(f"{EVENT} ORDER BY id")
        return self._events(f"{OF_CARD} ORDER BY id", (card,))

    def event(self, event_id: str) -> Event | None:
        """The event with this id. Raises ValueError when that is not an id."""
        return next(self._events(f"{EVENT} WHERE id = ?", (key(event_id),)), None)

    def after(self, at_ms: int) -> list[Event]:
        """The events later than this time, in the order of the log."""
        return list(self._events(f"{EVENT} WHERE id >= ? ORDER BY id", (since(at_ms + 1),)))

    def last_ms(self, until_ms: int) -> int:
        """The time of the last event up to this one (UTC), -1 when there is none."""
        found = self.select("SELECT at_ms FROM event WHERE id < ? ORDER BY id DESC LIMIT 1", (since(until_ms + 1),))
        return int(found[0][0]) if found else -1

    def standing(self, kind: EventKind) -> list[Event]:
        """The events of this kind, of all machines, that were not taken back, in the order of the log."""
        sql = f"{EVENT} WHERE kind = ?" if kind is EventKind.REVIEW else OF_KIND
        found = list(self._events(f"{sql} ORDER BY id", (kind,)))
        # By card: there may be many undos, and few of them of these.
        of_card = f"{EVENT} WHERE card = ? AND kind = 'undo'"
        undone = undone_by(undo for card in {event.card for event in found} for undo in self._events(of_card, (card,)))
        return [event for event in found if (event.card, event.id) not in undone]

    def weights(self) -> tuple[float, ...] | None:
        """The weights adopted last; None for the published ones, also when the stored ones cannot be used."""
        try:
            return self.adopted()
        except ValueError:
            return None

    def adopted(self) -> tuple[float, ...] | None:
        """The same; raises ValueError, in words, when they are not those of FSRS-6, such as another release's."""
        adopted = self.standing(EventKind.WEIGHTS)
        return read_weights(adopted[-1].body) if adopted else None

    def beliefs(self, card: str) -> list[tuple[str, int]]:
        """The beliefs that the answers to a card have shown, with how often, the most frequent first."""
        sql = (
            "SELECT belief, count(*) FROM revlog WHERE card = ? AND belief IS NOT NULL"
            " GROUP BY belief ORDER BY count(*) DESC, max(id) DESC"
        )
        return [(str(belief), int(count)) for belief, count in self.select(sql, (card,))]

    def meta(self, name: str) -> str | None:
        """What `Store.put_meta` stored, None when it stored nothing."""
        found = self.select("SELECT value FROM meta WHERE key = ?", (name,))
        return str(found[0][0]) if found else None

    def metas(self, beginning: str) -> list[tuple[str, str]]:
        """The stored values whose names begin so, with their names."""
        sql = "SELECT key, value FROM meta WHERE substr(key, 1, ?) = ? ORDER BY key"
        return [(str(name), str(value)) for name, value in self.select(sql, (len(beginning), beginning))]

    def aliases(self) -> dict[str, str]:
        """The present id of a card by each of its former ones, see `Store.join`."""
        return dict(self.select("SELECT old, new FROM alias"))

    def count(self) -> int:
        """How many events there are."""
        return int(self.select("SELECT count(*) FROM event")[0][0])

    def damage(self) -> list[str]:
        """What SQLite finds wrong when it reads through the whole file; "" when it is whole."""
        found = [str(row[0]) for row in self.select("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    def select(self, sql: str, values: tuple[Any, ...] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query. Only for modules of the store."""
        with translate_errors(self.path):
            return self._db.execute(sql, values).fetchall()

    def query(self, database: Callable[..., Any], sql: str) -> Iterator[dict[str, Any]]:
        """The rows by name, one at a time, through sqlite_utils (`database` is its class)."""
        with translate_errors(self.path):
            yield from database(self._db, execute_plugins=False).query(sql)

    def unusable(self, why: str) -> StoreError:
        """The error for something in the file that cannot be read, with the reason."""
        return StoreError(
            f"the database contains something that cannot be read ({why})",
            where=str(self.path),
            fix="Nothing in it was changed. `quiz restore latest` replaces it by the last backup.",
        )

    def _row(self, card: str) -> CardRow | None:
        return self._card_rows(f"{CARD} WHERE card = ?", (card,)).get(card)

    def _card_rows(self, sql: str, values: tuple[Any, ...] = ()) -> dict[str, CardRow]:
        try:
            return {row[0]: CardRow.from_row(row) for row in self.select(sql, values)}
        except (ValueError, TypeError) as error:
            raise self.unusable(str(error)) from error

    def _since(self, day: int) -> Iterator[Event]:
        """Every event that may count for a study day or a later one, and some of the day before; the newest first."""
        return self._events(f"{EVENT} WHERE id >= ? ORDER BY id DESC", day_ids(day)[:1])

    def _events(self, sql: str, values: tuple[Any, ...] = ()) -> Iterator[Event]:
        with translate_errors(self.path):
            for row in self._db.execute(sql, values):
                try:
                    event = Event.from_row(row)
                except (ValueError, TypeError) as error:
                    raise self.unusable(str(error)) from error
                yield event
