"""Which draws of a card are proven."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.ask.seeds import check_seeds
from quiz.deck.model import Card

DRAWS = 8


@dataclass(frozen=True, slots=True)
class DrawSet:
    """Which draws of each card: `count` of them from the seed `seed * count` on, so that no two seeds share one.

    A fixed card has one.
    """

    count: int = DRAWS
    seed: int = 0

    def of(self, card: Card) -> range:
        return check_seeds(self.count, self.seed, bool(card.draw))
