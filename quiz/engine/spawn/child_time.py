"""The processor time of a spawned child, measured by whatever means the system has."""

from __future__ import annotations

import subprocess
import sys

PS_S = 2.0


def child_time(pid: int) -> tuple[float, bool]:
    """The seconds of processor time of a process, and whether it sleeps. Raises OSError when that cannot be known."""
    if sys.platform == "linux":
        from quiz.worker.process.own_time import own_time

        return own_time(pid)
    return _of_windows(pid) if sys.platform == "win32" else of_ps(_ps(pid))


def of_ps(row: str) -> tuple[float, bool]:
    """The time and state in a row of `ps -o time=,state=`, such as "1:02.50 S+". Raises OSError when it has neither."""
    try:
        clock, state = row.split()[:2]
        days, _, rest = clock.rpartition("-")
        seconds = 0.0
        for part in rest.split(":"):
            seconds = seconds * 60 + float(part)
    except ValueError as error:
        raise ProcessLookupError("the process has ended") from error
    return seconds + 86400 * int(days or 0), state[0] in "SIT"


def _ps(pid: int) -> str:
    try:
        command = ["ps", "-o", "time=,state=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True, timeout=PS_S, check=False).stdout
    except subprocess.TimeoutExpired as error:
        raise OSError("ps did not answer") from error


def _of_windows(pid: int) -> tuple[float, bool]:
    """Windows does not say whether a process sleeps: there the limit of wall time ends it."""
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    times = (ctypes.c_ulonglong * 4)()  # made, ended, in the kernel, in the program: in units of 100 ns
    known = handle and kernel.GetProcessTimes(handle, *(ctypes.byref(times, 8 * number) for number in range(4)))
    if handle:
        kernel.CloseHandle(handle)
    if not known:
        raise ProcessLookupError("the process has ended")
    return (times[2] + times[3]) / 1e7, False
