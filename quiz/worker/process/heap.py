"""Arranging the zygote's memory so that a fork, and what its child writes, cost little."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import itertools
from typing import List

PAGE = 2 << 20
MADV_COLLAPSE = 25
POOL = 16 << 10
"""CPython hands out small objects from pools of this size, one size of object a pool (since 3.10; before, 4 KiB)."""
HEAD = 48
"""What a pool keeps for itself."""
BYTES_HEAD = 33
"""What bytes take besides their length, with their final zero."""
SIZES = range(16, 513, 16)
MOST = 1 << 16
"""The most objects of one size that are made to fill gaps: elsewhere memory may be handed out in another way."""
_kept: List[List[object]] = []


def hide_from_collector() -> None:
    """Take what is loaded out of the garbage collection: in a child it would touch, and so copy, every page."""
    gc.freeze()


def make_cheap_to_fork() -> None:
    """Make this process cheap to fork: no garbage, no gaps between objects, and few, large pages whose table must be
    copied.

    It takes a third of a second of processor time, which a first question does not wait for.
    """
    gc.unfreeze()
    gc.collect()
    hide_from_collector()
    for size in SIZES:
        _fill_gaps(size)
    use_large_pages()


def use_large_pages() -> None:
    """Move this process's memory into pages of 2 MiB, if the system has them."""
    with contextlib.suppress(OSError, AttributeError):
        _collapse()


def _fill_gaps(size: int) -> None:
    """Fill the room that freed objects of `size` bytes have left in half-used pools.

    Otherwise the new objects of a child are spread over it, and each copies a page: an eighth of all that it copies.
    """
    whole = (POOL - HEAD) // size
    for _ in range(MOST // (2 * whole)):
        made = _objects(size, 2 * whole)
        _kept.append(made)
        if _longest_row(made, size) >= whole:  # a pool that was empty: those in part used come first
            return


def _objects(size: int, count: int) -> List[object]:
    """This many objects that take `size` bytes each and that the garbage collector does not know.

    Nothing else of that size is made meanwhile: a list that grows takes up to 512 bytes, a number of a loop 32.
    """
    if size == 32:
        return [-number for number in itertools.repeat(1.5, count)]
    made: List[object] = [None] * count
    for at in range(count):
        made[at] = object() if size == 16 else bytes(size - BYTES_HEAD)
    return made


def _longest_row(objects: List[object], size: int) -> int:
    """How many of them lie side by side, in the order in which they were made."""
    longest = row = 1
    for one, next_one in zip(objects, objects[1:]):
        row = row + 1 if id(next_one) == id(one) + size else 1
        longest = max(longest, row)
    return longest


def _collapse() -> None:
    """Ask for 2 MiB pages for private memory: a fork then copies a 512th of their table."""
    madvise = ctypes.CDLL(None, use_errno=True).madvise
    madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    with open("/proc/self/maps") as maps:
        areas = [line.split() for line in maps]
    for area in areas:
        named = area[5] if len(area) > 5 else "[heap]"
        if area[1].startswith("rw") and named == "[heap]":
            low, high = (int(edge, 16) for edge in area[0].split("-"))
            low, high = -(-low // PAGE) * PAGE, high // PAGE * PAGE
            if high > low:
                madvise(low, high - low, MADV_COLLAPSE)  # a refusal only means small pages
