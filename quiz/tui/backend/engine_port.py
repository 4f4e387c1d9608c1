"""The engine's interface for the screens, and the present engine, made when first needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from quiz.engine.job import Job
    from quiz.engine.protocol import Reply
    from quiz.worker.wire import Hello


class EnginePort(Protocol):
    """The part of `AsyncEngine` that the screens need."""

    @property
    def waits_for(self) -> str:
        """What a job that runs is waiting for, in words; "" while it runs."""

    async def start(self) -> Hello: ...

    async def run(self, job: Job, budget: float) -> Reply: ...

    def close(self) -> None: ...


class CurrentEngine:
    """Makes an engine by `make()` when one is first needed, and another one after it was dropped."""

    def __init__(self, make: Callable[[], EnginePort]) -> None:
        self._make = make
        self._engine: EnginePort | None = None

    def get(self) -> EnginePort:
        """The engine; torch begins to load at the first call. Raises EngineError when its Python cannot be started."""
        if self._engine is None:
            self._engine = self._make()
        return self._engine

    async def hello(self) -> Hello:
        """Wait until torch is loaded. Raises EngineError when it cannot be."""
        return await self.get().start()

    def drop(self) -> None:
        """Close the engine; the next one is made when it is needed."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None
