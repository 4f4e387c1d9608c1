"""An engine of an unprivileged user, one of root, and a witness that sees what a child does outside of itself."""

from __future__ import annotations

import contextlib
import os
import shlex
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import quiz
from quiz.engine.client import Engine
from quiz.engine.job import Job, Task
from quiz.engine.keeping import NOT_KEPT, Keeping
from quiz.engine.protocol import Ended, Reply

NOBODY = 65534
ROOT = os.geteuid() == 0
USERS = ("nobody", "root") if ROOT else ("self",)
NAME = "quiz-hostile"
"""Begins the name of everything that a snippet tries to make."""
SECRET = "the-learners-own-secret"
_CHECKOUT = Path(quiz.__file__).resolve().parent.parent
SETTLE_S = 20.0
"""How long what a child leaves behind may take to go: the machine is shared."""


def interpreter(folder: Path, user: str) -> str:
    """A program that is this Python, run as `user`."""
    if user != "nobody":
        return sys.executable
    paths = [str(path) for path in (Path(sys.base_prefix).resolve(), Path(sys.prefix), _CHECKOUT)]
    real, helper = str(Path(sys.executable).resolve()), str(Path(__file__).parent / "as_nobody.py")
    words = shlex.join([real, "-IS", helper, str(NOBODY), sys.executable, *paths, "--"])
    wrapper = folder / "python-as-nobody"
    wrapper.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    wrapper.chmod(0o755)
    return str(wrapper)


NEXT_MS = 2000
"""Far above the 100 ms that a quiet machine keeps: tests share theirs. The figure itself is printed (-s)."""
STEADY_S = 20.0
"""How long an engine may take, on a busy machine, to load what it loads when nobody asks."""


