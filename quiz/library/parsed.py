"""Decks parsed when the package was built, so that the first start reads no YAML. `parse` makes them.

They lie below the shipped decks of an installed package, each under the name of its deck. One counts only for exactly
the content that it was made from. The sources that made it need no comparison: they are of the same package. A checkout
has none.
"""

from __future__ import annotations

import marshal
from contextlib import suppress
from pathlib import Path
from typing import Any

FOLDER = "parsed"
"""Below the shipped decks."""
_SHIPPED = Path(__file__).resolve().parents[1] / "shipped"
HEAD = b"quiz parsed 1\n"


def parsed(path: Path, shipped: Path = _SHIPPED) -> tuple[Any, ...] | None:
    """The plain values of a shipped file, as `cache` keeps them; None for any other file, or another content."""
    try:
        file = shipped / FOLDER / path.relative_to(shipped).with_suffix("")
        made = file.read_bytes()
    except (OSError, ValueError):
        return None
    from hashlib import sha256

    with suppress(OSError, ValueError, EOFError, TypeError):
        head = HEAD + sha256(path.read_bytes()).digest()
        if made.startswith(head):
            values: tuple[Any, ...] = marshal.loads(memoryview(made)[len(head) :])
            return values
    return None
