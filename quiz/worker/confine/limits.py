"""rlimits: a runaway child ends itself instead of the machine.

Stops: memory past what torch itself takes plus 1 GiB, files past 64 MiB, core dumps.
"""

from __future__ import annotations

import resource

GIB = 1 << 30
MAX_FILE = 64 << 20


def confine() -> None:
    """Limit this process, for good. Address space and not data is limited: RLIMIT_DATA misses shared mappings."""
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + GIB,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()
