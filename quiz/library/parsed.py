"""Decks parsed when the package was built, so that the first start reads no YAML; `cache` asks for them.

They lie below the shipped decks of an installed package, each under the name of its deck. One counts only for exactly
the content that it was made from. The sources that made it need no comparison: they are of the same package. A checkout
has none.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

FOLDER = "parsed"
_SHIPPED = Path(__file__).resolve().parents[1] / "shipped"
_HEAD = b"quiz parsed 1\n"
_FORM = 4
"""The form of marshal that every Python since 3.4 reads."""


def parsed(path: Path, shipped: Path = _SHIPPED) -> tuple[Any, ...] | None:
    """The plain values of a shipped file, as `cache` keeps them; None for any other file, or another content."""
    try:
        file = shipped / FOLDER / path.relative_to(shipped).with_suffix("")
        made = file.read_bytes()
    except (OSError, ValueError):
        return None
    from hashlib import sha256

    with suppress(OSError, ValueError, EOFError, TypeError):
        head = _HEAD + sha256(path.read_bytes()).digest()
        if made.startswith(head):
            values: tuple[Any, ...] = marshal.loads(memoryview(made)[len(head) :])
            return values
    return None


def files(decks: Path) -> Iterator[tuple[str, bytes]]:
    """The name below the shipped decks and the content of each file for the decks and paths of a folder.

    Raises DeckError.
    """
    from hashlib import sha256

    from quiz.library import learning_path
    from quiz.library.cache import plain_values
    from quiz.library.load import load

    for path in sorted(decks.glob("*.yaml")):
        sha = sha256(path.read_bytes())
        values: Any = plain_values(sha.hexdigest(), load(path))
        yield f"{FOLDER}/{path.stem}", _HEAD + sha.digest() + marshal.dumps(values, _FORM)
    for path in sorted((decks / learning_path.FOLDER).glob("*.yaml")):
        trail: Any = tuple(learning_path.load(path))
        name = f"{FOLDER}/{learning_path.FOLDER}/{path.stem}"
        yield name, _HEAD + sha256(path.read_bytes()).digest() + marshal.dumps(trail, _FORM)
