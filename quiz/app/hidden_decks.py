"""The learner's decks that shadow a shipped deck of the same name, and which of its cards cannot be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from quiz.deck.model import Deck
from quiz.errors import QuizError
from quiz.library.decks import Library
from quiz.text.numbers import counted


@dataclass(frozen=True, slots=True)
class HiddenDeck:
    """The deck in the file `path` hides the one of its name in `hidden`, which has `cards`; it lacks `missing`
    of them.
    """

    name: str
    path: str
    hidden: str
    cards: int
    missing: int

    @property
    def is_other(self) -> bool:
        """Whether the two share so little that one is not an edited copy of the other: they share a name by chance."""
        return self.missing * 2 > self.cards

    def __str__(self) -> str:
        if not self.missing:
            return f"{self.path}: your copy of the deck {self.name} replaces {self.hidden}, updates included"
        cards = f"{self.missing} of its {counted(self.cards, 'card')}"
        return (
            f"{self.path}: your deck {self.name} hides {self.hidden}: {cards} cannot be asked\n"
            f"  To have both, give yours another name: change its line `deck: {self.name}`."
        )


def hidden_decks(library: Library, decks: Iterable[Deck]) -> list[HiddenDeck]:
    """One for each of these decks that hides another, in their order."""
    found = []
    for deck in decks:
        if deck.shadows:
            try:
                cards = {card.name for hidden in library.find([Path(deck.shadows)]) for card in hidden.cards}
            except QuizError:  # it could not be asked in any case
                cards = set()
            missing = cards.difference(card.name for card in deck.cards)
            found.append(HiddenDeck(deck.name, deck.path, deck.shadows, len(cards), len(missing)))
    return found
