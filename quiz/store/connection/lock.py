"""The lock beside the database: held in common while it is open, alone while it is migrated or replaced.

SQLite's own locks order what is written; they cannot keep a process from having the file open while another puts a new
one in its place. The kernel drops these locks when a process ends, however it ends, so none is ever stale.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from quiz.errors import Locked
from quiz.store.connection.holder import holder

try:
    import fcntl
except ImportError:  # Windows: an open file cannot be replaced there anyhow
    fcntl = None  # type: ignore[assignment]

_RETRY_S = 0.02
_LONGEST = 500


class DatabaseLock:
    """One process's hold on `<database>.lock`. The file stays; what is written in it tells who held it alone last."""

    def __init__(self, database: Path) -> None:
        """Raises OSError where the file cannot be made."""
        self.path = Path(f"{database}.lock")
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)

    def share(self, busy_s: float) -> None:
        """Hold it with others. Raises Locked where one holds it alone for longer than `busy_s` seconds."""
        deadline = time.monotonic() + busy_s
        while not self._try(alone=False):
            if time.monotonic() >= deadline:
                raise self._locked("is at work on")
            time.sleep(_RETRY_S)

    def alone(self, busy_s: float) -> None:
        """Hold it alone. Raises Locked where others hold it for longer than `busy_s` s; then nothing is held."""
        deadline = time.monotonic() + busy_s
        while not self.try_alone():
            if time.monotonic() >= deadline:
                raise self._locked("has open")
            time.sleep(_RETRY_S)

    def try_alone(self) -> bool:
        """The same, now or not at all; a hold in common is given up in either case."""
        if not self._try(alone=True):
            return False
        told = f"{os.getpid()} {' '.join(sys.argv)}".encode(errors="replace")[:_LONGEST]
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, told, 0)
        return True

    def release(self) -> None:
        """May be called again."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _try(self, *, alone: bool) -> bool:
        if fcntl is None:
            return True
        try:
            fcntl.flock(self._file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _locked(self, does: str) -> Locked:
        who = holder(self.path, told=self._told())
        return Locked(
            f"{who} {does} the database",
            where=str(self.path).removesuffix(".lock"),
            fix="Wait until it is done, or close it, and try again; nothing was changed.",
        )

    def _told(self) -> str:
        return os.pread(self._file, _LONGEST, 0).decode(errors="replace")
