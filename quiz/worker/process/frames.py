"""Writing a child's frames: what was drawn, an outcome per task, the origins; at most MAX_FRAME bytes together.

Each is sent as soon as it exists. A task's result is out of reach before the next task runs, so that no code can
change an earlier result.
"""

from __future__ import annotations

import os
import threading
from typing import Any, Dict, Iterable, Mapping

from ..wire import HEADER, MAX_FRAME, pack

FOR_ORIGINS = 1 << 15
"""Bytes reserved for the origins, which come last."""
FOR_NOTICE = 64
"""Bytes reserved for the notice of a lazy import."""


class FrameWriter:
    """Sends the frames of one job with at most this many outcomes."""

    def __init__(self, fd: int, outcomes: int) -> None:
        self._fd = fd
        self._left = MAX_FRAME - FOR_NOTICE
        self._lock = threading.Lock()
        self._to_come = outcomes
        # Half of all bytes are for the outcomes in equal parts; each may also take what the ones before it have left.
        self._share = MAX_FRAME // 2 // max(outcomes, 1)

    def write(self, messages: Iterable[Mapping[str, Any]]) -> None:
        """Send each message when it comes."""
        for message in messages:
            if "value" in message:
                self._outcome(dict(message))
            elif "origins" in message:
                self._origins(dict(message))
            elif "over" in message:
                self._send(pack(dict(message)))
            elif not self._drawn(dict(message)):
                return

    def _drawn(self, message: Dict[str, Any]) -> bool:
        body = pack(message)
        small = len(body) <= MAX_FRAME // 4
        why = f"what was drawn takes {len(body):,} bytes to carry; draw less"
        self._send(body if small else pack({"fault": {"stage": "result", "name": "", "message": why}}))
        return small

    def _outcome(self, outcome: Dict[str, Any]) -> None:
        self._to_come -= 1
        body = pack(outcome)
        if len(body) > self._left - FOR_ORIGINS - self._share * self._to_come:
            body = pack(_smaller(outcome, self._share))
        self._send(body)

    def _origins(self, message: Dict[str, Any]) -> None:
        body = pack(message)
        self._send(body if len(body) <= self._left else pack({"origins": [None] * len(message["origins"])}))

    def loading(self) -> None:
        """Send that torch loads a part of itself; any thread of card code may call this at any time."""
        self._pour(pack({"loading": True}))

    def _send(self, body: bytes) -> None:
        self._left -= len(body)
        self._pour(body)

    def _pour(self, body: bytes) -> None:
        data = HEADER.pack(len(body)) + body
        with self._lock:
            while data:
                data = data[os.write(self._fd, data) :]


def _smaller(outcome: Dict[str, Any], room: int) -> Dict[str, Any]:
    """The outcome with its largest part cut, so that it takes less than `room` bytes (at least 1 KiB)."""
    size = len(pack(outcome["value"]))
    if size > room // 4:
        why = f"it takes {size:,} bytes to carry; end the code with a part of it"
        outcome = dict(outcome, value={"k": "opaque", "type": "object", "reason": why})
    # In ASCII, a character takes up to 12 bytes.
    few = dict(outcome, printed=outcome["printed"][: room // 32], shown=outcome["shown"][: room // 96])
    return few if len(pack(few)) <= room else dict(few, warned=[])
