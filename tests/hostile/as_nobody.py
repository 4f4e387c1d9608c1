"""Run by root: `as_nobody.py UID PROGRAM PATH... -- ARGUMENTS` runs PROGRAM as another user.

It does so in a mount namespace where the PATHs can be reached: an interpreter may lie in a home that is closed to all
others. Nothing outside of the namespace changes.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWNS = 0x20000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
LIBC = ctypes.CDLL(None, use_errno=True)


def must(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def closed(path: str) -> str:
    """The first folder on the way to `path` that others may not enter."""
    steps = [path[:at] for at, letter in enumerate(path) if letter == "/" and at] + [path]
    return next((step for step in steps if not Path(step).stat().st_mode & 1), "")


def reveal(path: str) -> None:
    cover = closed(path)
    if cover:
        opened = os.open(path, os.O_PATH)
        must(LIBC.mount(b"none", cover.encode(), b"tmpfs", 0, b"mode=755"))
        Path(path).mkdir(parents=True)
        must(LIBC.mount(b"/proc/self/fd/%d" % opened, path.encode(), None, MS_BIND | MS_REC, None))
        os.close(opened)


def main() -> None:
    uid, program, *rest = sys.argv[1:]
    cut = rest.index("--")
    must(LIBC.unshare(CLONE_NEWNS))
    must(LIBC.mount(None, b"/", None, MS_REC | MS_PRIVATE, None))
    for path in rest[:cut]:
        reveal(path)
    os.setgroups([])
    os.setresgid(int(uid), int(uid), int(uid))
    os.setresuid(int(uid), int(uid), int(uid))
    os.execv(program, [program, *rest[cut + 1 :]])


if __name__ == "__main__":
    main()
