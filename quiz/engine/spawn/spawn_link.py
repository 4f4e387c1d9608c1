"""The link to spawned children: each a process that has loaded torch in advance and serves one job.

A spare is kept warm, so that a question waits for torch only when the one before was answered within a second. The
interface is that of `fork.zygote_link.Link`.
"""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Callable

from quiz.engine.death import report_death
from quiz.engine.event_loop import Loop, Timer
from quiz.engine.job import Job
from quiz.engine.launch import START_S, last_word
from quiz.engine.protocol import Exchange, Reply, lost
from quiz.engine.spawn.child_pipes import Piped
from quiz.engine.spawn.child_time import child_time
from quiz.errors import EngineError
from quiz.worker.wire import HEADER, MARK, PROTOCOL, Hello

MAX_FAILURES = 3
"""After this many spares in a row that end before they have loaded torch, no more are tried."""
LOG_GRACE_S = 0.1
"""How long a result waits for the end of the log: text printed before it comes by another pipe."""
LOG_KEPT = 4000


class SpawnLink:
    """Gives each job to a waiting child, and keeps others waiting.

    `on_hello(hello)` is called when the first child has loaded torch; jobs given before that wait. When no children
    can be made, every job ends as LOST and `on_death(error)` is called once; a SpawnLink is not used again after
    that.
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
    ) -> None:
        """A child loads what its card imports, whatever `ahead` says. Raises EngineError when the interpreter cannot be
        started.
        """
        self.loop = loop
        self.python = python or sys.executable
        self._on_hello = on_hello
        self._on_death = on_death
        self._spares = spares
        self.hash_seed = hash_seed
        self._loading: list[Spawned] = []
        self._ready: deque[Spawned] = deque()
        self._busy: dict[int, Spawned] = {}
        self._ending: set[Spawned] = set()
        self._waiting: deque[tuple[int, Job, float, Callable[[Reply], None]]] = deque()
        self._hello: Hello | None = None
        self._next = 0
        self._failures = 0
        self._dead = False
        self._loading.append(Spawned(self))

    @property
    def pid(self) -> int:
        """The pid of the child that is next."""
        return [*self._ready, *self._loading, *self._busy.values()][0].piped.pid

    @property
    def loading(self) -> bool:
        """Whether torch imports parts of itself that a job waits for."""
        return any(child.loading for child in self._busy.values())

    def submit(self, job: Job, budget: float, done: Callable[[Reply], None]) -> int:
        """Run `job` in a child; `done(reply)` is called once, from the loop. Returns a number for `cancel`."""
        number = self._next
        self._next += 1
        self._waiting.append((number, job, budget, done))
        self._serve()
        return number

    def cancel(self, number: int) -> None:
        """Kill the job's child; its `done` is not called."""
        self._waiting = deque(row for row in self._waiting if row[0] != number)
        child = self._busy.pop(number, None)
        if child is not None:
            child.drop()
            self._ending.add(child)
            self._refill()

    def preload(self) -> None:
        """Does nothing: each child loads what its card imports."""

    def close(self) -> None:
        """End all children. No callback is called any more."""
        if not self._dead:
            self._dead = True
            for child in (*self._loading, *self._ready, *self._busy.values(), *self._ending):
                child.close()

    # Events of a child.

    def greeted(self, child: Spawned, hello: Hello) -> None:
        if hello["protocol"] != PROTOCOL:
            self._die(f"the worker speaks protocol {hello['protocol']}, this quiz {PROTOCOL}")
            return
        self._failures = 0
        self._loading.remove(child)
        self._ready.append(child)
        if self._hello is None:
            self._hello = hello
            self._on_hello(hello)
        self._serve()

    def failed(self, child: Spawned, why: str) -> None:
        """A child has ended before it had a job."""
        if child in self._ready:
            self._ready.remove(child)
        else:
            self._loading.remove(child)
            self._failures += 1
        self._ending.add(child)
        if self._hello is None or self._failures >= MAX_FAILURES:
            self._die(why)
        else:
            self._refill()

    def over(self, child: Spawned) -> None:
        """The child's process has ended."""
        self._ending.discard(child)

    def _serve(self) -> None:
        while self._waiting and self._ready:
            number, job, budget, done = self._waiting.popleft()
            child = self._busy[number] = self._ready.popleft()
            child.take(job, budget, self._ender(number, done))
        self._refill()

    def _ender(self, number: int, done: Callable[[Reply], None]) -> Callable[[Reply], None]:
        def ended(reply: Reply) -> None:
            self._ending.add(self._busy.pop(number))
            self._refill()
            done(reply)

        return ended

    def _refill(self) -> None:
        """Start as many children as jobs wait; a spare only when no job runs, with which it would compete."""
        wanted = len(self._waiting) or (0 if self._busy else self._spares - len(self._ready))
        wanted = min(wanted, max(self._spares, os.cpu_count() or 1))
        while len(self._loading) < wanted and not self._dead:
            try:
                self._loading.append(Spawned(self))
            except EngineError as error:
                self._die(error.what)

    def _die(self, why: str) -> None:
        if self._dead:
            return
        orphans = [done for child in self._busy.values() if (done := child.drop()) is not None]
        orphans += [done for *_, done in self._waiting]
        self._waiting.clear()
        self.close()
        report_death(self.python, why, self._on_death, orphans)


