"""The keeper: a copy of a zygote that has loaded torch, left waiting for a few minutes behind a private socket.

It is forked before the zygote has seen a request, and reads none itself but who asks and what for: for each connection
it forks a zygote of its own, which serves that quiz as one that was started for it, and ends with it. So the keeper has
seen neither code nor answers, whoever was served before.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import tempfile
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Set, Tuple

from ..confine.scratch import Scratch
from ..confine.warden import Warden
from ..stamps import sources, stamps
from ..wire import Hello, pack
from . import fork_server
from .idle import IdleTask
from .keeper_socket import KeeperSocket

MAX_PACKET = 4096
LOOK_S = 5.0
"""How often the keeper looks whether it is still found and true."""
STARTER_S = 15.0
"""How long it leaves the processor to the quiz that started it, if that does not end before."""
SAY_S = 5.0
"""How long a connection may be silent before it is closed."""
MAX_SILENT = 32
"""The most silent connections."""


class Loaded(NamedTuple):
    """What a zygote has loaded and prepared, and `serve`, which serves a connection with it and returns at its end."""

    child: Any
    warden: Warden
    hello: Hello
    tasks: List[IdleTask]
    serve: Callable[..., None]


class KeptPlace:
    """Where a keeper will wait. Make it before torch is loaded, and before the warden."""

    def __init__(self, folder: str, name: str, seconds: str) -> None:
        """`folder` is the descriptor of a private folder, `name` that of the socket in it."""
        os.set_inheritable(int(folder), False)
        self.socket = KeeperSocket(int(folder), name)
        self.seconds = float(seconds)
        self.began_ns = time.time_ns()
        self.temporary = os.environ.get("TMPDIR")
        self.scratch: Optional[Scratch] = None
        with contextlib.suppress(OSError):
            self.scratch = Scratch()

    def leave_keeper(self, control: socket.socket, loaded: Loaded) -> None:
        """Fork the keeper from this process, whose connection to the quiz is `control`."""
        starter = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                control.close()
                _detach()
                loaded.warden.release()
                if self.scratch is not None:
                    self.scratch.use()
                Keeper(self, loaded, _watched(starter)).run()
            finally:
                os._exit(0)
        self.forget()

    def leave(self) -> None:
        """In a zygote of the keeper: close what is the keeper's, and write temporary files where it would have."""
        self.forget()
        tempfile.tempdir = None
        os.environ.pop("TMPDIR", None)
        if self.temporary is not None:
            os.environ["TMPDIR"] = self.temporary

    def forget(self) -> None:
        """In a process other than the keeper: close what is the keeper's."""
        self.socket.forget()
        if self.scratch is not None:
            self.scratch.close()


