"""The schema, as the steps that led to it. Only ever add to the end, and count them in `connection.VERSION`."""

from __future__ import annotations

import secrets
import sqlite3

from sqlite_utils import Database, Migrations

migrations = Migrations("quiz")


@migrations()
def events_and_cards(db: Database) -> None:
    db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute("INSERT INTO meta VALUES ('machine', ?)", [secrets.token_hex(4)])
    # Without a rowid the events lie in the order of their ids, which is that of time; no second index holds the ids.
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


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing, in the transaction that is open: each step within a savepoint, all of them or none."""
    migrations.apply(Database(connection, recursive_triggers=False, execute_plugins=False))
