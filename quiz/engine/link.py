"""One zygote and the children in flight, on any loop that has readers, writers and timers."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from array import array
from collections import deque
from collections.abc import Callable

from quiz.engine.launch import Launched
from quiz.engine.protocol import Exchange, Reply
from quiz.engine.reactor import Loop, Timer
from quiz.errors import EngineError
from quiz.worker.wire import PROTOCOL, Hello, Job, pack

START_S = 60.0
"""How long torch may take to load: a cold disk needs most of it."""
KILL_GRACE_S = 2.0
"""How long the zygote may take to report a child it was told to kill before it is held for hung."""
READ = 1 << 16


class Link:
    """Starts a zygote and gives each job to a child of its own.

    `on_hello(hello)` is called once torch is loaded; jobs given before that wait. When the zygote dies, every job in
    flight ends as LOST and `on_death(error)` is called once; a Link is not used again after that.
    """

    def __init__(
        self, loop: Loop, python: str, on_hello: Callable[[Hello], None], on_death: Callable[[EngineError], None]
    ) -> None:
        """Raises EngineError when the interpreter cannot be started."""
        self._loop = loop
        self._launched = Launched(python)
        self._on_hello = on_hello
        self._on_death = on_death
        self._runs: dict[int, _Run] = {}
        self._waiting: deque[tuple[int, Job, float, Callable[[Reply], None]]] = deque()
        self._hello: Hello | None = None
        self._next = 0
        self._dead = False
        self._start_timer = loop.call_later(START_S, self._die, "torch was not loaded after a minute")
        loop.add_reader(self._launched.control.fileno(), self._on_packet)

    @property
    def pid(self) -> int:
        return self._launched.process.pid

    def submit(self, job: Job, budget: float, done: Callable[[Reply], None]) -> int:
        """Run `job` in a child; `done(reply)` is called once, from the loop. Returns a number for `cancel`."""
        number = self._next
        self._next += 1
        if self._hello is None:
            self._waiting.append((number, job, budget, done))
        else:
            self._start(number, job, budget, done)
        return number

    def cancel(self, number: int) -> None:
        """Kill the job's child; its `done` is not called."""
        self._waiting = deque(row for row in self._waiting if row[0] != number)
        run = self._runs.get(number)
        if run is not None:
            run.finish(silently=True)

    def close(self) -> None:
        """End the zygote and its children. No callback is called any more."""
        if not self._dead:
            self._dead = True
            self._start_timer.cancel()
            self._loop.remove_reader(self._launched.control.fileno())
            for run in list(self._runs.values()):
                run.finish(silently=True)
            self._runs.clear()
            self._launched.close()

    def _start(self, number: int, job: Job, budget: float, done: Callable[[Reply], None]) -> None:
        try:
            self._runs[number] = _Run(self, number, job, budget, done)
        except (OSError, BrokenPipeError) as error:
            self._die(f"no child could be made: {error.strerror}")
            done(_lost(f"the engine died: {error.strerror}"))

    def _on_packet(self) -> None:
        try:
            data = self._launched.control.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._die("")
            return
        message = json.loads(data)
        if message["is"] == "gone":
            run = self._runs.pop(message["id"], None)
            if run is not None:
                run.gone(message["status"])
        elif message["is"] == "hello":
            self._greet(message)

    def _greet(self, hello: Hello) -> None:
        if hello["protocol"] != PROTOCOL:
            self._die(f"the worker speaks protocol {hello['protocol']}, this quiz {PROTOCOL}")
            return
        self._start_timer.cancel()
        self._hello = hello
        self._on_hello(hello)
        while self._waiting:
            self._start(*self._waiting.popleft())

    def _die(self, why: str) -> None:
        if self._dead:
            return
        # Between the closed socket and the end of the process lies its last word.
        with contextlib.suppress(Exception):
            self._launched.process.wait(timeout=0.5)
        detail = why or self._launched.complaint()
        runs = list(self._runs.values())
        orphans = [run.done for run in runs] + [done for *_, done in self._waiting]
        self._waiting.clear()
        self.close()
        self._on_death(
            EngineError(
                f"torch could not be run by {self._launched.python}: {detail}",
                mend="Check that this interpreter has torch: python -c 'import torch'.",
            )
        )
        for done in orphans:
            done(_lost("the engine died"))

    # What a run needs of its link.

    @property
    def loop(self) -> Loop:
        return self._loop

    def fork(self, number: int, fds: list[int]) -> None:
        socket_fds = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", fds))]
        self._launched.control.sendmsg([pack({"do": "fork", "id": number})], socket_fds)

    def kill(self, number: int) -> Timer:
        with contextlib.suppress(OSError):
            self._launched.control.send(pack({"do": "kill", "id": number}))
        return self._loop.call_later(KILL_GRACE_S, self._die, "it hung")


