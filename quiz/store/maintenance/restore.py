"""Restoring a backup: it replaces the database whole or not at all, and the present file is kept aside."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from quiz.errors import NotFound, StoreError
from quiz.schedule.memory import Moment
from quiz.settings.atomic import sync
from quiz.settings.paths import make_folder
from quiz.store.connection.backup_files import backups, folder_of, place, stamp
from quiz.store.connection.copy import Facts, sweep, verify
from quiz.store.connection.lock import DatabaseLock

_BESIDE = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside` is where the replaced file is; None when there was none."""

    source: Path
    facts: Facts
    aside: Path | None


def latest(database: Path, tell: Callable[[Path, StoreError], None] = lambda path, why: None) -> Path:
    """The newest backup in the folder that is whole; `tell` is called for each newer one, with what is wrong with it.

    Raises NotFound when there is no backup, StoreError when none is whole.
    """
    known = backups(database)
    if not known:
        raise NotFound("there is no backup yet", where=str(folder_of(database)), fix="`quiz backup` makes one.")
    for backup in reversed(known):
        try:
            verify(backup.path)
        except StoreError as error:
            tell(backup.path, error)
        else:
            return backup.path
    raise StoreError(
        f"none of the {len(known)} backups is whole", where=str(folder_of(database)), fix="Name a copy from elsewhere."
    )


def restore(database: Path, source: Path, now: Moment, *, busy_s: float = 5.0) -> Restored:
    """Restore a backup. Raises NotFound, StoreError when it is not whole, Locked when the database is open elsewhere.

    Whatever happens meanwhile, a power cut too, the database is afterwards the old one or the new one, whole.
    """
    make_folder(database.parent)
    lock = DatabaseLock(database)
    part = database.with_name(f".{database.name}.{os.getpid()}.part")
    try:
        lock.alone(busy_s)
        sweep(database.parent)
        _stage(source, part)
        facts = verify(part, copy_of=source)
        aside = _put_aside(database, now) if database.exists() else None
        part.replace(database)
        sync(database.parent)
    except OSError as error:
        raise StoreError(f"it cannot be put in place ({error.strerror})", where=str(database), fix=_FIX) from error
    finally:
        for suffix in ("", *_BESIDE, "-journal"):
            with suppress(OSError):
                Path(f"{part}{suffix}").unlink(missing_ok=True)
        lock.release()
    return Restored(source, facts, aside)


_FIX = "Free some space, or make the folder writable; the database is unchanged."


def _stage(source: Path, part: Path) -> None:
    """Copy a backup next to the database, as one file, synced. It may be a plain copy of a database with its log
    (-wal).
    """
    if not source.is_file():
        raise NotFound("there is no such backup", where=str(source), fix="`quiz backup --list` shows those there are.")
    shutil.copyfile(source, part)
    log = Path(f"{source}-wal")
    if log.exists():
        shutil.copyfile(log, f"{part}-wal")
    with suppress(sqlite3.Error), closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
    sync(part)


def _put_aside(database: Path, now: Moment) -> Path:
    """Make a second name for the present file, in the folder of the backups. Raises OSError."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(database, isolation_level=None)) as present:
        # The log is written into the file first: else it would be applied to the new file and ruin it.
        present.execute("PRAGMA journal_mode = DELETE")
    aside = place(database, "before-restore", stamp(now))
    try:
        os.link(database, aside)
    except OSError:  # a file system without links
        shutil.copyfile(database, aside)
        sync(aside)
    for suffix in _BESIDE:  # still there only when the file is damaged
        beside = Path(f"{database}{suffix}")
        if beside.exists():
            beside.rename(f"{aside}{suffix}")
    sync(aside.parent)
    return aside
