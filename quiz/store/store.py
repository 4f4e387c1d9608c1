"""The store: saving answers, acts and undos, each with its card's row in one transaction that is on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, NamedTuple

from quiz.errors import Conflict
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.settings import clock
from quiz.store.connection.connect import Opened, connect
from quiz.store.log.events import ACTS, NOTES, REMEMBERED, UNDOABLE, Event, EventKind, Review
from quiz.store.log.fold import FLAGS, CardRow, after, deck_of, read_options, reviewed
from quiz.store.log.rebuild import OF_KIND, PUT_CARD, PUT_REVIEW_LOG, refold_card
from quiz.store.log_writer import LogWriter
from quiz.store.reader import DayTally

__all__ = ["DayTally", "Recorded", "Store", "Undone"]
UNRATED = "unrated "
"""How the names of values in `meta` begin that are answers at a verdict, not rated yet, see `unrated.py`."""


def unrated_key() -> str:
    """The name of such a value of this process."""
    return f"{UNRATED}{os.getpid()}"


class Recorded(NamedTuple):
    """The id of an event that was saved, and the card's row after it."""

    event_id: str
    row: CardRow


class Undone(NamedTuple):
    """`event` is the one taken back; `row` its card without it, None when it has no events left.

    What was done to many cards at once is taken back at once: `rows` has them all, `event` is the last of its
    events.
    """

    event: Event
    row: CardRow | None
    rows: Mapping[str, CardRow | None] = MappingProxyType({})


