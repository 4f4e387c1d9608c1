"""Reading the bytes of a deck file, and the stamp that shows whether it has changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from quiz.errors import DeckError, NotFound, Problem

MAX_BYTES = 4 << 20


class Stamp(NamedTuple):
    """What the file system knows of a file: it changes with the content, once the clock of files has moved on."""

    modified_ns: int
    changed_ns: int
    size: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """Raises OSError when there is no such file, ValueError when the path cannot be one."""
        state = os.stat(path)  # noqa: PTH116 (twice as fast, for every deck at every start)
        return cls(state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)


def read(path: Path) -> bytes:
    """The bytes of a deck file, but no more than show that it is too long.

    Raises NotFound when there is no such file, DeckError when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise NotFound(f"there is no file {path}", fix="`quiz decks` lists the decks there are.") from None
    except OSError as error:
        what = f"the file cannot be read: {error.strerror or error}"
        raise DeckError([Problem(str(path), 0, 0, what, "Name a deck file that you may read.")]) from None
