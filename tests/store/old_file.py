"""A database of an earlier version: in the first, ids were texts, and there was no log of reviews."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database
from store_scene import NOON, OPTIONS

from quiz.store.connection.migrations import migrations
from quiz.store.connection.version import APPLICATION_ID
from quiz.store.log.events import Event, new_id

NEXT = {1: "compact_ids_and_revlog", 2: "steps_by_deck"}
"""By version, the step after it."""


def write_old(path: Path, answers: int, version: int = 1) -> list[Event]:
    """Answers to ten cards, a minute apart; the events written."""
    minute = 60_000
    events = [Event(new_id(NOON - 1), "0ldfa5e1", NOON - 1, 0, 20_000, "options", "", OPTIONS.to_json())]
    for number in range(answers):
        at_ms = NOON + number * minute
        day = (at_ms - 4 * 60 * minute) // 86_400_000
        body = {"rating": 3, "suggested": 3, "verdict": "right", "text": str(number), "tries": 1}
        events.append(Event(new_id(at_ms), "0ldfa5e1", at_ms, 0, day, "review", f"a/{number % 10}", body))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        migrations.apply(Database(db), stop_before=NEXT[version])
        db.execute("UPDATE meta SET value = '0ldfa5e1'")
        db.execute("BEGIN")
        for event in events:
            as_text = (event.id, *event.to_row()[1:-1], json.dumps(event.body))
            row = as_text if version == 1 else event.to_row()
            db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        db.execute("COMMIT")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {version}")
        db.execute("PRAGMA journal_mode = WAL")
    return events
