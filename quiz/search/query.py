"""What a search asks for, as a tree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias


@dataclass(frozen=True)
class Pattern:
    """Text in which some stars stand for any letters: `pieces` are what is between those. Case does not count."""

    pieces: tuple[str, ...]

    @cached_property
    def _small(self) -> tuple[str, ...]:
        return tuple(piece.lower() for piece in self.pieces)

    def fits(self, text: str) -> bool:
        """Whether it is the whole text."""
        first, *rest = self._small
        small = text.lower()
        if not rest:
            return small == first
        last = rest.pop()
        end = len(small) - len(last)
        fitting = len(first) <= end and small.startswith(first) and small.endswith(last)
        return fitting and _in_turn(rest, small, len(first), end)

    def within(self, small: str) -> bool:
        """Whether it is in a text of small letters."""
        return _in_turn(self._small, small, 0, len(small))

    def like(self) -> str:
        """For SQL: LIKE ? ESCAPE '\\'."""
        return "%".join(re.sub(r"([\\%_])", r"\\\1", piece) for piece in self.pieces)


def _in_turn(pieces: Iterable[str], text: str, start: int, end: int) -> bool:
    """Whether the pieces come one after the other. Each is taken where it is first found: no later place is better."""
    for piece in pieces:
        at = text.find(piece, start, end)
        if at < 0:
            return False
        start = at + len(piece)
    return True


class IsFilter(StrEnum):
    """The words after `is:`."""

    NEW = "new"
    LEARN = "learn"
    REVIEW = "review"
    DUE = "due"
    SUSPENDED = "suspended"
    BURIED = "buried"
    BURIED_MANUALLY = "buried-manually"
    BURIED_SIBLING = "buried-sibling"
    LEECH = "leech"
    ORPHAN = "orphan"


class Prop(StrEnum):
    """What `prop:` compares, by its name in Anki."""

    STABILITY = "s"
    DIFFICULTY = "d"
    RECALL = "r"
    INTERVAL = "ivl"
    LAPSES = "lapses"
    REPS = "reps"
    DUE = "due"


@dataclass(frozen=True)
class Everything:
    """All cards: a search without words."""


@dataclass(frozen=True)
class Words:
    """Somewhere in what the card says."""

    pattern: Pattern


@dataclass(frozen=True)
class InDeck:
    """By the name of the deck."""

    pattern: Pattern


@dataclass(frozen=True)
class Tagged:
    """None means without any tag."""

    pattern: Pattern | None


@dataclass(frozen=True)
class OfKind:
    """By the kind of its question, such as `write`."""

    pattern: Pattern


@dataclass(frozen=True)
class ById:
    """By id, or by the name alone where the pattern has no slash."""

    pattern: Pattern


@dataclass(frozen=True)
class Is:
    """By the state of the card."""

    state: IsFilter


@dataclass(frozen=True)
class Flagged:
    """With this flag, 0 for none."""

    flag: int


@dataclass(frozen=True)
class Compared:
    """`sign` is one of = != < <= > >=; stability, interval and due (from today) are in days.

    Recall is from 0 to 1, and so is difficulty: 0 is the easiest, 1 the hardest.
    """

    prop: Prop
    sign: str
    value: float


@dataclass(frozen=True)
class Rated:
    """Answered within the last `days` study days, today included; with this rating (1 to 4) where one is named."""

    days: int
    rating: int | None


@dataclass(frozen=True)
class Added:
    """First answered within the last `days` study days."""

    days: int


@dataclass(frozen=True)
class Believed:
    """An answer to it has shown this misconception."""

    pattern: Pattern


@dataclass(frozen=True)
class Not:
    """The cards that the part does not mean."""

    part: Query


@dataclass(frozen=True)
class And:
    """The cards that all parts mean."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class Or:
    """The cards that any part means."""

    parts: tuple[Query, ...]


Term: TypeAlias = (
    Everything | Words | InDeck | Tagged | OfKind | ById | Is | Flagged | Compared | Rated | Added | Believed
)
Query: TypeAlias = Term | Not | And | Or
