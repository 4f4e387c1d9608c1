"""A link that is started when needed and replaced when it has died; its jobs are run again."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable

from quiz.engine.devices import preferred
from quiz.engine.event_loop import Loop
from quiz.engine.fork.zygote_link import Link
from quiz.engine.health import BUDGET_S, HealthMemory, examination
from quiz.engine.job import Job
from quiz.engine.keeping import NOT_KEPT, Keeping
from quiz.engine.known_hello import HelloKeeper, HelloMemory
from quiz.engine.protocol import Ended, Reply, lost
from quiz.engine.spawn.spawn_link import SpawnLink
from quiz.engine.strategy import Strategy, strategy
from quiz.errors import EngineError
from quiz.worker.wire import Hello

MAX_DEATHS = 3
EXAMINED_AFTER_S = 3.0
"""How long after its start, or after a question, torch is examined if its health is unknown."""
BACK_OFF_S = (0.0, 0.5, 2.0)
"""How long a new start waits after the first, the second and the third death in a row."""


class RestartingLink:
    """The one link of an engine, started when it is needed and replaced when it has died."""

    def __init__(
        self,
        loop: Loop,
        python: str,
        how: Strategy | None,
        device: str,
        spares: int,
        hash_seed: int = 0,
        health: HealthMemory | None = None,
        hellos: HelloMemory | None = None,
        ahead: bool = True,
        keep: Keeping = NOT_KEPT,
    ) -> None:
        self._loop = loop
        self._hash_seed = hash_seed
        self._python = python
        self._device = device
        self._spares = spares
        self._ahead = ahead
        self._keep = keep
        self.strategy = how or strategy()
        self._link: Link | SpawnLink | None = None
        self._deaths = 0
        self._again_at = 0.0
        self._running = 0
        self._alone: deque[_Attempt] = deque()
        self.hello: Hello | None = None
        self._health = health
        self._hellos = hellos
        self._keeper: HelloKeeper | None = None
        self.error: EngineError | None = None

    def link(self) -> Link | SpawnLink:
        """Raises EngineError when the zygote keeps dying."""
        if self._link is None:
            if self.error is not None and self._deaths >= MAX_DEATHS:
                raise self.error
            if self._hellos is not None:
                self._keeper = HelloKeeper(self._hellos, self._python, self.strategy)
            said = (self._on_hello, self._on_death)
            how = (self._loop, self._python, *said, self._spares, self._hash_seed, self._ahead)
            self._link = SpawnLink(*how) if self.strategy is Strategy.SPAWN else Link(*how, self._keep)
        return self._link

    def _on_hello(self, hello: Hello) -> None:
        if self._keeper is not None:
            self._keeper.keep(hello)
        try:
            hello["devices"] = preferred(self._device, hello["devices"])
        except EngineError as error:
            self.error, self._deaths = error, MAX_DEATHS
        else:
            self.hello = hello
            self._look_up_health(hello)

    def _look_up_health(self, hello: Hello) -> None:
        """Put into the hello what this torch is known to compute wrongly; if unknown, examine it when idle."""
        if self._health is None:
            return
        known = self._health.read(hello.get("stamp", ""))
        if known is None:
            self._loop.call_later(EXAMINED_AFTER_S, self._examine_when_idle)
        else:
            hello["unsound"] = known

    def _examine_when_idle(self) -> None:
        if self._link is None or self.hello is None or "unsound" in self.hello:
            return
        if self._running:
            self._loop.call_later(EXAMINED_AFTER_S, self._examine_when_idle)
            return
        dialogue = examination()

        def go_on(job: Job) -> None:
            with contextlib.suppress(EngineError):
                self.submit(job, BUDGET_S, replied)

        def replied(reply: Reply) -> None:
            try:
                job = dialogue.send(reply)
            except StopIteration as end:
                self.examined(end.value)
            else:
                go_on(job)

        go_on(next(dialogue))

    def examined(self, unsound: list[str]) -> None:
        """This torch was examined; the result is kept for the next engine."""
        if self.hello is not None:
            self.hello["unsound"] = unsound
            if self._health is not None:
                self._health.write(self.hello.get("stamp", ""), unsound)

    def _on_death(self, error: EngineError) -> None:
        self._link = None
        self._keep = NOT_KEPT  # it may have been ended on purpose, or be to blame
        self.error = error
        # If torch was never loaded, another try would fail in the same way.
        self._deaths = self._deaths + 1 if self.hello else MAX_DEATHS
        self._again_at = self._loop.time() + BACK_OFF_S[min(self._deaths, MAX_DEATHS) - 1]

    @property
    def loading(self) -> bool:
        """Whether a job may be waiting for torch to import parts of itself."""
        return self._link is not None and self._link.loading

    def submit(self, job: Job, budget: float, done: Callable[[Reply], None]) -> Callable[[], None]:
        """Run `job` and call `done(reply)` once. Returns the cancel.

        If the zygote dies while it runs, perhaps because of another job, it is replaced once, after a wait if it
        died repeatedly. A job that did not get its budget because of the machine's load is run again, once, when no
        other is running. Raises EngineError when no engine can be had.
        """
        attempt = _Attempt(self, job, budget, done)
        attempt.begin()
        return attempt.cancel

    def begun(self) -> None:
        """A job has begun to run."""
        self._running += 1

    def ended(self, reply: Reply) -> None:
        """A job has ended, or was cancelled."""
        if reply.status is not Ended.LOST:
            self._deaths = 0
        self._running -= 1
        self._run_alone()

    def run_alone(self, attempt: _Attempt) -> None:
        """Begin this when nothing else runs."""
        self._alone.append(attempt)
        self._run_alone()

    def forget(self, attempt: _Attempt) -> None:
        """The attempt was cancelled before it could run alone."""
        if attempt in self._alone:
            self._alone.remove(attempt)

    def _run_alone(self) -> None:
        if self._alone and not self._running:
            self._alone.popleft().begin_or_end()

    def wait_s(self) -> float:
        """Seconds until a new zygote may replace one that died."""
        return max(0.0, self._again_at - self._loop.time()) if self._link is None else 0.0

    def call_later(self, delay: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called; returns the cancel."""
        return self._loop.call_later(delay, callback).cancel

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None


