"""A spawned child, where fork is not possible: a process that loads torch, waits for one job, runs it and exits.

It has three plain pipes: standard input brings the job, standard output takes its messages (MARK, its hello as a
frame, an empty frame once the job has been read, the frames of the job), and standard error is the log.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import threading
from typing import List

from ..wire import HEADER, MARK, frame

PR_SET_PDEATHSIG = 1
LINUX = sys.platform == "linux"


def main() -> None:
    job_fd, result_fd = os.dup(0), os.dup(1)
    # Card code finds no input, and its prints go to the log; so do those of torch while it is loaded.
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    if LINUX:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    gc.disable()  # nothing of the import becomes garbage worth collecting
    from . import child
    from .hello import greeting

    gc.enable()
    sys.dont_write_bytecode = True  # what is imported from here on depends on the code of a card
    _write(result_fd, MARK + frame(dict(greeting(_confine()))))
    status = 70  # an internal error, which the quiz distinguishes from an exit by card code
    try:
        (length,) = HEADER.unpack(_read(job_fd, HEADER.size))
        job = _read(job_fd, length)
        _write(result_fd, HEADER.pack(0))
        if LINUX:
            os.close(job_fd)
        else:
            threading.Thread(target=_die_with_parent, args=(job_fd,), daemon=True).start()
        child.serve(job, result_fd)
        status = 0
    finally:
        os._exit(status)


def _confine() -> List[str]:
    """Limit this process, if possible; the names of the layers in force.

    The other layers are prepared by a zygote, and are not available where children have to be spawned.
    """
    from ..confine import limits

    if not limits.available():
        return []
    limits.confine()
    return [limits.NAME]


def _die_with_parent(job_fd: int) -> None:
    """End when the quiz does, which has the other end of the pipe.

    On Linux a signal does this. A thread in the child is good enough only when nothing confines it: it would be
    outside the confinement of the other threads, and card code can make it run anything.
    """
    while os.read(job_fd, 1):
        pass
    os._exit(0)


def _read(fd: int, length: int) -> bytes:
    """Exactly `length` bytes; if the quiz is gone, the process ends."""
    data = b""
    while len(data) < length:
        more = os.read(fd, length - len(data))
        if not more:
            os._exit(0)
        data += more
    return data


def _write(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]