def _lost(detail: str) -> Reply:
    exchange = Exchange(Job(setup="", seed=0, first=0, attempts=0, draw=[], require="", tasks=[]), 0, time.monotonic())
    exchange.lost(detail, exchange.began)
    assert exchange.reply is not None
    return exchange.reply


class _Run:
    """The pipes of one child. It is over when the zygote has reported the child's end."""

    def __init__(self, link: Link, number: int, job: Job, budget: float, done: Callable[[Reply], None]) -> None:
        self.link, self.number, self.done = link, number, done
        loop = link.loop
        job_read, self.job_fd = os.pipe()
        self.result_fd, result_write = os.pipe()
        self.log_fd, log_write = os.pipe()
        theirs = [job_read, result_write, log_write]
        self.exchange = Exchange(job, budget, loop.time())
        self.grace: Timer | None = None
        self.open = {self.job_fd, self.result_fd, self.log_fd}
        try:
            link.fork(number, theirs)
        except OSError:
            for fd in self.open:
                os.close(fd)
            raise
        finally:
            for fd in theirs:
                os.close(fd)
        for fd in self.open:
            os.set_blocking(fd, False)
        self.timer = loop.call_later(budget, self._overdue)
        loop.add_writer(self.job_fd, self._on_writable)
        loop.add_reader(self.result_fd, self._on_result)
        loop.add_reader(self.log_fd, self._on_log)

    def _on_writable(self) -> None:
        try:
            self.exchange.sent(os.write(self.job_fd, self.exchange.outgoing))
        except BlockingIOError:
            return
        except BrokenPipeError:
            self.exchange.sent(len(self.exchange.outgoing))
        if not self.exchange.outgoing:
            self._close(self.job_fd)

    def _on_result(self) -> None:
        data = self._read(self.result_fd)
        if data:
            self.exchange.received(data, self.link.loop.time())
        self._look()

    def _on_log(self) -> None:
        data = self._read(self.log_fd)
        if data:
            self.exchange.logged(data, self.link.loop.time())
        self._look()

    def _overdue(self) -> None:
        self.exchange.tick(self.link.loop.time() + 1e-3)
        self._look()

    def _read(self, fd: int) -> bytes:
        """What there is; at the end of the pipe the descriptor is closed."""
        try:
            data = os.read(fd, READ)
        except BlockingIOError:
            return b""
        if not data:
            self._close(fd)
        return data

    def gone(self, status: int) -> None:
        """The child has ended: what it sent before is still in the pipes."""
        if self.grace is not None:
            self.grace.cancel()
        for fd, take in ((self.log_fd, self.exchange.logged), (self.result_fd, self.exchange.received)):
            while fd in self.open and self.exchange.reply is None:
                data = self._read(fd)
                if not data:
                    break
                take(data, self.link.loop.time())
        self.exchange.gone(status, self.link.loop.time())
        self.finish()

    def _look(self) -> None:
        if self.exchange.must_die and self.open:
            # A log written before the result may still lie in its pipe.
            while self.log_fd in self.open:
                data = self._read(self.log_fd)
                if not data:
                    break
                self.exchange.logged(data, self.link.loop.time())
            self.finish()

    def finish(self, silently: bool = False) -> None:
        """Close everything, see to it that the child ends, and tell the caller."""
        if not self.open and not self.timer:
            return
        self.timer.cancel()
        for fd in list(self.open):
            self._close(fd)
        if self.number in self.link._runs and self.grace is None:
            self.grace = self.link.kill(self.number)
        if silently:
            self.done = _nobody
        self.tell()

    def tell(self) -> None:
        done, self.done = self.done, _nobody
        if self.exchange.reply is not None:
            done(self.exchange.reply)

    def _close(self, fd: int) -> None:
        if fd in self.open:
            self.open.discard(fd)
            (self.link.loop.remove_writer if fd == self.job_fd else self.link.loop.remove_reader)(fd)
            os.close(fd)


def _nobody(reply: Reply) -> None:
    """The caller has been told, or has lost interest."""
