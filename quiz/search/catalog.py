"""The decks' side of a search: which cards match a deck, tag, kind, id or text."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from quiz.deck.model import Card, Deck, Place
from quiz.search.query import ById, InDeck, OfKind, Pattern, Tagged, Words

_NOT_SAID = ("place", "places", "digest")


class Catalog:
    """The cards of these decks, in their order. Expensive parts are made at the first search that needs them, and
    kept.
    """

    def __init__(self, decks: Iterable[Deck]) -> None:
        self._decks = tuple(decks)
        self.ids: tuple[str, ...] = tuple(card.id for deck in self._decks for card in deck.cards)

    @cached_property
    def members(self) -> frozenset[str]:
        """The ids of all cards."""
        return frozenset(self.ids)

    def find(self, term: Words | InDeck | Tagged | OfKind | ById) -> set[str]:
        """The cards of these decks that match the term."""
        match term:
            case InDeck(pattern):
                fitting = [ids for name, ids in self._by_deck.items() if pattern.fits(name)]
                return set().union(*fitting)
            case ById(pattern):
                return {card_id for card_id in self.ids if named(pattern, card_id)}
            case OfKind(pattern):
                kinds = {card.ask for deck in self._decks for card in deck.cards}
                fitting_kinds = {kind for kind in kinds if pattern.fits(kind)}
                return {card.id for deck in self._decks for card in deck.cards if card.ask in fitting_kinds}
            case Tagged(None):
                return {card.id for deck in self._decks for card in deck.cards if not card.tags}
            case Tagged(Pattern() as pattern):
                return {card_id for tag, ids in self._tags.items() if pattern.fits(tag) for card_id in ids}
            case Words(pattern):
                return {card_id for card_id, said in self._said.items() if pattern.within(said)}
        raise AssertionError(term)

    @cached_property
    def _by_deck(self) -> Mapping[str, frozenset[str]]:
        return {deck.name: frozenset(card.id for card in deck.cards) for deck in self._decks}

    @cached_property
    def _tags(self) -> Mapping[str, list[str]]:
        tags: dict[str, list[str]] = {}
        for deck in self._decks:
            for card in deck.cards:
                for tag in card.tags:
                    tags.setdefault(tag, []).append(card.id)
        return tags

    @cached_property
    def _said(self) -> Mapping[str, str]:
        return {card.id: "\n".join((card.id, *_texts(card))).lower() for deck in self._decks for card in deck.cards}


def by_id(term: InDeck | ById) -> Callable[[str], bool]:
    """Whether an id matches the term: such a term can be answered without the card."""
    if isinstance(term, ById):
        return lambda card_id: named(term.pattern, card_id)
    fits = lru_cache(maxsize=None)(term.pattern.fits)
    return lambda card_id: fits(card_id.partition("/")[0])


def named(pattern: Pattern, card_id: str) -> bool:
    """Whether the pattern matches this id, or its name when the pattern has no slash."""
    by_id = any("/" in piece for piece in pattern.pieces)
    return pattern.fits(card_id) or (not by_id and pattern.fits(card_id.partition("/")[2]))


def _texts(value: Any) -> Iterator[str]:
    """Every text in a card that is shown or run, whatever its kind."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Card) or (dataclasses.is_dataclass(value) and not isinstance(value, Place)):
        for field in dataclasses.fields(value):
            if field.name not in _NOT_SAID:
                yield from _texts(getattr(value, field.name))