class Spawned:
    """One child: it loads torch, says hello, takes one job, and ends."""

    def __init__(self, link: SpawnLink) -> None:
        """Raises EngineError when the interpreter cannot be started."""
        self._link = link
        self._hello = False
        self._begun = False
        self._said = b""
        self._last = b""
        self._log_ended = False
        self._exchange: Exchange | None = None
        self._done: Callable[[Reply], None] | None = None
        self._timer: Timer = link.loop.call_later(START_S, self._unstarted)
        self._grace: Timer | None = None
        try:
            self.piped = Piped(link.loop, link.python, "process.spawned", self, hash_seed=link.hash_seed)
        except EngineError:
            self._timer.cancel()
            raise

    def take(self, job: Job, budget: float, done: Callable[[Reply], None]) -> None:
        """Give it its job; `done(reply)` is called once, from the loop. The time counts from here."""
        exchange = self._exchange = Exchange(job, budget, self._link.loop.time(), measurable=True, loaded=True)
        self._done = done
        self._look_at_time()
        self.piped.send(HEADER.pack(len(exchange.outgoing)) + exchange.outgoing)
        exchange.sent(len(exchange.outgoing))

    @property
    def loading(self) -> bool:
        return self._exchange is not None and self._exchange.loading

    def drop(self) -> Callable[[Reply], None] | None:
        """Have it killed without a reply."""
        done, self._done = self._done, None
        self._stop()
        return done

    def close(self) -> None:
        self._stop()
        self.piped.close()

    # Events of its process.

    def on_said(self, data: bytes) -> None:
        self._said += data
        if not self._hello:
            self._greet()
        exchange = self._exchange
        if exchange is None or exchange.reply is not None:
            return
        if not self._begun and len(self._said) >= HEADER.size:
            self._begun = True
            self._said = self._said[HEADER.size :]
        if self._begun and self._said:
            if self._log_ended:
                self._receive()
            elif self._grace is None:
                self._grace = self._link.loop.call_later(LOG_GRACE_S, self._receive)

    def on_log(self, data: bytes) -> None:
        self._last = (self._last + data)[-LOG_KEPT:]
        self._log_ended = not data
        if self._exchange is not None:
            if data:
                self._exchange.logged(data, self._link.loop.time())
            else:
                self._receive()
            self._look()

    def on_gone(self, code: int) -> None:
        self._timer.cancel()
        if self._exchange is None:
            self._link.failed(self, last_word(self._last))
        elif not self._begun:
            self._tell(lost("the child was ended before it had its job"))
        else:
            self._receive()
            self._exchange.exited(code, self._link.loop.time())
            self._look()
        self._link.over(self)

    def _greet(self) -> None:
        """Read the hello once it is complete; output before the mark is not the worker's."""
        _, mark, rest = self._said.partition(MARK)
        if not mark or len(rest) < HEADER.size:
            return
        (length,) = HEADER.unpack_from(rest)
        body = rest[HEADER.size : HEADER.size + length]
        if len(body) == length:
            self._hello = True
            self._said = rest[HEADER.size + length :]
            self._timer.cancel()
            self._link.greeted(self, json.loads(body))

    def _receive(self) -> None:
        self._grace = None
        if self._exchange is not None and self._begun and self._said:
            data, self._said = self._said, b""
            self._exchange.received(data, self._link.loop.time())
            self._look()

    def _look_at_time(self) -> None:
        exchange = self._exchange
        if exchange is None or exchange.reply is not None:
            return
        now = self._link.loop.time()
        try:
            exchange.measured(*child_time(self.piped.pid), now)
        except OSError:
            exchange.unmeasured(now)
        exchange.tick(now)
        self._look()
        if exchange.reply is None:
            self._timer = self._link.loop.call_later(exchange.look_s, self._look_at_time)

    def _unstarted(self) -> None:
        self._last = b"torch was not loaded after a minute"
        self.piped.kill()

    def _look(self) -> None:
        if self._exchange is not None and self._exchange.reply is not None:
            self._tell(self._exchange.reply)

    def _tell(self, reply: Reply) -> None:
        done, self._done = self._done, None
        self._stop()
        if done is not None:
            done(reply)

    def _stop(self) -> None:
        for timer in (self._timer, self._grace):
            if timer is not None:
                timer.cancel()
        self.piped.kill()
