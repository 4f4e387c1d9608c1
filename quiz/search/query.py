"""The tree of a parsed search: one class per kind of term, and the patterns with `*`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias


@dataclass(frozen=True)
class Pattern:
    """Text in which some stars match any letters: `pieces` are the parts between those. Case does not count."""

    pieces: tuple[str, ...]

    @cached_property
    def _small(self) -> tuple[str, ...]:
        return tuple(piece.lower() for piece in self.pieces)

    def fits(self, text: str) -> bool:
        """Whether the pattern matches the whole text."""
        first, *rest = self._small
        small = text.lower()
        if not rest:
            return small == first
        last = rest.pop()
        end = len(small) - len(last)
        fitting = len(first) <= end and small.startswith(first) and small.endswith(last)
        return fitting and _in_turn(rest, small, len(first), end)

    def within(self, small: str) -> bool:
        """Whether the pattern matches somewhere in a lower-case text."""
        return _in_turn(self._small, small, 0, len(small))

    def like(self) -> str:
        r"""The pattern for SQL: LIKE ? ESCAPE '\'."""
        return "%".join(re.sub(r"([\\%_])", r"\\\1", piece) for piece in self.pieces)


def _in_turn(pieces: Iterable[str], text: str, start: int, end: int) -> bool:
    """Whether the pieces occur one after the other. Each is taken where it is first found: no later place is better."""
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
    """Cards whose text contains the pattern."""

    pattern: Pattern


@dataclass(frozen=True)
class InDeck:
    """Cards whose deck's name matches."""

    pattern: Pattern


@dataclass(frozen=True)
class Tagged:
    """Cards with a matching tag; None means without any tag."""

    pattern: Pattern | None


@dataclass(frozen=True)
class OfKind:
    """Cards of this kind of question, such as `write`."""

    pattern: Pattern


@dataclass(frozen=True)
class ById:
    """Cards whose id matches, or whose name when the pattern has no slash."""

    pattern: Pattern


@dataclass(frozen=True)
class Is:
    """Cards in this state."""

    state: IsFilter


@dataclass(frozen=True)
class Flagged:
    """Cards with this flag, 0 for none."""

    flag: int


@dataclass(frozen=True)
class Compared:
    """Cards whose property compares so; `sign` is one of = != < <= > >=.

    Stability, interval and due (from today) are in days. Recall is from 0 to 1, and so is difficulty: 0 is the
    easiest, 1 the hardest.
    """

    prop: Prop
    sign: str
    value: float


@dataclass(frozen=True)
class Rated:
    """Cards answered within the last `days` study days, today included; with this rating (1 to 4) if one is named."""

    days: int
    rating: int | None


@dataclass(frozen=True)
class Added:
    """Cards first answered within the last `days` study days."""

    days: int


@dataclass(frozen=True)
class Believed:
    """Cards to which an answer has shown this misconception."""

    pattern: Pattern


@dataclass(frozen=True)
class Not:
    """The cards that the part does not match."""

    part: Query


@dataclass(frozen=True)
class And:
    """The cards that all parts match."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class Or:
    """The cards that any part matches."""

    parts: tuple[Query, ...]


Term: TypeAlias = (
    Everything | Words | InDeck | Tagged | OfKind | ById | Is | Flagged | Compared | Rated | Added | Believed
)
Query: TypeAlias = Term | Not | And | Or
