"""System calls that Python does not offer. Linux only; importing this is safe everywhere."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import struct
import sys
from typing import List, Sequence

_KNOWN = sys.platform == "linux" and struct.calcsize("P") == 8 and os.uname().machine in ("x86_64", "aarch64")
MACHINE = os.uname().machine if _KNOWN else ""
"""The processor, if its system call numbers are known here; elsewhere no layer that needs them is available."""

_LIBC = ctypes.CDLL(None, use_errno=True) if _KNOWN else None
PRCTL = {"x86_64": 157, "aarch64": 167}.get(MACHINE, -1)

_CLOSE_RANGE = 436
_LAST = (1 << 32) - 1


class Prepared:
    """A system call with its arguments, integers or bytes, prepared in advance: calling it costs the child little.

    Every object that a child touches for the first time is a page copied; so the zygote touches them instead.
    """

    def __init__(self, number: int, *arguments: object) -> None:
        self._words = [ctypes.c_long(number), *map(_word, arguments)]

    def __call__(self) -> int:
        """Raises OSError."""
        if _LIBC is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        return _checked(_LIBC.syscall(*self._words))

    def of(self, first: int) -> int:
        """The same call with another first argument. Raises OSError."""
        self._words[1] = ctypes.c_ulong(first)
        return self()


class Repeated:
    """A system call made once per record, its third argument; for hundreds of them."""

    def __init__(self, number: int, records: Sequence[bytes]) -> None:
        self._number = number
        self._size = max(map(len, records), default=1)
        self._buffer = ctypes.create_string_buffer(b"".join(records), self._size * len(records) or 1)
        self._count = len(records)
        # A separate function object, since its argument types are declared: that halves the time.
        self._call = ctypes.CDLL(None, use_errno=True)["syscall"]
        self._call.argtypes = [ctypes.c_long, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong]

    def __call__(self, first: int, second: int) -> None:
        """Raises OSError."""
        start = ctypes.addressof(self._buffer)
        for address in range(start, start + self._count * self._size, self._size):
            _checked(self._call(self._number, first, second, address, 0))


def call(number: int, *arguments: object) -> int:
    """The system call `number` with integers or bytes. Raises OSError."""
    return Prepared(number, *arguments)()


def prctl(option: int, value: int = 0) -> int:
    """prctl(2) of an option with one argument or none. Raises OSError."""
    return call(PRCTL, option, value, 0, 0, 0)


def keep_only(*fds: int) -> List[int]:
    """Close every descriptor from 3 on except these, which are renumbered 3, 4, ...; their new numbers. -1 stays -1."""
    moved = {-1: -1}
    for fd in sorted(fd for fd in fds if fd >= 0):
        low = moved[fd] = 2 + len(moved)
        if fd != low:  # in ascending order, so `low` is never one of those still to come
            os.dup2(fd, low)
    _close_from(2 + len(moved))
    return [moved[fd] for fd in fds]


def _close_from(low: int) -> None:
    try:
        call(_CLOSE_RANGE, low, _LAST, 0)
    except OSError:  # Linux before 5.9, or an unknown processor
        for fd in map(int, os.listdir("/proc/self/fd")):
            if fd >= low:
                with contextlib.suppress(OSError):
                    os.close(fd)


def _word(argument: object) -> object:
    if isinstance(argument, int):
        return ctypes.c_ulong(argument & 0xFFFFFFFFFFFFFFFF)
    return ctypes.c_char_p(argument) if isinstance(argument, bytes) else argument


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