class Keeper:
    def __init__(self, place: KeptPlace, loaded: Loaded, starter: int) -> None:
        """`starter` is a descriptor that becomes readable when the zygote has ended; -1 for none."""
        self.place = place
        self.socket = place.socket
        self.loaded = loaded
        self.tasks = list(loaded.tasks)
        self.starter = starter
        self.since = time.monotonic()
        self.used_at = time.monotonic()
        self.look_at = self.used_at + LOOK_S
        self.rest_at = self.used_at + (STARTER_S if starter >= 0 else 0.0)
        self.clients: Set[int] = set()
        self.silent: Dict[int, Tuple[socket.socket, float]] = {}
        worker = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        self.stamps = stamps([*loaded.hello["files"], *(path for path, _, _ in sources(worker))])
        self.stopped = False
        self.wake_read, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "stopped", True))

    def run(self) -> None:
        """Wait for connections, until nobody has come for a while, or what is loaded is no longer true."""
        # What changed while it was loaded may not be what was loaded.
        if any(times and times[0] > self.place.began_ns for times in self.stamps.values()) or not self.socket.open():
            return
        try:
            while self.wanted():
                self.turn()
        finally:
            self.socket.shut()
            for pid in self.clients:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def wanted(self) -> bool:
        """Whether to go on: nobody has ended it, and somebody is served, or may come and would find what is true."""
        now = time.monotonic()
        if self.stopped:
            return False
        if now >= self.look_at:
            self.look_at = now + LOOK_S
            if not self.socket.stands() or not self.is_true():
                self.socket.shut()
        if self.clients:
            return True
        return self.socket.fd >= 0 and now < self.used_at + self.place.seconds

    def is_true(self) -> bool:
        """Whether the interpreter, its torch and the worker's own files are those that were loaded."""
        return stamps(self.stamps) == self.stamps

    def turn(self) -> None:
        """Wait for one event, or do one of the things that are left to do when nobody asks."""
        fds = [fd for fd in (self.wake_read, self.socket.fd, self.starter, *self.silent) if fd >= 0]
        ready, _, _ = select.select(fds, [], [], self.wait_s())
        now = time.monotonic()
        if self.wake_read in ready:
            os.read(self.wake_read, 4096)
            self.reap(now)
        if self.starter in ready:
            os.close(self.starter)
            self.starter, self.rest_at = -1, now
        if self.socket.fd in ready:
            connection = self.socket.accept()
            if connection is not None and len(self.silent) < MAX_SILENT:
                self.silent[connection.fileno()] = (connection, now + SAY_S)
        for fd in [fd for fd, (_, until) in self.silent.items() if fd in ready or until < now]:
            connection, _ = self.silent.pop(fd)
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError), connection:
                self.answer(connection, json.loads(connection.recv(MAX_PACKET)))
        if not ready and self.may_rest(now):
            self.tasks.pop(0).run()

    def wait_s(self) -> float:
        """How long nothing needs to be done."""
        now = time.monotonic()
        moments = [self.look_at, *(until for _, until in self.silent.values())]
        if not self.clients:
            moments.append(self.used_at + self.place.seconds)
            if self.tasks:
                moments.append(self.rest_at + self.tasks[0].after_s)
        return max(0.0, min(moments) - now)

    def may_rest(self, now: float) -> bool:
        """Whether the next task may be done: nobody else wants the processor."""
        return bool(self.tasks) and not self.clients and now >= self.rest_at + self.tasks[0].after_s

    def reap(self, now: float) -> None:
        """Forget the zygotes that have ended: this process has no other children."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, _ = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                self.clients.discard(pid)
                self.used_at = self.rest_at = now

    def answer(self, connection: socket.socket, asked: Dict[str, Any]) -> None:
        """Do what the first packet of a connection asks for."""
        if asked["do"] == "serve":
            if self.is_true():
                self.serve(connection, bool(asked["ahead"]))
            else:
                self.socket.shut()
        elif asked["do"] == "status":
            connection.send(pack(self.status()))
        elif asked["do"] == "stop":
            self.stopped = True
            self.socket.shut()
            connection.send(pack({"is": "stopped"}))

    def serve(self, connection: socket.socket, ahead: bool) -> None:
        """Fork a zygote for this connection."""
        keeper = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                fork_server.die_with_parent()
                if os.getppid() == keeper:
                    self.leave()
                    connection.setblocking(True)
                    self.loaded.serve(connection, self.loaded._replace(tasks=self.tasks), ahead=ahead)
            finally:
                os._exit(0)
        self.clients.add(pid)
        self.used_at = time.monotonic()

    def leave(self) -> None:
        """In a zygote: close what is the keeper's."""
        os.close(signal.set_wakeup_fd(-1))
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self.place.leave()
        for silent, _ in self.silent.values():
            silent.close()
        for fd in (self.wake_read, self.starter):
            if fd >= 0:
                os.close(fd)

    def status(self) -> Dict[str, Any]:
        """What runs here. `bytes` is the memory that holds no file; zygotes forked from it may share that."""
        with open("/proc/self/statm") as statm:
            fields = [int(field) for field in statm.read().split()]
        return {
            "pid": os.getpid(),
            "python": self.loaded.hello["files"][0],
            "torch": self.loaded.hello["torch"],
            "hash_seed": int(os.environ.get("PYTHONHASHSEED", "0")),
            "age_s": time.monotonic() - self.since,
            "clients": len(self.clients),
            "keep_s": self.place.seconds,
            "left_s": max(0.0, self.used_at + self.place.seconds - time.monotonic()),
            "bytes": (fields[1] - fields[2]) * os.sysconf("SC_PAGE_SIZE"),
        }


def _detach() -> None:
    """Leave the session and the files of the quiz that started this."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for target in (0, 1, 2):
        os.dup2(null, target)
    os.close(null)


def _watched(pid: int) -> int:
    """A descriptor that becomes readable when this process has ended; -1 where the system has none."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return -1
