"""Parsing all decks of a folder for a package that is being built; `parsed` reads what is made here."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from quiz.library import learning_path
from quiz.library.cache import plain_values
from quiz.library.load import load
from quiz.library.parsed import FOLDER, HEAD

_FORM = 4
"""The form of marshal that every Python since 3.4 reads."""


def files(decks: Path) -> Iterator[tuple[str, bytes]]:
    """The name below the shipped decks and the content of each file for the decks and paths of a folder.

    Raises DeckError.
    """
    for path in sorted(decks.glob("*.yaml")):
        sha = sha256(path.read_bytes())
        values: Any = plain_values(sha.hexdigest(), load(path))
        yield f"{FOLDER}/{path.stem}", HEAD + sha.digest() + marshal.dumps(values, _FORM)
    for path in sorted((decks / learning_path.FOLDER).glob("*.yaml")):
        trail: Any = tuple(learning_path.load(path))
        name = f"{FOLDER}/{learning_path.FOLDER}/{path.stem}"
        yield name, HEAD + sha256(path.read_bytes()).digest() + marshal.dumps(trail, _FORM)
