"""The schema, as a list of migrations. Only ever add to the end, and count them in `version.VERSION`.

A step may be empty: the tables derived from the log are made again after each, so a fold that gives other results
than before (another rule of the schedule) needs a step.
"""

from __future__ import annotations

import secrets
import sqlite3

from sqlite_utils import Database, Migrations

from quiz.store.log.events import key
from quiz.store.log.rebuild import refold

migrations = Migrations("quiz")


@migrations()
def events_and_cards(db: Database) -> None:
    """The log, and the table of cards that is its fold."""
    db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute("INSERT INTO meta VALUES ('machine', ?)", [secrets.token_hex(4)])
    # Without a rowid the events are stored in the order of their ids, that is, of time; no second index has the ids.
    db.execute(
        """CREATE TABLE event (
            id TEXT PRIMARY KEY,
            machine TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            offset_min INTEGER NOT NULL,
            study_day INTEGER NOT NULL,
            kind TEXT NOT NULL,
            card TEXT NOT NULL,
            body TEXT NOT NULL
        ) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX event_card ON event (card)")
    db.execute("CREATE INDEX event_options ON event (machine) WHERE kind = 'options'")
    db.execute(
        """CREATE TABLE card (
            card TEXT PRIMARY KEY,
            phase TEXT,
            step INTEGER,
            stability REAL,
            difficulty REAL,
            last_ms INTEGER,
            last_day INTEGER,
            due_ms INTEGER,
            due_day INTEGER,
            interval_days INTEGER,
            reps INTEGER,
            lapses INTEGER,
            suspended INTEGER NOT NULL,
            buried_until INTEGER,
            flag INTEGER NOT NULL,
            first_day INTEGER,
            day_reviews INTEGER NOT NULL,
            last_event TEXT NOT NULL
        ) WITHOUT ROWID"""
    )


@migrations()
def compact_ids_and_revlog(db: Database) -> None:
    """Ids as 16 bytes (60 MB less in a million events); a table of the reviews not taken back; former ids."""
    db.conn.create_function("event_key", 1, key, deterministic=True)
    db.execute("ALTER TABLE event RENAME TO event_1")
    db.execute("DROP INDEX event_card")
    db.execute("DROP INDEX event_options")
    db.execute("DROP TABLE card")
    # The check keeps out a quiz of the release before that still has the file open: its ids are texts.
    db.execute(
        """CREATE TABLE event (
            id BLOB PRIMARY KEY CHECK (typeof(id) = 'blob' AND length(id) = 16),
            machine TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            offset_min INTEGER NOT NULL,
            study_day INTEGER NOT NULL,
            kind TEXT NOT NULL,
            card TEXT NOT NULL,
            body TEXT NOT NULL
        ) WITHOUT ROWID"""
    )
    db.execute(
        "INSERT INTO event SELECT event_key(id), machine, at_ms, offset_min, study_day, kind, card, body FROM event_1"
        " ORDER BY id"
    )
    db.execute("DROP TABLE event_1")
    db.execute("CREATE INDEX event_card ON event (card)")
    db.execute("CREATE INDEX event_rare ON event (kind) WHERE kind <> 'review'")
    db.execute("CREATE TABLE alias (old TEXT PRIMARY KEY, new TEXT NOT NULL) WITHOUT ROWID")
    _create_cards(db)
    _create_revlog(db)


def _create_cards(db: Database) -> None:
    db.execute(
        """CREATE TABLE card (
            card TEXT PRIMARY KEY,
            deck TEXT NOT NULL,
            phase TEXT,
            step INTEGER,
            stability REAL,
            difficulty REAL,
            last_ms INTEGER,
            last_day INTEGER,
            due_ms INTEGER,
            due_day INTEGER,
            interval_days INTEGER,
            reps INTEGER,
            lapses INTEGER,
            suspended INTEGER NOT NULL,
            buried_until INTEGER,
            flag INTEGER NOT NULL,
            first_day INTEGER,
            day_reviews INTEGER NOT NULL,
            last_event BLOB NOT NULL
        ) WITHOUT ROWID"""
    )
    # The index covers all that decides whether a review is due: today's are found without reading the table.
    db.execute(
        "CREATE INDEX card_due ON card (deck, due_day, last_day, interval_days, suspended, buried_until, reps)"
        " WHERE due_day IS NOT NULL"
    )
    db.execute("CREATE INDEX card_seen ON card (deck, phase) WHERE phase IS NOT NULL")
    db.execute("CREATE INDEX card_fresh ON card (card) WHERE phase IS NULL")
    db.execute("CREATE INDEX card_buried ON card (buried_until) WHERE buried_until IS NOT NULL")
    db.execute("CREATE INDEX card_steps ON card (due_ms) WHERE due_ms IS NOT NULL")
    db.execute("CREATE INDEX card_first ON card (first_day) WHERE first_day IS NOT NULL")
    db.execute("CREATE INDEX card_last ON card (last_day) WHERE last_day IS NOT NULL")


def _create_revlog(db: Database) -> None:
    db.execute(
        """CREATE TABLE revlog (
            id BLOB PRIMARY KEY,
            card TEXT NOT NULL,
            study_day INTEGER NOT NULL,
            hour INTEGER NOT NULL,
            rating INTEGER NOT NULL,
            phase INTEGER NOT NULL,
            interval_days INTEGER NOT NULL,
            days INTEGER,
            recall REAL,
            ms INTEGER NOT NULL,
            right INTEGER NOT NULL,
            belief TEXT
        ) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX revlog_rating ON revlog (rating, study_day, card) WHERE rating <> 3")
    db.execute("CREATE INDEX revlog_belief ON revlog (card, belief) WHERE belief IS NOT NULL")


@migrations()
def steps_by_deck(db: Database) -> None:
    """Steps are found by deck and without the table, as reviews are; a count that nobody read is dropped."""
    db.execute("DROP TABLE card")
    db.execute(
        """CREATE TABLE card (
            card TEXT PRIMARY KEY,
            deck TEXT NOT NULL,
            phase TEXT,
            step INTEGER,
            stability REAL,
            difficulty REAL,
            last_ms INTEGER,
            last_day INTEGER,
            due_ms INTEGER,
            due_day INTEGER,
            interval_days INTEGER,
            reps INTEGER,
            lapses INTEGER,
            suspended INTEGER NOT NULL,
            buried_until INTEGER,
            flag INTEGER NOT NULL,
            first_day INTEGER,
            last_event BLOB NOT NULL
        ) WITHOUT ROWID"""
    )
    db.execute(
        "CREATE INDEX card_due ON card (deck, due_day, last_day, interval_days, suspended, buried_until, reps)"
        " WHERE due_day IS NOT NULL"
    )
    db.execute(
        "CREATE INDEX card_steps"
        " ON card (deck, due_ms, phase, last_day, interval_days, reps, suspended, buried_until)"
        " WHERE due_ms IS NOT NULL"
    )
    db.execute("CREATE INDEX card_seen ON card (deck, phase) WHERE phase IS NOT NULL")
    db.execute("CREATE INDEX card_fresh ON card (card) WHERE phase IS NULL")
    db.execute("CREATE INDEX card_buried ON card (buried_until) WHERE buried_until IS NOT NULL")
    db.execute("CREATE INDEX card_first ON card (first_day) WHERE first_day IS NOT NULL")
    db.execute("CREATE INDEX card_last ON card (last_day) WHERE last_day IS NOT NULL")


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing, in the open transaction: each step within a savepoint, all of them or none.

    The tables derived from the log are made again. Raises ValueError when the log cannot be folded.
    """
    migrations.apply(Database(connection, recursive_triggers=False, execute_plugins=False))
    refold(connection)
