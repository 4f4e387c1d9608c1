"""The thread that reads decks and owns the store's connection, so that neither ever delays a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from quiz.store.store import Store

Result = TypeVar("Result")


class StoreThread:
    """`open_store` is called on the thread, at the first work that needs the store, and again after it has failed."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open = open_store
        self._store: Store | None = None
        self._thread = ThreadPoolExecutor(1, "store")

    async def call(self, work: Callable[[Store], Result]) -> Result:
        """The result of `work(store)`; works are done in the order in which they were handed in.

        Raises StoreError when the store cannot be opened, and whatever `work` raises. Cancelling the call does not
        stop a work that has begun.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._do, work)

    async def close(self) -> None:
        """Wait for the works handed in, close the store, end the thread. May be called again."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        except RuntimeError:
            return  # it is closed already
        self._thread.shutdown(wait=False)

    def _do(self, work: Callable[[Store], Result]) -> Result:
        if self._store is None:
            self._store = self._open()
        return work(self._store)

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