class _Attempt:
    """One job on its way to its reply: how often it may be run again, and how it is cancelled."""

    def __init__(self, owner: RestartingLink, job: Job, budget: float, done: Callable[[Reply], None]) -> None:
        self._owner = owner
        self._job = job
        self._budget = budget
        self._done = done
        self._restarts = self._retries = 1
        self._stop: Callable[[], None] = lambda: None

    def begin(self) -> None:
        """Raises EngineError."""
        delay = self._owner.wait_s()
        if delay > 0:
            self._stop = self._owner.call_later(delay, self.begin_or_end)
            return
        link = self._owner.link()
        self._owner.begun()
        number = link.submit(self._job, self._budget, self._ended)

        def stop() -> None:
            link.cancel(number)
            self._owner.ended(lost("cancelled"))

        self._stop = stop

    def begin_or_end(self) -> None:
        """Begin from the loop, where there is no caller to raise to."""
        try:
            self.begin()
        except EngineError as error:
            self._done(lost(f"the engine died: {error.what}"))

    def cancel(self) -> None:
        self._owner.forget(self)
        self._stop()

    def _ended(self, reply: Reply) -> None:
        self._stop = lambda: None
        if reply.status is Ended.LOST and self._restarts:
            self._restarts -= 1
            self._owner.ended(reply)
            with contextlib.suppress(EngineError):  # the reply says it: the engine died
                self.begin()
                return
        elif reply.starved and self._retries:
            self._retries -= 1
            self._owner.run_alone(self)
            self._owner.ended(reply)
            return
        else:
            self._owner.ended(reply)
        self._done(reply)
