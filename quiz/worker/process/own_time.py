"""The processor time of a child, without the time that the machine's load takes from it."""

from __future__ import annotations

import os
import time
from typing import Tuple


def own_time(pid: int) -> Tuple[float, bool]:
    """The seconds of processor time of a process that is not reaped, and whether all its threads sleep.

    Raises OSError when it has ended.
    """
    clock = ~pid << 3 | 2  # CPUCLOCK_SCHED of the process, as clock_getcpuclockid(3) makes it
    return time.clock_gettime(clock), _sleeps(pid)


def _sleeps(pid: int) -> bool:
    """Whether every thread waits for something other than a processor or a disk."""
    folder = "/proc/{}/task".format(pid)
    for thread in os.listdir(folder):
        with open("{}/{}/stat".format(folder, thread)) as stat:
            if stat.read().rpartition(")")[2].split()[0] in "RD":
                return False
    return True
