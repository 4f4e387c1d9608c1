"""Messages and fixes for the errors of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quiz.errors import Locked, StoreError
from quiz.store.connection.holder import holder

KEEP_ASIDE = (
    "Nothing in it was changed. `quiz restore latest` replaces it by the last backup and keeps this file aside;"
    " or move it elsewhere to start over."
)
RIGHTS = "Make the file, those next to it (-wal, -shm) and its folder writable; or set QUIZ_HOME."
_WORDS = {
    sqlite3.SQLITE_NOTADB: ("this file is not a database", KEEP_ASIDE),
    sqlite3.SQLITE_CORRUPT: ("the database is damaged", KEEP_ASIDE),
    sqlite3.SQLITE_READONLY: ("the database cannot be written to", RIGHTS),
    sqlite3.SQLITE_PERM: ("the database cannot be written to", RIGHTS),
    sqlite3.SQLITE_CANTOPEN: ("the database cannot be opened", RIGHTS),
    sqlite3.SQLITE_FULL: (
        "the disk is full",
        "Free some space, then do the last thing again; everything saved before is kept.",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk failed to read or write",
        "Check the disk and its free space; all answers saved before are in the file.",
    ),
}


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into StoreError; errors of this program itself pass unchanged."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise
    except sqlite3.Error as error:
        raise explain(error, path) from error


def explain(error: sqlite3.Error, path: Path) -> StoreError:
    """The StoreError for an error of SQLite."""
    code = primary_code(error)
    where = str(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Locked(
            f"the database is locked by {holder(path)}",
            where=where,
            fix="Wait until it is done, or close it, and try again; nothing was saved meanwhile.",
        )
    what, fix = _WORDS.get(code, (f"the database cannot be used ({error})", KEEP_ASIDE))
    if code == sqlite3.SQLITE_IOERR:
        what += f" ({error.sqlite_errorname})"
    return StoreError(what, where=where, fix=fix)


def primary_code(error: sqlite3.Error) -> int:
    """The primary code of an error; the bits above it only refine it. 0 when the error has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