class Store(LogWriter):
    """One connection, used by the thread that opened it.

    Every method raises StoreError when the file fails, and every one that writes Locked when another process has the
    file locked for too long; then nothing was written.
    """

    def __init__(self, opened: Opened, path: Path, on_close: Callable[[Store], None] | None) -> None:
        super().__init__(opened.connection, path)
        self._opened = opened
        self._on_close = on_close

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        now: Callable[[], Moment] = clock.wall,
        busy_s: float = 5.0,
        on_close: Callable[[Store], None] | None = None,
    ) -> Store:
        """The store in `path`, created when it is missing, see `connection.connect` for the errors.

        `now` dates the backup that is made of a file of an older version. `on_close` is called with the store,
        before it closes, when it has written something.
        """
        path = path.absolute()
        opened = connect(path, busy_s, now)
        try:
            return cls(opened, path, on_close)
        except BaseException:
            opened.close()
            raise

    def close(self) -> None:
        """Call `on_close` if something was written, then close the file. May be called again."""
        try:
            if self.wrote and self._on_close is not None:
                self.wrote = False
                self._on_close(self)
        finally:
            self._opened.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def record(self, review: Review, options: Options, *, replaces: str | None = None) -> Recorded:
        """Save one answer. `options` are those in force for its deck; they are saved before it when they differ.

        `replaces` is the id of an earlier event of the card that is taken back in the same transaction: this is how
        a rating is amended; `review.expects` is then the event before that one. Raises Conflict when the card has
        changed since it was shown; what is done to it after an answer, except a reset, does not prevent amending.
        """
        with self.writing(answers=replaces is None):
            if replaces is not None:
                replaced = self._latest(replaces, review)
                row = self._take_back(replaced, review.moment, options.rollover_min)
            else:
                row = self._expected(review.card, review.expects)
            self._note_options(options, review.moment, deck_of(review.card))
            event = self._append(EventKind.REVIEW, review.card, review.body(), review.moment, options.rollover_min)
            card = row.card if row else self._present(review.card)
            advanced, review_log = reviewed(row, event, options, card)
            self._db.execute(PUT_REVIEW_LOG, review_log)
            self._db.execute(PUT_CARD, advanced.to_row())
            if replaces is None:
                own = "DELETE FROM meta WHERE key = ? AND json_extract(value, '$.card') = ?"
                self._db.execute(own, (unrated_key(), review.card))
        self.answered.append(advanced.card)
        return Recorded(event.id, advanced)

    def act(
        self,
        kind: EventKind,
        card: str,
        body: Mapping[str, Any],
        moment: Moment,
        *,
        options: Options,
        expects: str | None = None,
    ) -> Recorded:
        """Suspend, unsuspend, bury (until the next study day, or `{"until": day}`), flag (`{"flag": 0 to 7}`) or reset
        a card; or dispute it, which changes nothing about it: the row comes back as it is.

        Raises Conflict where `expects` is given and is not the card's last event, ValueError for another kind or flag.
        """
        if kind is EventKind.DISPUTE:
            event_id = self.note(kind, body, moment, options=options, card=card)
            return Recorded(event_id, self._row(self._present(card)) or CardRow(card, ""))
        _check(kind, body)
        with self.writing():
            row = self._row(self._present(card)) if expects is None else self._expected(card, expects)
            event = self._append(kind, card, body, moment, options.rollover_min)
            return Recorded(event.id, self._advance(row, event, options, self._present(card)))

    def act_all(
        self, kind: EventKind, cards: Iterable[str], body: Mapping[str, Any], moment: Moment, *, options: Options
    ) -> list[str]:
        """The same for many cards, in one transaction, taken back by one undo; the rows of the cards that it has
        changed, by their present ids.

        Raises ValueError as `act` does.
        """
        _check(kind, body)
        together = {**body, "bulk": os.urandom(6).hex()}
        changed = []
        with self.writing():
            present = self.aliases()
            rows = self.rows(cards := list(dict.fromkeys(present.get(card, card) for card in cards)))
            for card in cards:
                at = self.forward(moment)
                event = self._event(kind, card, together, at, options.rollover_min)
                if _would_change(rows.get(card), event, options):
                    self.insert(event)
                    self._advance(rows.get(card), event, options, card)
                    changed.append(card)
        return changed

    def note(
        self, kind: EventKind, body: Mapping[str, Any], moment: Moment, *, options: Options, card: str = ""
    ) -> str:
        """Save an event that changes no card: a dispute of a card, more cards for today, weights. Its id.

        Raises ValueError for another kind.
        """
        if kind not in NOTES:
            raise ValueError(f"{kind} is not a note")
        with self.writing():
            return self._append(kind, card, body, moment, options.rollover_min).id

    def undo(self, moment: Moment, rollover_min: int) -> Undone | None:
        """Take back the last event not yet undone, if it is of today's study day; None if it is not.

        An event that counts for a later day, since the learner has travelled west since, was done today as well.
        """
        with self.writing():
            today = study_day(self.forward(moment), rollover_min)
            undone: set[str] = set()
            done: list[Event] = []
            for event in self._since(today):
                if event.kind == EventKind.UNDO:
                    undone.add(str(event.body.get("target")))
                elif event.kind in UNDOABLE and event.id not in undone:
                    if event.study_day < today or (done and not _together(done[0], event)):
                        break
                    done.append(event)
            rows = {self._present(event.card): self._take_back(event, moment, rollover_min) for event in done}
            return Undone(done[0], rows[self._present(done[0].card)], rows) if done else None

    def take_back(self, event_id: str, moment: Moment, rollover_min: int) -> Undone:
        """Undo one event, of whatever day. Raises Conflict when it was taken back already."""
        with self.writing():
            found = self.event(event_id)
            event = self._standing(event_id, found.card if found else "")
            row = self._take_back(event, moment, rollover_min)
            return Undone(event, row, {self._present(event.card): row})

    def _take_back(self, event: Event, moment: Moment, rollover_min: int) -> CardRow | None:
        self._append(EventKind.UNDO, event.card, {"target": event.id}, moment, rollover_min)
        if not event.card:
            return None
        try:
            return refold_card(self._db, self._present(event.card))
        except (ValueError, TypeError, KeyError) as error:
            raise self.unusable(str(error)) from error

    def _standing(self, event_id: str, card: str) -> Event:
        """Raises Conflict."""
        event = self._history(card).get(event_id)
        if event is None:
            raise self._conflict(card)
        return event

    def _latest(self, event_id: str, review: Review) -> Event:
        """The event that `review` replaces. Raises Conflict when another answer or a reset came after it or
        before it.
        """
        history = self._history(review.card)
        if event_id not in history or review.expects not in {None, *history}:
            raise self._conflict(review.card)
        ids = list(history)
        since = ids if review.expects is None else ids[ids.index(review.expects) + 1 :]
        if any(history[later].kind in REMEMBERED for later in since if later != event_id):
            raise self._conflict(review.card)
        return history[event_id]

    def _note_options(self, options: Options, moment: Moment, deck: str) -> None:
        sql = f"{OF_KIND} AND machine = ? AND card IN ('', ?) ORDER BY id"
        noted = {event.card: event for event in self._events(sql, (EventKind.OPTIONS, self.machine, deck))}
        in_force = noted.get(deck) or noted.get("")
        if in_force is None or read_options(in_force.body) != options:
            self._append(EventKind.OPTIONS, deck if noted else "", options.to_json(), moment, options.rollover_min)

    def _advance(self, row: CardRow | None, event: Event, options: Options, card: str) -> CardRow:
        advanced = after(row, event, options, card)
        assert advanced is not None
        self._db.execute(PUT_CARD, advanced.to_row())
        return advanced

    def _expected(self, card: str, expects: str | None) -> CardRow | None:
        row = self._row(self._present(card))
        if (row.last_event if row else None) != expects:
            raise self._conflict(card)
        return row

    def _conflict(self, card: str) -> Conflict:
        return Conflict("already reviewed elsewhere", where=card, fix="It is shown again, as it is now.")


def _check(kind: EventKind, body: Mapping[str, Any]) -> None:
    if kind not in ACTS or (kind is EventKind.FLAG and body.get("flag") not in FLAGS):
        raise ValueError(f"{kind} with {dict(body)!r} cannot be done to a card")


def _would_change(row: CardRow | None, event: Event, options: Options) -> bool:
    """Whether the act changes anything besides being the last event."""
    known = row or CardRow(event.card, event.id)
    advanced = after(known, event, options)
    assert advanced is not None
    return replace(advanced, last_event=known.last_event) != known


def _together(last: Event, event: Event) -> bool:
    """Whether an undo that takes back `last` takes back this event too: both were done at once."""
    return "bulk" in last.body and last.body["bulk"] == event.body.get("bulk")
