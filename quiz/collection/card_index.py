"""The cards of a set of decks by id, in learning order, with siblings and former ids; kept while the decks stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quiz.deck.model import Card, Deck
from quiz.library.find_cards import former_ids
from quiz.schedule.policy import Siblings, both_ways


class CardIndex:
    """`decks` are in learning order, `ids` the cards of each; `position` orders all cards for learning.

    `siblings` go both ways, `crossing` are the decks that have some in another deck; `former` maps ids that cards had
    before to their present ones, as the decks say.
    """

    def __init__(self, decks: Iterable[Deck]) -> None:
        self.decks: Sequence[Deck] = tuple(decks)
        self.ids = {deck.name: tuple([card.id for card in deck.cards]) for deck in self.decks}
        self.cards: dict[str, Card] = {}
        for deck in self.decks:
            self.cards.update(zip(self.ids[deck.name], deck.cards, strict=True))
        self.position = {card: position for position, card in enumerate(self.cards)}
        self.siblings: Siblings = both_ways(
            {card_id: card.sibling_ids & self.cards.keys() for card_id, card in self.cards.items() if card.siblings}
        )
        self.crossing = frozenset(
            _deck(card)
            for card, siblings in self.siblings.items()
            if any(_deck(sibling) != _deck(card) for sibling in siblings)
        )
        self.former = former_ids(self.cards)

    def is_of(self, decks: Sequence[Deck]) -> bool:
        """Whether these decks have exactly the cards of this index."""
        return len(decks) == len(self.decks) and all(
            deck.cards is known.cards and deck.requires == known.requires
            for deck, known in zip(decks, self.decks, strict=True)
        )


def _deck(card: str) -> str:
    return card.partition("/")[0]
