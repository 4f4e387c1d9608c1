"""The lock file next to the database: shared while the database is open, exclusive while it is migrated or replaced.

SQLite's locks order writes; they cannot keep a process from having the file open while another replaces it. The
system drops these locks when a process ends, however it ends, so none is ever stale.

Where flock exists it is called as portalocker calls it: importing portalocker takes longer than opening the
database. Elsewhere (Windows) portalocker locks.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from quiz.errors import Locked
from quiz.store.connection.holder import holder

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_RETRY_S = 0.02
_LONGEST = 500


class DatabaseLock:
    """One process's lock on `<database>.lock`. The file stays; its text says who last had the exclusive lock."""

    def __init__(self, database: Path) -> None:
        """Raises OSError when the file cannot be made."""
        self.path = Path(f"{database}.lock")
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        self._is_locked = False

    def share(self, busy_s: float) -> None:
        """Take the shared lock. Raises Locked when another process has the exclusive lock for longer than `busy_s`
        seconds.
        """
        self._wait(lambda: self._try(alone=False), busy_s, "is at work on")

    def alone(self, busy_s: float) -> None:
        """Take the exclusive lock. Raises Locked when others have the lock for longer than `busy_s` s; then none is
        taken.
        """
        self._wait(self.try_alone, busy_s, "has open")

    def try_alone(self) -> bool:
        """Take the exclusive lock if it is free now; a shared lock is released in either case."""
        if not self._try(alone=True):
            return False
        text = f"{os.getpid()} {' '.join(sys.argv)}".encode(errors="replace")[:_LONGEST]
        os.ftruncate(self._file, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, text)
        return True

    def release(self) -> None:
        """Release the lock. May be called again."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _wait(self, attempt: Callable[[], bool], busy_s: float, does: str) -> None:
        deadline = time.monotonic() + busy_s
        while not attempt():
            if time.monotonic() >= deadline:
                raise self._locked(does)
            time.sleep(_RETRY_S)

    def _try(self, *, alone: bool) -> bool:
        self._is_locked = self._flock(alone=alone) if fcntl is not None else self._portalock(alone=alone)
        return self._is_locked

    def _flock(self, *, alone: bool) -> bool:
        try:
            fcntl.flock(self._file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _portalock(self, *, alone: bool) -> bool:
        import portalocker

        if self._is_locked:  # on Windows one kind of lock is not turned into the other
            portalocker.unlock(self._file)
        flags = portalocker.LOCK_EX if alone else portalocker.LOCK_SH
        try:
            portalocker.lock(self._file, flags | portalocker.LOCK_NB)
        except portalocker.AlreadyLocked:
            return False
        return True

    def _locked(self, does: str) -> Locked:
        who = holder(self.path, written=self._written())
        return Locked(
            f"{who} {does} the database",
            where=str(self.path).removesuffix(".lock"),
            fix="Wait until it is done, or close it, and try again; nothing was changed.",
        )

    def _written(self) -> str:
        """What the last process with the exclusive lock wrote; "" when it cannot be read while that process has it."""
        try:
            os.lseek(self._file, 0, os.SEEK_SET)
            return os.read(self._file, _LONGEST).decode(errors="replace")
        except OSError:
            return ""
