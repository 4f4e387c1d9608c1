"""Opening a connection: the file is checked, migrated if it is old, and set to durable writes."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from quiz.errors import QuizError, StoreError
from quiz.schedule.memory import Moment
from quiz.settings.paths import make_folder
from quiz.store.connection.errors import KEEP_ASIDE, RIGHTS, primary_code, translate_errors
from quiz.store.connection.lock import DatabaseLock
from quiz.store.connection.version import APPLICATION_ID, VERSION

_RETRY_S = 0.01
_TURN_S = (0.0005, 0.003)


class Opened(NamedTuple):
    """A connection in autocommit mode, and the shared lock on the database that it needs."""

    connection: sqlite3.Connection
    lock: DatabaseLock

    def close(self) -> None:
        """Close the connection, then release the lock."""
        self.connection.close()
        self.lock.release()


def connect(path: Path, busy_s: float, now: Callable[[], Moment]) -> Opened:
    """Open a database of the present version; a missing file or folder is created, an older one backed up and migrated.

    `now` dates the backup that is made before a migration. Raises StoreError when the file is not a database, not
    the quiz's, of a newer version, damaged or not writable, and Locked when others have it locked for longer than
    `busy_s` seconds. None of these changes the file.
    """
    _look(path)
    lock = _lock(path)
    try:
        lock.share(busy_s)
        with translate_errors(path):
            connection = _opened(path, busy_s)
            if _is_old(connection, path):
                # While this process waits for the exclusive lock, others may replace the file.
                connection.close()
                _alone(path, lock, busy_s)
                connection = _opened(path, busy_s)
            try:
                _prepare(connection, path, busy_s, now)
                lock.share(busy_s)
            except BaseException:
                connection.close()
                raise
    except BaseException:
        lock.release()
        raise
    return Opened(connection, lock)


def _opened(path: Path, busy_s: float) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=busy_s, isolation_level=None)


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """One transaction, all or nothing, with no other writer meanwhile. When it ends without an error, it is on the
    disk.
    """
    with translate_errors(path):
        try:
            _begin(connection)
            yield
            connection.execute("COMMIT")
        except BaseException:
            # Some errors, such as a full disk, have already ended the transaction.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _begin(connection: sqlite3.Connection) -> None:
    """Wait for the write lock, for as long as the connection's busy_timeout says.

    SQLite itself retries ever more seldom, up to a tenth of a second: against busy writers it would keep missing its
    turn.
    """
    ((busy_ms,),) = connection.execute("PRAGMA busy_timeout")
    deadline = time.monotonic() + busy_ms / 1000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                    raise
            time.sleep(random.uniform(*_TURN_S))
    finally:
        connection.execute(f"PRAGMA busy_timeout = {busy_ms}")


def _look(path: Path) -> None:
    """Find out from the file system what SQLite would report later or not at all."""
    try:
        make_folder(path.parent)
    except QuizError as error:
        raise StoreError(error.what, where=error.where, fix=error.fix) from error
    if path.exists() and not path.is_file():
        raise StoreError("the database is not a file", where=str(path), fix="Move it elsewhere, or set QUIZ_HOME.")
    effective = os.access in os.supports_effective_ids
    wanted = [path.parent, *(Path(f"{path}{suffix}") for suffix in ("", "-wal", "-shm"))]
    for place in wanted:
        if place.exists() and not os.access(place, os.R_OK | os.W_OK, effective_ids=effective):
            raise StoreError("it cannot be written to", where=str(place), fix=RIGHTS)


def _lock(path: Path) -> DatabaseLock:
    try:
        return DatabaseLock(path)
    except OSError as error:
        raise StoreError(
            f"the lock beside it cannot be made ({error.strerror})", where=str(path), fix=RIGHTS
        ) from error


def _prepare(connection: sqlite3.Connection, path: Path, busy_s: float, now: Callable[[], Moment]) -> None:
    version = _version(connection, path)
    _write_ahead(connection, busy_s)
    connection.execute("PRAGMA synchronous = FULL")
    if version < VERSION:
        _migrate(connection, path, now)


def _is_old(connection: sqlite3.Connection, path: Path) -> bool:
    try:
        return 0 < _version(connection, path) < VERSION
    except BaseException:
        connection.close()
        raise


def _alone(path: Path, lock: DatabaseLock, busy_s: float) -> None:
    """Lock the file exclusively, or share it if another process has migrated it meanwhile. Raises Locked.

    A connection opened before must not be used after: for a moment the file was not locked at all.
    """
    deadline = time.monotonic() + busy_s
    while not lock.try_alone():
        if time.monotonic() >= deadline:
            lock.alone(0)
            return
        time.sleep(_RETRY_S)
        lock.share(busy_s)
        with closing(_opened(path, busy_s)) as connection:
            if not _is_old(connection, path):
                return


def _migrate(connection: sqlite3.Connection, path: Path, now: Callable[[], Moment]) -> None:
    """In one transaction; a file with content is backed up first, and the backup is verified."""
    version = _version(connection, path)
    if version:
        from quiz.store.connection.backup_files import place, stamp
        from quiz.store.connection.copy import back_up

        back_up(connection, place(path, f"before-version-{VERSION}", stamp(now())))
    with transaction(connection, path):
        # Another process may have made the tables while this one waited for the lock.
        if _version(connection, path) < VERSION:
            from quiz.store.connection.migrations import migrate

            try:
                migrate(connection)
            except (ValueError, TypeError, KeyError) as error:
                what = f"the database contains something that cannot be read ({error})"
                raise StoreError(what, where=str(path), fix=KEEP_ASIDE) from error
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """How many migrations the file has had; 0 for an empty one."""
    # One statement, so that what another process does meanwhile is seen whole or not at all.
    version, application, tables = connection.execute(
        "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master)"
        " FROM pragma_user_version, pragma_application_id"
    ).fetchone()
    if application != APPLICATION_ID and (application or version or tables):
        raise StoreError("this database is not the quiz's", where=str(path), fix=KEEP_ASIDE)
    if version > VERSION:
        raise StoreError(
            f"this database was written by a newer quiz (its version is {version}, this quiz knows {VERSION})",
            where=str(path),
            fix="Update the quiz. Nothing in the file was changed.",
        )
    return int(version)


def _write_ahead(connection: sqlite3.Connection, busy_s: float) -> None:
    # Two processes that open a fresh file at once: for this change SQLite does not wait by itself.
    deadline = time.monotonic() + busy_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
        time.sleep(_RETRY_S)
