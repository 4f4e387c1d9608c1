"""Saying what torch has to do first, when that takes a while."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

PATIENCE_S = 0.5
"""What is over within this time is not worth a line."""


class _Waits(Protocol):
    @property
    def waits_for(self) -> str: ...


@contextmanager
def waiting(engine: _Waits, say: Callable[[str], None]) -> Iterator[None]:
    """Within this context, `say` is called once with what the engine has to do first, if it is still at it later."""

    def late() -> None:
        if what := engine.waits_for:
            say(f"One moment: {what} ...")

    timer = threading.Timer(PATIENCE_S, late)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
