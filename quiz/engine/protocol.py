"""The life of one job in its child as a state machine: bytes and times go in, in the end one Reply comes out.

Whatever card code does to its process is reported as exactly one of the statuses below; a driver (see `client`) only
moves bytes and kills when `must_die` says so.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum

from quiz.engine.job import Job
from quiz.engine.results import Findings, Result, check_over
from quiz.worker.wire import CPU, HEADER, MAX_FRAME, pack

LOG_KEPT = 1 << 16
WALL_TIMES, WALL_MORE_S = 10.0, 20.0
"""A child may take this many times its budget, plus this many seconds, of wall time."""
LAZY_S = 10.0
"""The seconds granted in addition when torch imports a part of itself, such as its compiler: 0.3 to 2 s when quiet."""
LOOKS, MIN_LOOK_S, MAX_LOOK_S = 8, 0.05, 0.5
"""How often, as a part of the budget, a child's time is measured; and the shortest and longest time between."""
ASLEEP_CPU_S = 0.01
"""A child that took less than this since the last measure, and sleeps, counts as having slept all the time."""
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
    """What it sent is not a result."""
    LOST = "lost"
    """The zygote died before the job ended."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The end of a job: `result` is set when status is DONE, `detail` (a sentence) when not; `ms` is wall time.

    `own_ms` is the part of it that the child took, computing or asleep; the rest is the load of the machine.
    `starved` says of a TIMEOUT that the child had not used its budget up when the limit of wall time came. `then` has
    a reply for each further job of the child, up to the first that is not DONE.
    """

    status: Ended
    result: Result | None
    detail: str
    log: str
    ms: float
    own_ms: float = 0.0
    starved: bool = False
    then: tuple[Reply, ...] = ()

    @property
    def all_done(self) -> bool:
        """Whether every job of the child gave a result, and what it has changed could be put back."""
        return all(reply.status is Ended.DONE for reply in (self, *self.then))


def lost(detail: str) -> Reply:
    """The reply to a job whose engine died."""
    return Reply(Ended.LOST, None, detail, "", 0.0)


class Exchange:
    """The life of one child. Times are seconds of one monotonic clock.

    `budget` is in seconds of the child's own time, computing or asleep, if somebody measures it (`measured`); else
    in seconds of wall time. The time that torch takes to import parts of itself is granted in addition. A child that
    was `loaded` has taken time before it had its job: for it, the first measure is where the count begins. A child with
    several jobs has the budget for each of them.
    """

    def __init__(self, job: Job, budget: float, now: float, *, measurable: bool = False, loaded: bool = False) -> None:
        self.outgoing = memoryview(pack(dict(job.wire())))
        self.began = now
        self.budget = budget
        self.measurable = measurable
        self._granted = 0.0
        self._own = 0.0
        self._cpu: float | None = None if loaded or job.device != CPU else 0.0
        self._measured_at = now
        self.must_die = False
        self.reply: Reply | None = None
        self._findings: Findings | None = Findings(job)
        self._to_come = deque(job.then)
        self._shared = bool(job.then)
        self._replies: list[Reply] = []
        self._own_before = 0.0
        self._left = MAX_FRAME
        self._frame = bytearray()
        self._log = bytearray()
        self._logged = 0

    def sent(self, count: int) -> None:
        self.outgoing = self.outgoing[count:]

    def received(self, data: bytes, now: float) -> None:
        """Bytes of the result pipe. What comes after the last expected frame does not count."""
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
                self._take(body, now)
            except ValueError as error:
                self._end(Ended.GARBLED, f"what it sent is not a result: {error}", now)

    def _take(self, body: bytes, now: float) -> None:
        """One frame. Raises ValueError."""
        if self._findings is None:
            check_over(body)
            self._tell()
            return
        result = self._findings.take(body)
        if self._findings.loading:
            self._granted = LAZY_S
        if result is not None and self._shared:
            self._replies.append(self._reply(Ended.DONE, "", now, result))
            self._go_on(now)
        elif result is not None:
            self._end(Ended.DONE, "", now, result)

    def _go_on(self, now: float) -> None:
        """The child begins its next job, or says after the last that there are no more."""
        self._findings = Findings(self._to_come.popleft()) if self._to_come else None
        self._own_before, self.began = self._own_at(now), now
        self._granted, self._left = 0.0, MAX_FRAME

    def logged(self, data: bytes, now: float) -> None:
        self._logged += len(data)
        self._log += data[: LOG_KEPT - len(self._log)]
        if self._logged > MAX_FRAME:
            self._end(Ended.FLOOD, "it printed more than 1 MiB", now)

    def gone(self, status: int, now: float) -> None:
        """The child ended with this wait status; everything it sent has been passed in."""
        self.exited(os.waitstatus_to_exitcode(status), now)

    def exited(self, code: int, now: float) -> None:
        """As `gone`, with a code as in `subprocess`: below 0 it is a signal, from FAULTS on a fault of Windows."""
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

    @property
    def loading(self) -> bool:
        """Whether the child waits for torch, which imports a part of itself."""
        return self.reply is None and self._findings is not None and self._findings.loading

    @property
    def look_s(self) -> float:
        """Seconds until its time is to be measured again."""
        if not self.measurable:
            return max(0.0, self.began + self.budget + self._granted - self._measured_at)
        return min(max(self.budget / LOOKS, MIN_LOOK_S), MAX_LOOK_S)

    @property
    def wall_limit_s(self) -> float:
        """Seconds of wall time after which the child is ended in any case."""
        return (WALL_TIMES * self.budget + WALL_MORE_S if self.measurable else self.budget) + self._granted

    def measured(self, cpu: float, sleeps: bool, now: float) -> None:
        """The child has taken `cpu` seconds of processor time since it was made, and whether it `sleeps`."""
        before = cpu if self._cpu is None else self._cpu
        used = cpu - before
        idle = sleeps and used < ASLEEP_CPU_S
        self._own += max(now - self._measured_at, used) if idle else used
        self._cpu, self._measured_at = cpu, now
        if self._own - self._own_before >= self.budget + self._granted:
            self._end(Ended.TIMEOUT, f"it was still running after {self.budget:g} s", now)

    def unmeasured(self, now: float) -> None:
        """The child's own time cannot be known: all the time since the last measure counts."""
        self.measured((self._cpu or 0.0) + now - self._measured_at, False, now)

    def tick(self, now: float) -> None:
        if not self.measurable:
            self._measured_at = now
        if now >= self.began + self.wall_limit_s:
            limit = self.wall_limit_s if self.measurable else self.budget
            self._end(Ended.TIMEOUT, f"it was still running after {limit:g} s", now, starved=self.measurable)

    def _end(self, status: Ended, detail: str, now: float, result: Result | None = None, starved: bool = False) -> None:
        if self.reply is None:
            self._replies.append(self._reply(status, detail, now, result, starved))
            self._tell()

    def _reply(
        self, status: Ended, detail: str, now: float, result: Result | None = None, starved: bool = False
    ) -> Reply:
        """The end of the job that is running."""
        log = self._log.decode(errors="replace")
        # What was not measured yet may turn out to be less.
        own = max(0.0, self._own_at(now) - self._own_before) if self.measurable else now - self.began
        return Reply(status, result, detail, log, (now - self.began) * 1000, own * 1000, starved)

    def _own_at(self, now: float) -> float:
        """The child's own time so far; what it took since the last measure counts in full."""
        return self._own + (now - self._measured_at)

    def _tell(self) -> None:
        first, *more = self._replies
        self.reply = replace(first, then=tuple(more))
        self.must_die = True
