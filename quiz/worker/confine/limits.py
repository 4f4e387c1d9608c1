"""Resource limits (rlimits): a runaway child fails instead of the machine."""

from __future__ import annotations

import sys
from typing import List, Tuple

if sys.platform == "linux":
    import resource

NAME = "rlimits"
STOPS = "taking more than 1 GiB of memory, 64 open files, 16 MiB a file, 4,096 threads or 20 minutes of processor time"

MAX_MEMORY = 1 << 30
"""Address space beyond what torch itself takes. RLIMIT_DATA would miss shared mappings."""
MAX_FILE = 16 << 20
"""With MAX_OPEN it also bounds the size of unlinked files, which no count of a folder shows: 1 GiB."""
MAX_OPEN = 64
MAX_GPU_DATA = 4 << 30
MAX_GPU_OPEN = 256
MAX_TASKS = 4096
"""For all processes of the user, as the kernel counts: above what people have, below the machine's limit. Not
for root.
"""
MAX_CPU_S = 1200
"""The quiz ends overdue children; this is for the case that it cannot."""


Limits = List[Tuple[int, Tuple[int, int]]]


def available() -> bool:
    return sys.platform == "linux"


def make_room(files: int) -> None:
    """Let this process have this many more files open, if it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files + MAX_GPU_OPEN
    if soft != resource.RLIM_INFINITY and soft < wanted:
        wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def prepare(gpu: bool = False) -> Limits:
    """The limits for a child forked from this process: rows of kind and (soft, hard).

    A GPU's driver reserves more addresses than the machine has memory, and opens more files: with `gpu`, writable
    memory is limited instead of mapped memory, and the limits are higher.
    """
    most = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: MAX_FILE,
        resource.RLIMIT_NOFILE: MAX_OPEN,
        resource.RLIMIT_NPROC: MAX_TASKS,
        resource.RLIMIT_CPU: MAX_CPU_S,
    }
    if gpu:
        most[resource.RLIMIT_DATA] = _pages(5) + MAX_GPU_DATA
        most[resource.RLIMIT_NOFILE] = MAX_GPU_OPEN
    else:
        most[resource.RLIMIT_AS] = _pages(0) + MAX_MEMORY
    limits = []
    for kind, limit in most.items():
        hard = resource.getrlimit(kind)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        limits.append((kind, (limit, limit)))
    return limits


def apply(limits: Limits) -> None:
    """Limit this process permanently: a lowered hard limit stays, without CAP_SYS_RESOURCE."""
    for kind, pair in limits:
        resource.setrlimit(kind, pair)


def holds() -> bool:
    return resource.getrlimit(resource.RLIMIT_FSIZE)[1] <= MAX_FILE


def _pages(field: int) -> int:
    """Bytes of a field of statm: 0 is everything mapped, 5 its private writable part."""
    with open("/proc/self/statm", "rb", buffering=0) as statm:
        return int(statm.read(256).split()[field]) * resource.getpagesize()


def confine() -> None:
    """Limit this process when there is no zygote to prepare the limits."""
    apply(prepare())
