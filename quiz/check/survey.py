"""The decks and cards of one run, for the rules that look at more than one card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.deck.model import Card, Deck
from quiz.library.content import content


@dataclass(frozen=True, slots=True)
class Survey:
    """`cards` are those to prove, `decks` their decks, `known` the names of all decks there are.

    `known` maps each name to the decks that it requires; `present` are the ids of all cards there are, or of those in
    `compared` if no sibling is elsewhere. `compared` are the cards in their order, among others with which they are
    compared: a finding is reported only on one of `cards`.
    """

    cards: tuple[Card, ...]
    decks: tuple[Deck, ...]
    known: Mapping[str, tuple[str, ...]]
    compared: tuple[Card, ...]
    present: frozenset[str] = frozenset()

    def proves(self, card: Card) -> bool:
        """Whether it is one of the cards to prove."""
        return any((card.place.path, card.name) == (mine.place.path, mine.name) for mine in self.cards)

    def signs(self) -> object:
        """Plain values that change whenever a finding between the cards or decks could."""
        cards = [(card.place.path, card.id, card.place.line, content(card)) for card in self.compared]
        mine = [(card.place.path, card.id) for card in self.cards]
        decks = [(deck.path, deck.name, deck.title, deck.about, deck.requires, deck.places) for deck in self.decks]
        return cards, mine, decks, sorted(self.known.items()), sorted(self.present)
