"""Learning paths: lists of cards of several decks in the order in which a newcomer should meet them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quiz.deck.files import Stamp
from quiz.errors import DeckError

if TYPE_CHECKING:
    from quiz.library.cache import Kept

FOLDER = "paths"
"""The folder of paths, below the folder of their decks."""


class Trail(NamedTuple):
    """`cards` are ids (`deck/card`), each once."""

    name: str
    title: str
    about: str
    cards: tuple[str, ...]

    def present(self, known: Iterable[str]) -> tuple[str, ...]:
        """Its cards among the `known`: a learner's own deck may replace a shipped one and lack some."""
        there = set(known)
        return tuple(card for card in self.cards if card in there)


def load(path: Path) -> Trail:
    """Read the file of a path. Raises DeckError with all its problems, NotFound when there is no such file."""
    from quiz.library.path_file import values_of  # which needs the parser of YAML

    return Trail(*values_of(path))


def trails(decks: Path, kept: Kept | None = None) -> list[Trail]:
    """The paths through the decks of a folder, by name; files that cannot be read are ignored. `kept` caches them."""
    return list(_readable(sorted((decks / FOLDER).glob("*.yaml")), kept))


def named(decks: Path, words: Sequence[str]) -> Trail | None:
    """The path that a single word names, if it does."""
    return next((trail for trail in trails(decks) if [trail.name] == list(words)), None) if len(words) == 1 else None


def _readable(paths: Iterable[Path], kept: Kept | None) -> Iterator[Trail]:
    for path in paths:
        with suppress(DeckError, OSError):
            stamp = Stamp.of(path)
            known = kept.values(path, stamp) if kept is not None else None
            if known is not None:
                yield Trail(*known)
                continue
            trail = load(path)
            if kept is not None:
                kept.put_values(path, stamp, tuple(trail))
            yield trail
