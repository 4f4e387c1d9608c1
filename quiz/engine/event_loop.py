"""A minimal event loop, for callers that block: what `Link` needs, with asyncio's names."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol


class Timer(Protocol):
    def cancel(self) -> None: ...


class Loop(Protocol):
    """The part of asyncio's event loop that the engine uses; a blocking caller brings `Reactor`."""

    def add_reader(self, fd: int, callback: Callable[..., Any], *args: Any) -> Any: ...
    def remove_reader(self, fd: int) -> Any: ...
    def add_writer(self, fd: int, callback: Callable[..., Any], *args: Any) -> Any: ...
    def remove_writer(self, fd: int) -> Any: ...
    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Timer: ...
    def call_soon_threadsafe(self, callback: Callable[..., Any], *args: Any) -> Any: ...
    def time(self) -> float: ...


class _Timer:
    def __init__(self, callback: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self.callback: Callable[..., Any] | None = callback
        self.args = args

    def cancel(self) -> None:
        self.callback = None


class Reactor:
    """Readers, writers and timers over `selectors`. A descriptor is watched for reading or for writing, not both."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, int, _Timer]] = []
        self._order = itertools.count()
        self._posted: deque[tuple[Callable[..., Any], tuple[Any, ...]]] = deque()
        # Sockets instead of a pipe, because Windows can wait for nothing else.
        self._wake_read, self._wake_write = socket.socketpair()
        for end in (self._wake_read, self._wake_write):
            end.setblocking(False)
        self.add_reader(self._wake_read.fileno(), self._on_wake)

    def time(self) -> float:
        return time.monotonic()

    def add_reader(self, fd: int, callback: Callable[..., Any], *args: Any) -> None:
        self._selector.register(fd, selectors.EVENT_READ, (callback, args))

    def add_writer(self, fd: int, callback: Callable[..., Any], *args: Any) -> None:
        self._selector.register(fd, selectors.EVENT_WRITE, (callback, args))

    def remove_reader(self, fd: int) -> None:
        self._selector.unregister(fd)

    remove_writer = remove_reader

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Timer:
        timer = _Timer(callback, args)
        heapq.heappush(self._timers, (self.time() + delay, next(self._order), timer))
        return timer

    def call_soon_threadsafe(self, callback: Callable[..., Any], *args: Any) -> None:
        """Have a later turn call `callback`. The only method that other threads may use."""
        self._posted.append((callback, args))
        with contextlib.suppress(OSError):  # full: it is awake already; closed: nobody listens any more
            self._wake_write.send(b"!")

    def turn(self) -> None:
        """Wait for one event and call its callback."""
        wait = max(0.0, self._timers[0][0] - self.time()) if self._timers else None
        for key, _ in self._selector.select(wait):
            # A callback earlier in this round may have closed the descriptor.
            if key.fd in self._selector.get_map():
                callback, args = key.data
                callback(*args)
        while self._timers and self._timers[0][0] <= self.time():
            _, _, timer = heapq.heappop(self._timers)
            if timer.callback is not None:
                timer.callback(*timer.args)

    def close(self) -> None:
        self._selector.close()
        self._wake_read.close()
        self._wake_write.close()

    def _on_wake(self) -> None:
        self._wake_read.recv(4096)
        while self._posted:
            callback, args = self._posted.popleft()
            callback(*args)
