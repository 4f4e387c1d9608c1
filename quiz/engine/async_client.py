"""The engine's interface for an asyncio loop: as `Engine`, but awaited. Commands that block need not load asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from typing import TypeVar

from quiz.engine.client import waits_for
from quiz.engine.devices import AUTO
from quiz.engine.health import HealthMemory
from quiz.engine.job import Job
from quiz.engine.keeping import NOT_KEPT, Keeping
from quiz.engine.known_hello import HelloMemory
from quiz.engine.protocol import Reply
from quiz.engine.restart import RestartingLink
from quiz.engine.strategy import Strategy
from quiz.errors import EngineError
from quiz.worker.wire import Hello

Result = TypeVar("Result")


async def aconverse(dialogue: Generator[Job, Reply, Result], run: Callable[[Job], Awaitable[Reply]]) -> Result:
    """`converse` for a driver that awaits."""
    try:
        job = next(dialogue)
        while True:
            job = dialogue.send(await run(job))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


class AsyncEngine:
    """The asyncio driver: made and used inside a running loop."""

    def __init__(
        self,
        python: str = "",
        how: Strategy | None = None,
        device: str = AUTO,
        spares: int = 1,
        health: HealthMemory | None = None,
        hellos: HelloMemory | None = None,
        keep: Keeping = NOT_KEPT,
    ) -> None:
        loop = asyncio.get_running_loop()
        self._zygote = RestartingLink(loop, python, how, device, spares, health=health, hellos=hellos, keep=keep)

    @property
    def hello(self) -> Hello | None:
        return self._zygote.hello

    @property
    def error(self) -> EngineError | None:
        return self._zygote.error

    @property
    def waits_for(self) -> str:
        """What a running job is waiting for, in words; "" while it runs."""
        return waits_for(self._zygote)

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
        """Run one job in a new child; cancelling kills the child. Raises EngineError when there is no engine."""
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