class World:
    """What there is to be reached from a child, and whether any of it was."""

    def __init__(self, folder: Path, user: str) -> None:
        self.user = user
        self.token = f"{NAME}-{os.getpid()}-{user}"
        self.outside = folder / "outside"
        self.scratch = folder / "scratch"
        for path in (self.outside, self.scratch):
            path.mkdir(exist_ok=True)
            path.chmod(0o777)
        (self.outside / "secret.txt").write_text(SECRET)
        (self.outside / "secret.txt").chmod(0o666)
        (self.outside / "sub").mkdir()
        (self.outside / "sub").chmod(0o777)
        if user == "nobody":
            os.chown(self.outside / "secret.txt", NOBODY, NOBODY)  # its own file: chmod would be its right
        self.reached: list[str] = []
        self._sockets: list[socket.socket] = []
        self.places = {
            "AGENT": self._listen(str(self.outside / "agent.sock"), socket.SOCK_STREAM),
            "BUS": self._listen(str(self.outside / "bus.sock"), socket.SOCK_STREAM),
            "JOURNAL": self._listen(str(self.outside / "journal.sock"), socket.SOCK_DGRAM),
            "ABSTRACT": self._listen("\0" + self.token, socket.SOCK_STREAM),
            "TCP": self._listen(("127.0.0.1", 0), socket.SOCK_STREAM),
            "UDP": self._listen(("127.0.0.1", 0), socket.SOCK_DGRAM),
            "OUT": str(self.outside),
            "NAME": NAME,
            "DECK": str(next(_CHECKOUT.glob("decks/*.yaml"))),
        }
        for name in ("agent.sock", "bus.sock", "journal.sock"):
            (self.outside / name).chmod(0o777)

    def close(self) -> None:
        for listening in self._sockets:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits on it
            listening.close()

    def snapshot(self, zygote: int) -> dict[str, Any]:
        """Everything outside of the child that it could have changed."""
        files = {}
        for path in (self.outside, *sorted(self.outside.rglob("*"))):
            about = path.lstat()
            # Listening leaves a file's times alone, reading changes atime only: neither is writing.
            files[path.name] = (about.st_mode, about.st_uid, about.st_size, about.st_mtime_ns, about.st_nlink)
        limits = _read(zygote, "limits")
        return {
            "files": files,
            "secret": (self.outside / "secret.txt").read_text(),
            "strays": sorted(str(path) for root in _SHARED for path in Path(root).glob(NAME + "*")),
            "memory": _system_v(),
            "reached": list(self.reached),
            "zygote": (limits, os.getpriority(os.PRIO_PROCESS, zygote), os.sched_getaffinity(zygote), _state(zygote)),
        }

    def processes(self, zygote: int) -> set[int]:
        """The zygote, all that descends from it, and orphans that were forked from it or from another."""
        parents, names = {}, {}
        for pid in _pids():
            fields = _read(pid, "stat").rpartition(b")")[2].split()
            if fields:
                parents[pid], names[pid] = int(fields[1]), _read(pid, "cmdline")
        ours = {zygote}
        while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
            ours |= more
        return ours | {pid for pid, parent in parents.items() if parent == 1 and names[pid] == names.get(zygote)}

    def left_behind(self) -> list[str]:
        """What lies in the folders of children that have ended. A spare's own is empty."""
        # A generator would stumble over a folder that goes while it looks.
        return [inside for top in _names(self.scratch) for own in _names(top) for inside in _names(own)]

    def _listen(self, address: Any, kind: int) -> Any:
        family = socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX
        listening = socket.socket(family, kind)
        listening.bind(address)
        if kind == socket.SOCK_STREAM:
            listening.listen(8)
        self._sockets.append(listening)
        threading.Thread(target=self._notice, args=(listening,), daemon=True).start()
        name = listening.getsockname()
        return name[1] if isinstance(name, tuple) else self.token if isinstance(name, bytes) else name

    def _notice(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                if listening.type == socket.SOCK_STREAM:
                    listening.accept()[0].close()
                elif not listening.recv(100):
                    return
                self.reached.append(str(listening.getsockname()))


_SHARED = ("/tmp", "/var/tmp", "/dev/shm", "/")


def _names(folder: Path | str) -> list[str]:
    try:
        return [os.path.join(folder, name) for name in os.listdir(folder)]  # noqa: PTH118, PTH208
    except OSError:
        return []


def _pids() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _state(pid: int) -> str:
    state = _read(pid, "stat").rpartition(b")")[2].split()[:1]
    # Whether it sleeps or runs is chance; that it is stopped, traced or dead is not.
    return "alive" if state and state[0] in (b"S", b"R", b"D") else repr(state)


def _system_v() -> list[str]:
    return [
        line for kind in ("shm", "sem", "msg") for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
    ]


class Scene:
    """An engine, the world around it, and how a snippet is run in it."""

    def __init__(self, folder: Path, user: str, monkeypatch: Any, keep: Keeping = NOT_KEPT) -> None:
        """By `keep`, a kept engine serves it: there is one for the temporary folder `folder`/scratch."""
        self.world = World(folder, user)
        monkeypatch.setenv("TMPDIR", str(self.world.scratch))
        self.engine = Engine(interpreter(folder, user), keep=keep)
        self.hello = self.engine.start()
        self.run("1")
        self._steady()
        self.zygote = self.engine.zygote_pid
        self.calm = self._usual()
        self.next_ms: list[float] = []

    def _usual(self) -> int:
        """How many processes there are when nothing is asked, the spare among them, as most of many looks have it."""
        counts = []
        for _ in range(40):
            self.engine.idle(0.03)
            counts.append(len(self.world.processes(self.zygote)))
        # With the spare, which may be on its way at any one look; of zygote, forker and spare there are never fewer.
        return max(sorted(counts)[len(counts) // 2], 3 + (self.world.user == "nobody"))

    def close(self) -> None:
        self.engine.__exit__()
        self.world.close()
        deadline = time.monotonic() + SETTLE_S
        while _names(self.world.scratch):
            assert time.monotonic() < deadline, "the engine has left files behind"
            time.sleep(0.01)

    def run(self, code: str, budget: float = 5.0, setup: str = "import torch") -> Reply:
        for name, place in self.world.places.items():
            code = code.replace(f"${name}", str(place))
        task = Task(name="truth", code=code)
        job = Job(setup=setup, seed=1, tasks=(task,))
        return self.engine.run(job, budget)

    def _steady(self) -> None:
        """Wait until what is loaded in idle time is loaded, and a spare waits."""
        deadline = time.monotonic() + STEADY_S
        self.engine.idle(0.8)
        while self.run("1").ms > 300:
            if time.monotonic() > deadline:
                break
            self.engine.idle(0.3)
        self.engine.idle(0.3)

    def hold(self, before: object) -> None:
        """What must be so after every snippet."""
        assert self.next_answered() < NEXT_MS
        assert self.settled(), (self.world.processes(self.zygote), self.world.left_behind())
        assert self.engine.zygote_pid == self.zygote
        assert self.world.snapshot(self.zygote) == before

    def next_answered(self) -> float:
        """Milliseconds until the question after this one is answered, rightly."""
        began = time.monotonic()
        reply = self.run("1 + 1")
        self.next_ms.append((time.monotonic() - began) * 1000)
        assert reply.status is Ended.DONE, reply
        return self.next_ms[-1]

    def settled(self) -> bool:
        """Whether in a while no process and no file is left of the children that have ended."""
        deadline = time.monotonic() + SETTLE_S
        while time.monotonic() < deadline:
            if len(self.world.processes(self.engine.zygote_pid)) <= self.calm and not self.world.left_behind():
                return True
            self.engine.idle(0.01)
        return False
