"""Which process has a file locked: the database or its lock file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_LOCKS = Path("/proc/locks")
_LONGEST = 120


def holder(path: Path, *, written: str = "") -> str:
    """The process that has the file locked, by pid and command; "another process" when that cannot be known.

    Read from /proc/locks (Linux). Asking the kernel by fcntl would mean opening the file and closing it again, which
    drops every lock that this process has on it. `written` is the text of a lock file ("pid command"), believed when
    the kernel says nothing and the process is alive.
    """
    holders = [pid for pid in _holders(path) if pid != os.getpid()]
    for pid in holders:
        command = _command(pid)
        return f"process {pid} ({command})" if command else f"process {pid}"
    if os.getpid() in _holders(path):
        return f"another connection of this process ({os.getpid()})"
    pid_text, _, command = written.partition(" ")
    if pid_text.isdigit() and int(pid_text) != os.getpid() and lives(int(pid_text)):
        return f"process {pid_text} ({_plain(command)})"
    return "another process"


def _holders(path: Path) -> Iterator[int]:
    """The processes that have a write lock on the database, or any lock on the lock file (FLOCK)."""
    files = {_inode(Path(f"{path}{suffix}")) for suffix in ("", "-wal", "-shm")} - {0}
    try:
        lines = _LOCKS.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        # "7: POSIX  ADVISORY  WRITE 4711 fd:00:1234 120 120"; a waiting one has "->" after its number. The device is
        # not compared: on btrfs and overlay file systems it is not the one that stat reports.
        fields = line.split()
        if len(fields) == 8 and (fields[3] == "WRITE" or fields[1] == "FLOCK") and fields[4].isdigit():
            pid, inode = int(fields[4]), fields[5].rpartition(":")[2]
            if pid > 0 and inode.isdigit() and int(inode) in files:
                yield pid


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def lives(pid: int) -> bool:
    """Whether a process with this id exists. On Windows, where asking this way would end it, always True."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _command(pid: int) -> str:
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return ""
    return _plain(raw.replace(b"\0", b" ").decode(errors="replace").strip())


def _plain(words: str) -> str:
    plain = "".join(letter if letter.isprintable() else "?" for letter in words)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
