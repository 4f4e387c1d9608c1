"""Stamps of files and folders: while these stay the same, so does what was loaded from them."""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from typing import Dict, Iterable, Iterator, List, Tuple


def stamps(paths: Iterable[str]) -> Dict[str, List[int]]:
    """The stamp of each file, and of each folder that of the names in it; an empty one where there is nothing."""
    found: Dict[str, List[int]] = {}
    for path in paths:
        found[path] = []
        with suppress(OSError, ValueError):
            state = os.stat(path)
            found[path] = [state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino]
            with os.scandir(path) as entries:
                # The time of a folder changes when bytecode is written there.
                names = sorted(entry.name for entry in entries if entry.name != "__pycache__")
                found[path] = [0, zlib.crc32("/".join(names).encode("utf-8", "surrogatepass"))]
    return found


def sources(folder: str) -> Iterator[Tuple[str, int, int]]:
    """The Python files in a folder and below, with their times and sizes."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                state = entry.stat()
                yield entry.path, state.st_mtime_ns, state.st_size
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from sources(entry.path)
