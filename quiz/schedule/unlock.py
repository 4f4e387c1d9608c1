"""Which decks are locked: a deck that requires others opens once enough of their cards have been passed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

SHARE = (60, 100)
"""The part of the cards of each required deck, as a fraction of whole numbers, so that 3 of 5 is exactly enough."""


class DeckLock(NamedTuple):
    """Why a deck is locked: only `passed` cards of the deck `requires` have been passed, and `needed` must be."""

    requires: str
    passed: int
    needed: int


def needed(cards: int) -> int:
    """How many of a deck's cards must have been passed for what requires it to open."""
    part, whole = SHARE
    return -(-cards * part // whole)


def locks(
    requires: Mapping[str, Iterable[str]], sizes: Mapping[str, int], passed: Mapping[str, int]
) -> dict[str, DeckLock]:
    """The decks that are locked, each with the first deck in its way.

    `requires` is in learning order; a card is passed once it has graduated to review. A locked deck brings no new
    cards; what was begun in it goes on. A deck that is missing, or comes later (as in a circle), locks nothing.
    """
    found: dict[str, DeckLock] = {}
    before: set[str] = set()
    for deck, required in requires.items():
        for name in required:
            if name in before and name in sizes and passed.get(name, 0) < needed(sizes[name]):
                found[deck] = DeckLock(name, passed.get(name, 0), needed(sizes[name]))
                break
        before.add(deck)
    return found
