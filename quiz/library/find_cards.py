"""Resolving words of a command line to cards: names of decks, `deck/card`, and paths of deck files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from quiz.deck.model import Card
from quiz.library.decks import Library

_SUFFIXES = (".yaml", ".yml")


def card_at(library: Library, word: str) -> Card:
    """The card `deck/name`, or `path/to/deck.yaml/name`. Raises NotFound, DeckError."""
    where, _, name = word.rpartition("/")
    if Path(where).suffix in _SUFFIXES:
        (deck,) = library.find([where])
        return library.find_card(f"{deck.name}/{name}", [deck])
    return library.find_card(word)


def is_card(word: str) -> bool:
    """Whether the word names a single card, as `deck/card` or `path/to/deck.yaml/card`, and no file or folder."""
    where, _, name = word.rpartition("/")
    of_deck = bool(where) and "/" not in where and not where.startswith((".", "~"))
    of_file = Path(where).suffix in _SUFFIXES
    return bool(name) and (of_deck or of_file) and Path(word).suffix not in _SUFFIXES and not Path(word).exists()


def cards_of(library: Library, words: Sequence[str]) -> list[Card]:
    """The cards of decks (names, paths) and single cards; every card for no words. Raises NotFound, DeckError."""
    if not words:
        return [card for deck in library.all()[0] for card in deck.cards]
    cards: dict[str, Card] = {}
    for word in words:
        found = (
            [card_at(library, word)]
            if is_card(word)
            else [card for deck in library.find([word]) for card in deck.cards]
        )
        cards.update((card.id, card) for card in found)
    return list(cards.values())


def former_ids(cards: Mapping[str, Card]) -> dict[str, str]:
    """A map from the former ids of these cards, as far as no card has them now, to their present ids."""
    return {
        old: card_id
        for card_id, card in cards.items()
        if card.was and (old := card.was if "/" in card.was else f"{card.deck}/{card.was}") not in cards
    }
