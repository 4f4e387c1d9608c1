"""The daily limits: how many new cards and reviews a study day allows, per collection and per deck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Done:
    """What was done today: cards seen for the first time, and answers to cards in review (steps count as neither)."""

    new: int = 0
    reviews: int = 0

    def __add__(self, other: Done) -> Done:
        return Done(self.new + other.new, self.reviews + other.reviews)


class Cap(NamedTuple):
    """The limits of one deck, per study day; None means no cap."""

    new: int | None = None
    reviews: int | None = None


class Limits(NamedTuple):
    """The limits per study day, for all decks together, and `caps` by deck within them.

    `learn_ahead_s` is how early a step may come when nothing else waits.
    """

    new_per_day: int = 20
    reviews_per_day: int = 200
    learn_ahead_s: int = 1200
    caps: Mapping[str, Cap] = MappingProxyType({})

    def more(self, new: int, reviews: int) -> Limits:
        """The limits of a day on which the learner asked for more; each deck's cap grows as well."""
        if not (new or reviews):
            return self
        caps = {
            deck: Cap(
                None if cap.new is None else cap.new + new,
                None if cap.reviews is None else cap.reviews + reviews,
            )
            for deck, cap in self.caps.items()
        }
        return self._replace(
            new_per_day=self.new_per_day + new, reviews_per_day=self.reviews_per_day + reviews, caps=caps
        )


class Quota:
    """The places left today for new cards, or for reviews; each card taken uses up one, of its deck and of all."""

    def __init__(self, left: int, by_deck: Mapping[str, int]) -> None:
        self.left = left
        self._by_deck = dict(by_deck)

    def of(self, deck: str) -> int:
        """The places left for cards of this deck."""
        return max(0, min(self.left, self._by_deck.get(deck, self.left)))

    def holds(self, waiting: Iterable[tuple[str, int]]) -> int:
        """For how many of the waiting cards, given by deck, there is room."""
        return min(max(self.left, 0), sum(min(self.of(deck), count) for deck, count in waiting))

    def take(self, deck: str) -> None:
        """Use up one place, for a card of this deck."""
        self.left -= 1
        if deck in self._by_deck:
            self._by_deck[deck] -= 1


def gathered(limits: Limits, done: Mapping[str, Done]) -> dict[str, Done]:
    """The same tallies, summed as far as the limits allow: by deck where it has a cap, the rest together under ""."""
    rest = sum((used for deck, used in done.items() if deck not in limits.caps), Done())
    return {"": rest} | {deck: used for deck, used in done.items() if deck in limits.caps}


def new_room(limits: Limits, done: Mapping[str, Done]) -> Quota:
    """The places for new cards, given what was done today in every deck."""
    used = sum(deck.new for deck in done.values())
    caps = {deck: cap.new - done.get(deck, Done()).new for deck, cap in limits.caps.items() if cap.new is not None}
    return Quota(limits.new_per_day - used, caps)


def review_room(limits: Limits, done: Mapping[str, Done]) -> Quota:
    """The places for reviews, given what was done today in every deck."""
    used = sum(deck.reviews for deck in done.values())
    caps = {
        deck: cap.reviews - done.get(deck, Done()).reviews
        for deck, cap in limits.caps.items()
        if cap.reviews is not None
    }
    return Quota(limits.reviews_per_day - used, caps)
