"""One job and its child, without any input or output: bytes and times go in, and in the end there is one Reply.

Whatever card code does to its own process comes out as exactly one of the statuses below; a driver (see `client`) only
moves bytes and kills when `must_die` says so.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from enum import StrEnum

from quiz.engine.job import Job
from quiz.engine.results import Findings, Result
from quiz.worker.wire import HEADER, MAX_FRAME, pack

LOG_KEPT = 1 << 16
FAULTS = 0xC0000000


__all__ = ["Ended", "Exchange", "Reply", "Result", "lost"]


class Ended(StrEnum):
    """How a child ended."""

    DONE = "done"
    TIMEOUT = "timeout"
    CRASH = "crash"
    """Killed by a signal that the quiz did not send: a segfault, an abort, the system short of memory."""
    VANISHED = "vanished"
    """It exited by itself without a result."""
    FLOOD = "flood"
    """It printed more than MAX_FRAME bytes."""
    GARBLED = "garbled"
    """What came is not a result."""
    LOST = "lost"
    """The zygote died under it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The end of a job: `result` is there when status is DONE, `detail` (a sentence) when not; `ms` is wall time."""

    status: Ended
    result: Result | None
    detail: str
    log: str
    ms: float


def lost(detail: str) -> Reply:
    """The reply to a job whose engine died."""
    return Reply(Ended.LOST, None, detail, "", 0.0)


class Exchange:
    """The life of one child. Times are seconds of one monotonic clock; `budget` is in seconds."""

    def __init__(self, job: Job, budget: float, now: float) -> None:
        self.outgoing = memoryview(pack(dict(job.wire())))
        self.began = now
        self.budget = budget
        self.deadline = now + budget
        self.must_die = False
        self.reply: Reply | None = None
        self._findings = Findings(job)
        self._left = MAX_FRAME
        self._frame = bytearray()
        self._log = bytearray()
        self._logged = 0

    def sent(self, count: int) -> None:
        self.outgoing = self.outgoing[count:]

    def received(self, data: bytes, now: float) -> None:
        """Bytes of the result pipe. What comes after the last frame that is due does not count."""
        self._frame += data
        while self.reply is None and len(self._frame) >= HEADER.size:
            (length,) = HEADER.unpack_from(self._frame)
            if length > self._left:
                self._end(Ended.GARBLED, f"a frame of it claims to be {length:,} bytes long", now)
                return
            if len(self._frame) < HEADER.size + length:
                return
            body = bytes(self._frame[HEADER.size : HEADER.size + length])
            del self._frame[: HEADER.size + length]
            self._left -= length
            try:
                result = self._findings.take(body)
            except ValueError as error:
                self._end(Ended.GARBLED, f"what it sent is not a result: {error}", now)
            else:
                if result is not None:
                    self._end(Ended.DONE, "", now, result)

    def logged(self, data: bytes, now: float) -> None:
        self._logged += len(data)
        self._log += data[: LOG_KEPT - len(self._log)]
        if self._logged > MAX_FRAME:
            self._end(Ended.FLOOD, "it printed more than 1 MiB", now)

    def gone(self, status: int, now: float) -> None:
        """The child ended with this wait status; everything it sent has been passed in."""
        self.exited(os.waitstatus_to_exitcode(status), now)

    def exited(self, code: int, now: float) -> None:
        """As `gone`, with a code as `subprocess` has it: below 0 it is a signal, from FAULTS on a fault of Windows."""
        if code < 0:
            try:
                name = signal.Signals(-code).name
            except ValueError:
                name = f"signal {-code}"
            self._end(Ended.CRASH, f"the process was ended by {name}", now)
        elif code >= FAULTS:
            self._end(Ended.CRASH, f"the process was ended by fault 0x{code:X}", now)
        else:
            self._end(Ended.VANISHED, f"the process exited with code {code} and left no result", now)

    def tick(self, now: float) -> None:
        if now >= self.deadline:
            self._end(Ended.TIMEOUT, f"it was still running after {self.budget:g} s", now)

    def _end(self, status: Ended, detail: str, now: float, result: Result | None = None) -> None:
        if self.reply is None:
            log = self._log.decode(errors="replace")
            self.reply = Reply(status, result, detail, log, (now - self.began) * 1000)
            self.must_die = True
