"""Dropping privileges: exec gains none, root's are dropped, and other processes of the user cannot look inside."""

from __future__ import annotations

import os
import struct
from typing import List

from . import kernel

NAME = "privileges"
STOPS = "gaining rights by set-uid programs, using those of root, and being read or traced by another process"

PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
_CAPSET = {"x86_64": 126, "aarch64": 91}
_SELF = struct.pack("=Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this thread
_NOTHING = bytes(24)  # effective, permitted, inheritable; twice 32 bits each


Calls = List[kernel.Prepared]


def available() -> bool:
    return kernel.MACHINE in _CAPSET


def hide() -> None:
    """Close /proc/PID/{mem,environ,fd,...} of this process, and of all its children, to others of the same user."""
    kernel.prctl(PR_SET_DUMPABLE, 0)


def prepare() -> Calls:
    """The calls that drop root's privileges, and the way to regain them."""
    calls = [kernel.Prepared(kernel.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)]
    if os.geteuid() == 0:
        calls.append(kernel.Prepared(kernel.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
        calls.append(kernel.Prepared(_CAPSET[kernel.MACHINE], _SELF, _NOTHING))
    return calls


def apply(calls: Calls) -> None:
    """Raises OSError."""
    for call in calls:
        call()


def holds() -> bool:
    return kernel.prctl(PR_GET_NO_NEW_PRIVS) == 1
