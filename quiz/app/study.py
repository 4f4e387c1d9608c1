"""The meaning of the words after `quiz review`: decks, single cards, or a path through the decks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.library.decks import Library
    from quiz.library.learning_path import Trail


@dataclass(frozen=True, slots=True)
class Study:
    """`words` name the decks that are needed, none for all of them.

    If it `narrows`, only some of their cards are asked: those of the `trail`, or the `single` ones.
    """

    words: tuple[str, ...] = ()
    trail: Trail | None = None
    single: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether cards were named, not decks."""
        return self.trail is not None or bool(self.single)

    def cards(self, known: Iterable[str]) -> tuple[str, ...]:
        """The ids of the cards to ask, in their order, of those that are `known`; () when decks were named."""
        if self.trail is not None:
            return self.trail.present(known)
        there = set(known)
        return tuple(card for card in self.single if card in there)


def study_of(library: Library, words: Sequence[str]) -> Study:
    """What these words mean. Raises NotFound, DeckError for decks and cards that do not exist."""
    from quiz.library.find_cards import cards_of, is_card
    from quiz.library.learning_path import named

    trail = named(library.shipped, words)
    if trail is not None:
        return Study(trail=trail)
    if not any(map(is_card, words)):
        return Study(tuple(words))
    single = tuple(card.id for card in cards_of(library, words))
    decks = dict.fromkeys(word.rpartition("/")[0] if is_card(word) else word for word in words)
    return Study(tuple(decks), single=single)
