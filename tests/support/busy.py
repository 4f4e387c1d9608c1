"""A busy machine: other processes that want every processor."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

BUSY = 8


@contextmanager
def busy_loops(count: int = BUSY) -> Iterator[None]:
    """As many endless loops, until the block ends."""
    loops = [subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
