"""Ending the quiz at a signal."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

GRACE_S = 3.0
"""How long an orderly end may take."""
_ENDING = ("SIGTERM", "SIGHUP", "SIGINT")


def on_signals(end: Callable[[int], None]) -> None:
    """Have `end(number)` called on the running loop at SIGTERM, SIGHUP and SIGINT, as far as the system has them.

    A process that is still there GRACE_S later ends all the same, with 128 + number. Its terminal may be gone, and
    then drawing waits for ever; everything rated is on the disk. So the loop alone must not handle it: an editor may
    have the terminal, or the loop itself may be stuck.
    """
    loop = asyncio.get_running_loop()

    def on_signal(number: int, frame: FrameType | None) -> None:
        late = threading.Timer(GRACE_S, os._exit, (128 + number,))
        late.daemon = True
        late.start()
        with suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(end, number)

    for name in _ENDING:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), on_signal)
