"""The engine as its callers know it: `Engine` blocks, `AsyncEngine` awaits. Both give jobs and get replies.

A zygote that dies is replaced at the next job; after three deaths in a row without a reply the engine counts as unable
to start.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Generator, Iterable, Iterator
from typing import TypeVar

from quiz.engine.devices import AUTO, preferred
from quiz.engine.event_loop import Loop, Reactor
from quiz.engine.fork.zygote_link import Link
from quiz.engine.job import Job
from quiz.engine.launch import Strategy, strategy
from quiz.engine.protocol import Ended, Reply, lost
from quiz.engine.spawn.spawn_link import SpawnLink
from quiz.errors import EngineError
from quiz.worker.wire import Hello

MAX_DEATHS = 3
BACK_OFF_S = (0.0, 0.5, 2.0)
"""How long a new start waits after the first, the second and the third death in a row."""
Tag = TypeVar("Tag")
Result = TypeVar("Result")


def converse(dialogue: Generator[Job, Reply, Result], run: Callable[[Job], Reply]) -> Result:
    """Carry a dialogue with the engine through: each job it yields is run, and the reply is sent back."""
    try:
        job = next(dialogue)
        while True:
            job = dialogue.send(run(job))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


async def aconverse(dialogue: Generator[Job, Reply, Result], run: Callable[[Job], Awaitable[Reply]]) -> Result:
    """`converse` for a driver that awaits."""
    try:
        job = next(dialogue)
        while True:
            job = dialogue.send(await run(job))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


class _Restarting:
    """A link that is started when it is needed and replaced when it has died."""

    def __init__(
        self, loop: Loop, python: str, how: Strategy | None, device: str, spares: int, hash_seed: int = 0
    ) -> None:
        self._loop = loop
        self._hash_seed = hash_seed
        self._python = python
        self._device = device
        self._spares = spares
        self.strategy = how or strategy()
        self._link: Link | SpawnLink | None = None
        self._deaths = 0
        self._again_at = 0.0
        self.hello: Hello | None = None
        self.error: EngineError | None = None

    def link(self) -> Link | SpawnLink:
        """Raises EngineError when the zygote keeps dying."""
        if self._link is None:
            if self.error is not None and self._deaths >= MAX_DEATHS:
                raise self.error
            opened = SpawnLink if self.strategy is Strategy.SPAWN else Link
            self._link = opened(self._loop, self._python, self._on_hello, self._on_death, self._spares, self._hash_seed)
        return self._link

    def _on_hello(self, hello: Hello) -> None:
        try:
            hello["devices"] = preferred(self._device, hello["devices"])
        except EngineError as error:
            self.error, self._deaths = error, MAX_DEATHS
        else:
            self.hello = hello

    def _on_death(self, error: EngineError) -> None:
        self._link = None
        self.error = error
        # Before torch was ever loaded another try would fail as this one did.
        self._deaths = self._deaths + 1 if self.hello else MAX_DEATHS
        self._again_at = self._loop.time() + BACK_OFF_S[min(self._deaths, MAX_DEATHS) - 1]

    def submit(self, job: Job, budget: float, done: Callable[[Reply], None], tries: int = 2) -> Callable[[], None]:
        """Run `job`; a zygote that dies under it, perhaps by another's doing, is replaced once. Returns the cancel.

        Raises EngineError when there is no engine to be had. One that died again and again is given time.
        """
        stop: list[Callable[[], None]] = []

        def ended(reply: Reply) -> None:
            if reply.status is not Ended.LOST:
                self._deaths = 0
            elif tries > 1:
                with contextlib.suppress(EngineError):  # the reply says it: the engine died
                    stop[:] = [self.submit(job, budget, done, tries - 1)]
                    return
            done(reply)

        def begin() -> None:
            link = self.link()
            number = link.submit(job, budget, ended)
            stop[:] = [lambda: link.cancel(number)]

        def begin_late() -> None:
            try:
                begin()
            except EngineError as error:
                done(lost(f"the engine died: {error.what}"))

        delay = self._again_at - self._loop.time()
        if self._link is None and delay > 0:
            stop[:] = [self._loop.call_later(delay, begin_late).cancel]
        else:
            begin()
        return lambda: stop[0]()

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None


class Engine:
    """The blocking driver. A context manager: leaving it ends the zygote.

    `how` is the way in which children come to be; where it is not given, the way that suits this system. `device` is
    the one that is wished for; the hello has those that are used, best first. `spares` is how many children wait ready.
    With another `hash_seed` a set has another order: what depends on it shows by a difference.
    """

    def __init__(
        self,
        python: str = "",
        how: Strategy | None = None,
        device: str = AUTO,
        spares: int = 1,
        hash_seed: int = 0,
    ) -> None:
        self._reactor = Reactor()
        self._zygote = _Restarting(self._reactor, python, how, device, spares, hash_seed)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self._zygote.close()
        self._reactor.close()

    def start(self) -> Hello:
        """Wait until torch is loaded. Raises EngineError when it cannot be."""
        self._zygote.link()
        while self._zygote.hello is None:
            if self._zygote.error is not None:
                raise self._zygote.error
            self._reactor.turn()
        return self._zygote.hello

    def prepare(self) -> None:
        """Begin to load torch and return at once. Raises EngineError when the interpreter cannot be started."""
        self._zygote.link()

    def preload(self) -> None:
        """Load what some cards import lazily, before hundreds of questions: a second, once, that each of those would
        take. Without it that is done when the engine is idle. Raises EngineError."""
        self.start()
        self._zygote.link().preload()

    def idle(self, seconds: float) -> None:
        """Let the engine prepare spares and loading while the caller has nothing to run."""
        self._reactor.call_later(seconds, lambda: None)
        deadline = self._reactor.time() + seconds
        while self._reactor.time() < deadline:
            self._reactor.turn()

    @property
    def strategy(self) -> Strategy:
        return self._zygote.strategy

    @property
    def zygote_pid(self) -> int:
        return self._zygote.link().pid

    def run(self, job: Job, budget: float) -> Reply:
        """Run one job in a child of its own; `budget` in seconds. Raises EngineError when there is no engine."""
        for _, reply in self.run_all([(None, job, budget)], 1):
            return reply
        raise AssertionError("a job ends with a reply")

    def run_all(self, jobs: Iterable[tuple[Tag, Job, float]], width: int) -> Iterator[tuple[Tag, Reply]]:
        """Run (tag, job, budget) rows, `width` at a time; yields (tag, reply) as they end.

        `jobs` is read lazily, so that it may grow with what was learnt from earlier replies.
        """
        self.start()
        ended: list[tuple[Tag, Reply]] = []
        flying = 0
        source = iter(jobs)
        dry = False
        while True:
            while not dry and flying < width:
                row = next(source, None)
                if row is None:
                    dry = True
                    break
                tag, job, budget = row
                self._zygote.submit(job, budget, self._collector(tag, ended))
                flying += 1
            while ended:
                tag, reply = ended.pop(0)
                flying -= 1
                dry = False
                yield tag, reply
            if flying:
                self._reactor.turn()
            elif dry:
                return

    @staticmethod
    def _collector(tag: Tag, ended: list[tuple[Tag, Reply]]) -> Callable[[Reply], None]:
        return lambda reply: ended.append((tag, reply))


class AsyncEngine:
    """The asyncio driver: made and used inside a running loop."""

    def __init__(self, python: str = "", how: Strategy | None = None, device: str = AUTO, spares: int = 1) -> None:
        self._zygote = _Restarting(asyncio.get_running_loop(), python, how, device, spares)

    @property
    def hello(self) -> Hello | None:
        return self._zygote.hello

    @property
    def error(self) -> EngineError | None:
        return self._zygote.error

    def prepare(self) -> None:
        """Begin to load torch. Raises EngineError when the interpreter cannot be started."""
        self._zygote.link()

    async def start(self) -> Hello:
        """Wait until torch is loaded. Raises EngineError when it cannot be."""
        self._zygote.link()
        while self._zygote.hello is None:
            if self._zygote.error is not None:
                raise self._zygote.error
            await asyncio.sleep(0.02)
        return self._zygote.hello

    async def run(self, job: Job, budget: float) -> Reply:
        """Run one job in a child of its own; cancelling kills the child. Raises EngineError when there is no engine."""
        await self.start()
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        cancel = self._zygote.submit(job, budget, lambda reply: None if future.done() else future.set_result(reply))
        try:
            return await future
        except asyncio.CancelledError:
            cancel()
            raise

    def close(self) -> None:
        self._zygote.close()
