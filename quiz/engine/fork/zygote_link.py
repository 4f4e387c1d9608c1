"""The link to one zygote and its forked children, on any event loop."""

from __future__ import annotations

import contextlib
import json
import socket
from array import array
from collections import deque
from collections.abc import Callable
from functools import partial

from quiz.engine.death import report_death
from quiz.engine.event_loop import Loop, Timer
from quiz.engine.fork.child_pipes import ChildPipes
from quiz.engine.fork.kept_engine import ANSWER_S, Connected, connected, launched
from quiz.engine.job import Job
from quiz.engine.keeping import NOT_KEPT, Keeping
from quiz.engine.launch import START_S, Launched
from quiz.engine.protocol import Reply, lost
from quiz.errors import EngineError
from quiz.worker.wire import CPU, PROTOCOL, Hello, pack

KILL_GRACE_S = 5.0
"""How long the zygote may take to report the end of a child it was told to kill before it counts as hung.

On a loaded machine, what it imports when idle takes two seconds, in which it reports nothing.
"""
MAX_PACKET = 1 << 16


class Link:
    """Starts a zygote and gives each job to a child, to a waiting spare if there is one.

    `on_hello(hello)` is called once torch is loaded; jobs given before that wait. When the zygote dies, every job in
    flight ends as LOST and `on_death(error)` is called once; a Link is not used again after that. `spares` is how
    many children wait ready for the CPU, and for the GPU if there is one: a question that finds one is spared the
    fork, and the making of a CUDA context. With `ahead` the zygote loads when idle what some cards will need.
    By `keep` a kept engine is used instead, if one waits, or one is left for the next quiz.
    """

    def __init__(
        self,
        loop: Loop,
        python: str,
        on_hello: Callable[[Hello], None],
        on_death: Callable[[EngineError], None],
        spares: int = 1,
        hash_seed: int = 0,
        ahead: bool = True,
        keep: Keeping = NOT_KEPT,
    ) -> None:
        """Raises EngineError when the interpreter cannot be started."""
        self.loop = loop
        self._launch = partial(launched, python, hash_seed, ahead, keep)
        kept = connected(python, hash_seed, ahead) if keep.use else None
        self._zygote: Connected | Launched = kept or self._launch()
        self._on_hello = on_hello
        self._on_death = on_death
        self._wanted = spares
        self._children: dict[int, ChildPipes] = {}
        self._spares: list[ChildPipes] = []
        self._devices: list[str] = [CPU]
        self._waiting: deque[tuple[int, Job, float, Callable[[Reply], None]]] = deque()
        self._by_job: dict[int, ChildPipes] = {}
        self._hello: Hello | None = None
        self._next_job = 0
        self._next_pipes = 0
        self._dead = False
        self._preloaded = self._preloading = self._importing = False
        self._begin()

    @property
    def pid(self) -> int:
        return self._hello["pid"] if self._hello is not None else self._zygote.pid

    @property
    def loading(self) -> bool:
        """Whether torch imports parts of itself that a job may be waiting for."""
        in_child = any(pipes.exchange is not None and pipes.exchange.loading for pipes in self._by_job.values())
        return in_child or self._importing

    def submit(self, job: Job, budget: float, done: Callable[[Reply], None]) -> int:
        """Run `job` in a child; `done(reply)` is called once, from the loop. Returns a number for `cancel`."""
        number = self._next_job
        self._next_job += 1
        if self._hello is None or self._preloading:
            self._waiting.append((number, job, budget, done))
        else:
            self._start(number, job, budget, done)
        return number

    def cancel(self, number: int) -> None:
        """Kill the job's child; its `done` is not called."""
        self._waiting = deque(row for row in self._waiting if row[0] != number)
        pipes = self._by_job.pop(number, None)
        if pipes is not None:
            pipes.drop()

    def preload(self) -> None:
        """Let the zygote do now what it does when idle: load what some cards import lazily. Jobs wait until it has."""
        if self._preloaded or self._preloading or self._hello is None:
            return
        self._preloading = True
        with contextlib.suppress(OSError):  # the next job notices, and reports it
            self._zygote.control.send(pack({"do": "preload"}))

    def close(self) -> None:
        """End the zygote and its children. No callback is called any more."""
        if not self._dead:
            self._dead = True
            self._start_timer.cancel()
            self.loop.remove_reader(self._zygote.control.fileno())
            for pipes in self._children.values():
                pipes.drop()
            self._children.clear()
            self._spares.clear()
            self._zygote.close()

    def fork(self, number: int, device: str, fds: list[int]) -> None:
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", fds))]
        self._zygote.control.sendmsg([pack({"do": "fork", "id": number, "device": device})], ancillary)

    def measure(self, number: int) -> None:
        with contextlib.suppress(OSError):
            self._zygote.control.send(pack({"do": "time", "id": number}))

    def kill(self, number: int) -> Timer:
        with contextlib.suppress(OSError):
            self._zygote.control.send(pack({"do": "kill", "id": number}))
        return self.loop.call_later(KILL_GRACE_S, self._die, "it hung")

    def _begin(self) -> None:
        if isinstance(self._zygote, Connected):
            self._start_timer = self.loop.call_later(ANSWER_S, self._start_own)
        else:
            self._start_timer = self.loop.call_later(START_S, self._die, "torch was not loaded after a minute")
        self.loop.add_reader(self._zygote.control.fileno(), self._on_packet)

    def _start_own(self) -> None:
        """The kept engine has ended, or hangs, before it has served anything: nobody needs to know."""
        kept = self._zygote
        try:
            self._zygote = self._launch()
        except EngineError as error:
            self._die(error.what)
            return
        self._start_timer.cancel()
        self.loop.remove_reader(kept.control.fileno())
        kept.close()
        self._begin()

    def _start(self, number: int, job: Job, budget: float, done: Callable[[Reply], None]) -> None:
        def ended(reply: Reply) -> None:
            self._by_job.pop(number, None)
            self._refill()
            done(reply)

        try:
            pipes = self._pipes_for(job.device)
        except OSError as error:
            self._die(f"no child could be made: {error.strerror}")
            done(lost("the engine died"))
            return
        self._by_job[number] = pipes
        pipes.take(job, budget, ended)

    def _pipes_for(self, device: str) -> ChildPipes:
        spare = next((pipes for pipes in self._spares if pipes.device == device), None)
        if spare is None:
            return self._fork(device)
        self._spares.remove(spare)
        return spare

    def _fork(self, device: str) -> ChildPipes:
        pipes = ChildPipes(self, self._next_pipes, device)
        self._next_pipes += 1
        self._children[pipes.number] = pipes
        return pipes

    def _refill(self) -> None:
        """Make the next spare once a job has ended: earlier, its fork would compete with the job."""
        try:
            for device in self._devices:
                waiting = sum(pipes.device == device for pipes in self._spares)
                for _ in range(waiting, 0 if self._dead else self._wanted):
                    self._spares.append(self._fork(device))
        except OSError:
            pass  # the next job notices, and reports it

    def _on_packet(self) -> None:
        try:
            data = self._zygote.control.recv(MAX_PACKET)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data and self._hello is None and isinstance(self._zygote, Connected):
            self._start_own()
            return
        if not data:
            self._die("")
            return
        message = json.loads(data)
        if message["is"] == "gone":
            pipes = self._children.pop(message["id"], None)
            if pipes is not None:
                with contextlib.suppress(ValueError):
                    self._spares.remove(pipes)
                pipes.gone(message["status"])
        elif message["is"] == "hello":
            self._greet(message)
        elif message["is"] == "time":
            pipes = self._children.get(message["id"])
            if pipes is not None:
                pipes.measured(message["cpu"], message["sleeps"])
        elif message["is"] == "preloading":
            self._importing = True
        elif message["is"] == "resting":
            self._importing = False
        elif message["is"] == "preloaded":
            self._preloaded, self._preloading, self._importing = True, False, False
            self._start_waiting()

    def _greet(self, hello: Hello) -> None:
        if hello["protocol"] != PROTOCOL:
            self._die(f"the worker speaks protocol {hello['protocol']}, this quiz {PROTOCOL}")
            return
        self._start_timer.cancel()
        self._hello = hello
        self._on_hello(hello)
        self._devices = list(dict.fromkeys((hello["devices"][0], CPU)))
        self._start_waiting()
        self._refill()

    def _start_waiting(self) -> None:
        waiting, self._waiting = self._waiting, deque()
        for row in waiting:
            self._start(*row)

    def _die(self, why: str) -> None:
        if self._dead:
            return
        self._zygote.settle()
        detail = why or self._zygote.complaint()
        orphans = [done for pipes in self._children.values() if (done := pipes.drop()) is not None]
        orphans += [done for *_, done in self._waiting]
        self._waiting.clear()
        self.close()
        report_death(self._zygote.python, detail, self._on_death, orphans)
