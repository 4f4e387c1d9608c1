"""asyncio without sockets, which a child may not make: its event loops wake themselves by a pipe."""

from __future__ import annotations

import asyncio.selector_events
import os
from typing import Any


class PipeEnd:
    """One end of a pipe, with the methods of a socket that an event loop uses."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        os.set_blocking(fd, False)

    def fileno(self) -> int:
        return self._fd

    def recv(self, size: int) -> bytes:
        """Raises BlockingIOError when there is nothing to read."""
        return os.read(self._fd, size)

    def send(self, data: bytes) -> int:
        """Raises BlockingIOError when the pipe is full."""
        return os.write(self._fd, data)

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1


def wake_by_pipe() -> None:
    """Make every new event loop use a pipe instead of a socket pair."""
    asyncio.selector_events.BaseSelectorEventLoop._make_self_pipe = _make_self_pipe  # type: ignore[attr-defined]


def _make_self_pipe(loop: Any) -> None:
    read_end, write_end = os.pipe()
    loop._ssock, loop._csock = PipeEnd(read_end), PipeEnd(write_end)
    loop._internal_fds += 1
    loop._add_reader(read_end, loop._read_from_self)
