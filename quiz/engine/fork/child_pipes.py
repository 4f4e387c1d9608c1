"""One forked child and its pipes, made before its one job is known, so that a spare waits ready."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

from quiz.engine.event_loop import Loop, Timer
from quiz.engine.job import Job
from quiz.engine.protocol import Exchange, Reply
from quiz.worker.wire import CPU

READ = 1 << 16


class ChildOwner(Protocol):
    """What a child needs of the link that made it."""

    @property
    def loop(self) -> Loop: ...

    def fork(self, number: int, device: str, fds: list[int]) -> None:
        """Give the child's three pipe ends (job, result, log) to the zygote. Raises OSError."""

    def measure(self, number: int) -> None:
        """Have the time that the child has taken measured: `measured` is called, unless it has ended."""

    def kill(self, number: int) -> Timer:
        """Have the child killed; the timer returned fires when the zygote does not report its end."""


class ChildPipes:
    """One child, from its fork to its end, which is when the zygote has reported it (`gone`)."""

    def __init__(self, owner: ChildOwner, number: int, device: str) -> None:
        """Raises OSError when there are no more descriptors, or the zygote is gone."""
        self.number = number
        self.device = device
        self.exchange: Exchange | None = None
        self._owner = owner
        self._done: Callable[[Reply], None] | None = None
        self._timer: Timer | None = None
        self._grace: Timer | None = None
        job_read, self._job_fd = os.pipe()
        self._result_fd, result_write = os.pipe()
        self._log_fd, log_write = os.pipe()
        child_ends = [job_read, result_write, log_write]
        self._open = {self._job_fd, self._result_fd, self._log_fd}
        self._watched: set[int] = set()
        try:
            owner.fork(number, device, child_ends)
        except OSError:
            self._close_all()
            raise
        finally:
            for fd in child_ends:
                os.close(fd)
        for fd in self._open:
            os.set_blocking(fd, False)

    def take(self, job: Job, budget: float, done: Callable[[Reply], None]) -> None:
        """Give the child its job; `done(reply)` is called once, from the loop. The time counts from here."""
        loop = self._owner.loop
        self.exchange = Exchange(job, budget, loop.time(), measurable=True)
        self._done = done
        if job.device != CPU:
            self._owner.measure(self.number)
        self._timer = loop.call_later(self.exchange.look_s, self._look_at_time)
        loop.add_reader(self._result_fd, self._on_result)
        loop.add_reader(self._log_fd, self._on_log)
        self._watched = {self._result_fd, self._log_fd}
        self._write()

    def gone(self, status: int) -> None:
        """The child has ended with this wait status: what it sent before is still in the pipes."""
        if self._grace is not None:
            self._grace.cancel()
        if self.exchange is not None:
            for fd, take in ((self._log_fd, self.exchange.logged), (self._result_fd, self.exchange.received)):
                self._drain(fd, take)
            self.exchange.gone(status, self._owner.loop.time())
        self._settle()

    def drop(self) -> Callable[[Reply], None] | None:
        """Have the child killed without a reply."""
        done, self._done = self._done, None
        if self._open:
            self._settle()
            self._grace = self._owner.kill(self.number)
        return done

    def _write(self) -> None:
        exchange = self.exchange
        assert exchange is not None
        try:
            while exchange.outgoing:
                exchange.sent(os.write(self._job_fd, exchange.outgoing))
        except BlockingIOError:
            if self._job_fd not in self._watched:
                self._watched.add(self._job_fd)
                self._owner.loop.add_writer(self._job_fd, self._write)
            return
        except BrokenPipeError:
            pass  # it died before it had read everything: its end will be reported
        self._close(self._job_fd)

    def _on_result(self) -> None:
        exchange, data = self.exchange, self._read(self._result_fd)
        if data and exchange is not None:
            exchange.received(data, self._owner.loop.time())
        self._look()

    def _on_log(self) -> None:
        exchange, data = self.exchange, self._read(self._log_fd)
        if data and exchange is not None:
            exchange.logged(data, self._owner.loop.time())
        self._look()

    def measured(self, cpu: float, sleeps: bool) -> None:
        """The child has taken `cpu` seconds of processor time, and `sleeps` or not."""
        if self.exchange is not None:
            self.exchange.measured(cpu, sleeps, self._owner.loop.time())
        self._look()

    def _look_at_time(self) -> None:
        if self.exchange is None or not self._open:
            return
        self.exchange.tick(self._owner.loop.time())
        self._look()
        if self._open:
            self._owner.measure(self.number)
            self._timer = self._owner.loop.call_later(self.exchange.look_s, self._look_at_time)

    def _look(self) -> None:
        exchange = self.exchange
        if exchange is not None and exchange.must_die and self._open:
            self._drain(self._log_fd, exchange.logged)  # written before the result, it may still be in its pipe
            self._grace = self._owner.kill(self.number)
            self._settle()

    def _drain(self, fd: int, take: Callable[[bytes, float], None]) -> None:
        """Everything in a pipe, 64 MiB at most: a child that still writes must not block the loop."""
        for _ in range(1024):
            data = self._read(fd) if fd in self._open else b""
            if not data:
                return
            take(data, self._owner.loop.time())

    def _read(self, fd: int) -> bytes:
        """The bytes available; at the end of the pipe the descriptor is closed."""
        try:
            data = os.read(fd, READ)
        except BlockingIOError:
            return b""
        if not data:
            self._close(fd)
        return data

    def _settle(self) -> None:
        """Close everything, and give the reply if there is one and somebody waits for it."""
        if self._timer is not None:
            self._timer.cancel()
        self._close_all()
        done, self._done = self._done, None
        if done is not None and self.exchange is not None and self.exchange.reply is not None:
            done(self.exchange.reply)

    def _close_all(self) -> None:
        for fd in list(self._open):
            self._close(fd)

    def _close(self, fd: int) -> None:
        if fd in self._open:
            self._open.discard(fd)
            if fd in self._watched:
                self._watched.discard(fd)
                (self._owner.loop.remove_writer if fd == self._job_fd else self._owner.loop.remove_reader)(fd)
            os.close(fd)
