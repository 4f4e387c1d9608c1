"""Replacing files atomically: a reader sees the old content or the new one, never a part."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_NUMBERS = itertools.count()


def write_file(path: Path, content: str | bytes, *, durable: bool = False, mode: int = 0o666) -> None:
    """Replace a file by `content`, a text as UTF-8; see `replace_file`. Raises OSError."""
    with replace_file(path, durable=durable, mode=mode) as file:
        file.write(content if isinstance(content, bytes) else content.encode())


@contextmanager
def replace_file(path: Path, *, durable: bool = False, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write to, which replaces `path` when the block ends and is removed when it fails.

    A link is followed, and the permissions of an existing file are kept; a new one gets `mode`, less the umask.
    `durable` waits until the file and its name are on the disk. Raises OSError: then `path` is unchanged.
    """
    target = path.resolve()
    draft, handle = _draft(target, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            if durable:
                os.fsync(handle)
        with suppress(FileNotFoundError):
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    if durable:
        sync(target.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk. Raises OSError."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _draft(target: Path, mode: int) -> tuple[Path, int]:
    """A new file next to the target; names left by a killed process with the same number are skipped."""
    while True:
        draft = target.with_name(f".{target.name}.{os.getpid()}-{next(_NUMBERS)}")
        with suppress(FileExistsError):
            return draft, os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
