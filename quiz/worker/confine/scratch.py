"""Scratch folders: each child has its own, which is removed when the child has ended, however that happened.

A small process, the sweeper, is forked before torch is loaded. It sleeps until a child makes a file; then it
measures the folder now and again, and tells the zygote when one is too full. It empties what children left, so that
the zygote need not; and when the zygote is gone, even killed, it removes everything and ends.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import stat
import tempfile
from typing import Dict, List, Tuple

from . import kernel

NAME = "scratch"
STOPS = "leaving files behind, filling the disk, and seeing what other questions wrote"

MAX_BYTES = 256 << 20
MAX_ENTRIES = 1000
MAX_DEPTH = 64
PERIOD_S = 0.05
"""How often a folder in use is measured: a disk takes some 100 MiB in that time."""
LAST_S = 5.0
"""How long after the zygote's end its children may take to die, before their folders are left to the system."""

_INOTIFY_INIT, _INOTIFY_ADD = {"x86_64": (294, 254), "aarch64": (26, 27)}.get(kernel.MACHINE, (-1, -1))
_IN_CREATE, _IN_CLOEXEC = 0x100, 0x80000


class Scratch:
    """The zygote's side. Make it before torch is loaded; raises OSError when no folder can be made."""

    def __init__(self) -> None:
        self._made: Dict[str, int] = {}  # folder -> the time of its last change, as of its making
        self._count = 0
        self._notify = -1
        with contextlib.suppress(OSError):
            self._notify = kernel.call(_INOTIFY_INIT, _IN_CLOEXEC) if kernel.MACHINE else -1
        orders, self._orders = os.pipe()
        self.reports, reports = os.pipe()
        if os.fork() == 0:
            try:
                _Sweeper(orders, reports, self._notify).run()
            finally:
                os._exit(0)
        os.close(orders)
        os.close(reports)
        os.set_blocking(self._orders, False)
        # The process that removes the folder makes it: the zygote may be killed at any time.
        self.base = os.read(self.reports, 4096).decode()
        if not self.base:
            raise FileNotFoundError("no temporary folder can be made")

    def use(self) -> None:
        """Have this process write its temporary files there.

        What the zygote's libraries write (torch's compiler makes a folder when imported) is then removed with it too.
        """
        os.environ["TMPDIR"] = tempfile.tempdir = self.base

    def close(self) -> None:
        """Leave it to another process that has it: once none has, it is removed."""
        for fd in (self._orders, self.reports, self._notify):
            if fd >= 0:
                os.close(fd)

    def folder(self) -> str:
        """A new folder. Raises OSError."""
        self._count += 1
        path = os.path.join(self.base, str(self._count))
        os.mkdir(path, 0o700)
        self._made[path] = os.stat(path).st_mtime_ns
        if self._notify >= 0:
            with contextlib.suppress(OSError):
                kernel.call(_INOTIFY_ADD, self._notify, os.fsencode(path) + b"\0", _IN_CREATE)
        return path

    def untouched(self, path: str) -> bool:
        """Whether nothing was ever made in this folder, so that it may serve another child."""
        return os.stat(path).st_mtime_ns == self._made[path] and not os.listdir(path)  # file times are coarse

    def take_back(self, path: str) -> None:
        """The child of this folder has ended: remove what it made."""
        self._made.pop(path, None)
        try:
            os.rmdir(path)
        except OSError:
            with contextlib.suppress(OSError):  # a sweeper that lags behind will find it
                os.write(self._orders, os.path.basename(path).encode() + b"\n")

    def overfull(self) -> List[str]:
        """The folders that are too full; call this when `reports` can be read."""
        names = os.read(self.reports, 4096).decode().split()
        if not names:  # somebody has ended the sweeper: a pipe at its end would be readable for ever
            silent, self._silence = os.pipe()
            os.dup2(silent, self.reports)
        return [os.path.join(self.base, name) for name in names]


class _Sweeper:
    def __init__(self, orders: int, reports: int, notify: int) -> None:
        self.orders, self.reports, self.notify = kernel.keep_only(orders, reports, notify)
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN)

    def run(self) -> None:
        self.base = tempfile.mkdtemp(prefix="quiz-")
        try:
            os.write(self.reports, self.base.encode())
            self.watch()
        finally:
            self.leave()

    def watch(self) -> None:
        """Work until the zygote is gone."""
        waiting = [fd for fd in (self.orders, self.notify) if fd >= 0]
        busy = False
        while True:
            # Without inotify there is no event to wake it.
            ready, _, _ = select.select(waiting, [], [], PERIOD_S if busy or self.notify < 0 else None)
            if self.notify in ready:
                os.read(self.notify, 1 << 16)
                busy = True
            if self.orders in ready:
                names = os.read(self.orders, 4096).decode()
                if not names:
                    break
                for name in names.split():
                    with contextlib.suppress(OSError):
                        remove(os.path.join(self.base, name))
            busy = busy and self.look()

    def look(self) -> bool:
        """Report the folders that are too full; whether any has something in it."""
        used = False
        for name in filter(str.isdigit, os.listdir(self.base)):
            entries, size = measure(os.path.join(self.base, name))
            used = used or entries > 0
            if entries > MAX_ENTRIES or size > MAX_BYTES:
                os.write(self.reports, name.encode() + b"\n")
        return used

    def leave(self) -> None:
        for _ in range(int(LAST_S / PERIOD_S)):
            with contextlib.suppress(OSError):
                remove(self.base)
            if not os.path.exists(self.base):
                return
            select.select([], [], [], PERIOD_S)


def measure(folder: str) -> Tuple[int, int]:
    """The number of entries below a folder, and their bytes on the disk; counting stops beyond MAX_ENTRIES.

    A folder that cannot be read, or is deeper than MAX_DEPTH, counts as too full: nobody makes that by mistake.
    """
    entries = size = 0
    folders = [(folder, 0)]
    while folders and entries <= MAX_ENTRIES:
        path, depth = folders.pop()
        if depth > MAX_DEPTH:
            return MAX_ENTRIES + 1, size
        try:
            with os.scandir(path) as rows:
                for row in rows:
                    entries += 1
                    about = row.stat(follow_symlinks=False)
                    size += about.st_blocks * 512
                    if stat.S_ISDIR(about.st_mode):
                        folders.append((row.path, depth + 1))
                    if entries > MAX_ENTRIES:
                        break
        except FileNotFoundError:
            continue  # removed since it was listed
        except OSError:
            return MAX_ENTRIES + 1, size
    return entries, size


def remove(folder: str) -> None:
    """Remove a folder and everything below, however deep or protected, following no link. Raises OSError."""
    top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        token = os.urandom(8).hex()
        lifted = 0
        while True:
            names = os.listdir(top)
            if not names:
                break
            for name in names:
                lifted = _dissolve(top, name, token, lifted)
    finally:
        os.close(top)
    os.rmdir(folder)


def _dissolve(top: int, name: str, token: str, lifted: int) -> int:
    """Remove an entry of `top`; its subfolders move up, so that no path grows long."""
    try:
        os.unlink(name, dir_fd=top)
        return lifted
    except IsADirectoryError:
        os.chmod(name, 0o700, dir_fd=top)
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        for below in os.listdir(inner):
            try:
                os.unlink(below, dir_fd=inner)
            except IsADirectoryError:
                os.chmod(below, 0o700, dir_fd=inner)  # moving a folder writes in it
                lifted += 1
                os.rename(below, f"{token}-{lifted}", src_dir_fd=inner, dst_dir_fd=top)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)
    return lifted
