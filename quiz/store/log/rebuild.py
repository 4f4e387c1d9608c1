"""Rebuilding the derived tables, `card` and `revlog`, from the log: all of them, or the rows of some cards.

Works on a connection in a transaction of the caller. Raises ValueError when an event cannot be folded.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from quiz.store.log.events import Event, EventKind
from quiz.store.log.fold import COLUMNS, CardRow, Fold, ReviewLog, close, undone_by

EVENT = "SELECT id, machine, at_ms, offset_min, study_day, kind, card, body FROM event"
PUT_EVENT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
CARD = f"SELECT {', '.join(COLUMNS)} FROM card"
_LOG_COLUMNS = ReviewLog._fields
REVIEW_LOG = f"SELECT {', '.join(_LOG_COLUMNS)} FROM revlog"
PUT_CARD = f"INSERT OR REPLACE INTO card ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
PUT_REVIEW_LOG = (
    f"INSERT INTO revlog ({', '.join(ReviewLog._fields)}) VALUES ({', '.join('?' * len(ReviewLog._fields))})"
)
OF_KIND = f"{EVENT} WHERE kind = ? AND kind <> 'review'"
"""A query that the index of the rare kinds serves; SQLite needs its condition repeated."""
OF_CARD = f"{EVENT} WHERE card IN (SELECT old FROM alias WHERE new = ?1 UNION ALL SELECT ?1)"
_SOME = 5_000
"""From this many cards on, one pass over the whole log is quicker than their histories one by one."""


def aliases(db: sqlite3.Connection) -> dict[str, str]:
    """The present id of a card by each of its former ones."""
    return dict(db.execute("SELECT old, new FROM alias"))


def refold(db: sqlite3.Connection, cards: Iterable[str] | None = None) -> None:
    """Make the rows of these cards (present or former ids), or of all, again."""
    if cards is not None:
        known = aliases(db)
        some = {known.get(card, card) for card in cards} - {""}
        gone = known.keys() & set(cards)
        if len(some) < _SOME:
            for card in gone - some:
                _drop(db, card)
            for card in some:
                refold_card(db, card)
            return
    db.execute("DELETE FROM card")
    db.execute("DELETE FROM revlog")
    folding = _folding(db)
    db.executemany(PUT_REVIEW_LOG, _review_logs(folding, db.execute(f"{EVENT} ORDER BY id")))
    db.executemany(PUT_CARD, (row.to_row() for row in folding.rows.values()))


def refold_card(db: sqlite3.Connection, card: str) -> CardRow | None:
    """Make the rows of one card again; its state, None when it has none any more."""
    _drop(db, card)
    history = list(map(Event.from_row, db.execute(f"{OF_CARD} ORDER BY id", (card,))))
    folding = Fold(undone_by(history), aliases(db))
    options = map(Event.from_row, db.execute(OF_KIND, (EventKind.OPTIONS,)))
    for event in sorted([*options, *history], key=lambda event: (event.at_ms, event.id)):
        if review_log := folding.add(event):
            db.execute(PUT_REVIEW_LOG, review_log)
    row = folding.row(card)
    if row is not None:
        db.execute(PUT_CARD, row.to_row())
    return row


def advance(db: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Apply events, in the log already, that come after all other events of their cards: what a `refold` would give."""
    known = aliases(db)
    folding = Fold((), known)
    added = [event for event in events if event.card]
    cards = {known.get(event.card, event.card) for event in added}
    for card in cards:
        for found in db.execute(f"{CARD} WHERE card = ?", (card,)):
            folding.resume(CardRow.from_row(found))
    options = map(Event.from_row, db.execute(OF_KIND, (EventKind.OPTIONS,)))
    ordered = sorted([*options, *added], key=lambda event: (event.at_ms, event.id))
    db.executemany(PUT_REVIEW_LOG, filter(None, map(folding.add, ordered)))
    db.executemany(PUT_CARD, (row.to_row() for card in cards if (row := folding.row(card))))


def agree(db: sqlite3.Connection) -> bool:
    """Whether both tables equal what the log gives, except for the last digits of a float."""
    folding = _folding(db)
    stored = iter(db.execute(f"{REVIEW_LOG} ORDER BY id"))
    for review_log in _review_logs(folding, db.execute(f"{EVENT} ORDER BY id")):
        found = next(stored, ())
        if review_log != found and not close(review_log, found):
            return False
    if next(stored, None) is not None:
        return False
    rows = folding.rows
    count = 0
    for found in db.execute(CARD):
        count += 1
        if found[0] not in rows or not close(rows[found[0]].to_row(), found):
            return False
    return count == len(rows)


def _folding(db: sqlite3.Connection) -> Fold:
    return Fold(undone_by(map(Event.from_row, db.execute(OF_KIND, (EventKind.UNDO,)))), aliases(db))


def _review_logs(folding: Fold, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    return filter(None, map(folding.add_row, rows))


def _drop(db: sqlite3.Connection, card: str) -> None:
    db.execute("DELETE FROM card WHERE card = ?", (card,))
    db.execute("DELETE FROM revlog WHERE id IN (SELECT id FROM event WHERE card = ?)", (card,))
    db.execute(
        "DELETE FROM revlog WHERE id IN (SELECT id FROM event WHERE card IN (SELECT old FROM alias WHERE new = ?))",
        (card,),
    )
