"""Copying a database file: written whole or not at all, and verified before it counts."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from quiz.errors import NotFound, StoreError
from quiz.settings.atomic import sync
from quiz.store.connection.errors import explain
from quiz.store.connection.holder import lives
from quiz.store.connection.version import APPLICATION_ID, VERSION

_PART = ".part"
_PLACE = "Name a place that can be written to, or free some space."
_AGAIN = "Try again; the database itself is as it was."
_ANOTHER = "Name another backup: `quiz backup --list` shows those there are. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found in a verified file; `last_ms` is the time of its last event, 0 when it has none."""

    version: int
    events: int
    last_ms: int


def back_up(connection: sqlite3.Connection, target: Path, *, thorough: bool = True) -> Facts:
    """Copy the database to a new file, as it is at one moment, while others may write; the facts of the verified copy.

    The file is written whole or not at all. `thorough` reads every page and index of it again. Raises StoreError
    when it cannot be written, is not whole, or when a file with that name exists.
    """
    if not target.parent.is_dir():
        raise StoreError("the backup cannot be written: there is no such folder", where=str(target), fix=_PLACE)
    sweep(target.parent)
    part = target.with_name(f".{target.name}.{os.getpid()}{_PART}")
    with _removed(part), _in_words(target):
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # the whole file is synced below
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        facts = verify(part, thorough=thorough)
        wanted = connection.execute("SELECT count(*) FROM event").fetchone()[0]
        if facts.events > wanted:
            raise StoreError("the copy and the database differ", where=str(target), fix=_AGAIN)
        sync(part)
        if target.exists():
            raise StoreError("there is a file already", where=str(target), fix="Name another place.")
        part.rename(target)
        sync(target.parent)
    return facts


def verify(path: Path, *, thorough: bool = True, copy_of: Path | None = None) -> Facts:
    """Check a backup. Raises NotFound; StoreError when it is not a database of the quiz, too new or damaged.

    The errors name `copy_of` when `path` is only a temporary copy of it.
    """
    shown = str(copy_of or path)
    if not path.is_file():
        raise NotFound("there is no such backup", where=shown, fix="`quiz backup --list` shows those there are.")
    with (
        _in_words(copy_of or path),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy,
    ):
        ((application,),) = copy.execute("PRAGMA application_id")
        ((version,),) = copy.execute("PRAGMA user_version")
        if application != APPLICATION_ID or not version:
            raise StoreError("this is not a database of the quiz", where=shown, fix="Name another file.")
        if version > VERSION:
            fix = "Update the quiz."
            raise StoreError("this backup was written by a newer quiz", where=shown, fix=fix)
        found = copy.execute("PRAGMA integrity_check" if thorough else "PRAGMA quick_check").fetchall()
        if found != [("ok",)]:
            raise StoreError(f"this backup is damaged ({found[0][0]})", where=shown, fix=_ANOTHER)
        events, last = copy.execute("SELECT count(*), max(at_ms) FROM event").fetchone()
    return Facts(int(version), int(events), int(last or 0))


def sweep(folder: Path) -> None:
    """Delete the unfinished copies of processes that were killed while copying."""
    for part in folder.glob(f".*{_PART}*"):
        pid = part.name.partition(_PART)[0].rpartition(".")[2]
        if pid.isdigit() and not lives(int(pid)):
            part.unlink(missing_ok=True)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        explained = explain(error, path)
        raise StoreError(
            explained.what.replace("the database", "the backup"), where=explained.where, fix=_AGAIN
        ) from error
    except OSError as error:
        what = f"the backup cannot be written or read ({error.strerror})"
        raise StoreError(what, where=str(path), fix=_PLACE) from error


@contextmanager
def _removed(part: Path) -> Iterator[None]:
    """A context that removes the unfinished copy, whatever happens."""
    try:
        yield
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{part}{suffix}").unlink(missing_ok=True)
