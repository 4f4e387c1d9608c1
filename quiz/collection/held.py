"""What is worked out once for a store, and kept between two looks at it: the decks, and cards by their past."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from quiz.collection.card_index import CardIndex
from quiz.deck.model import Deck
from quiz.store.queries.due import Agenda
from quiz.store.store import Store


@dataclass(slots=True)
class _Held:
    """`at` is what another connection had written, and how often this one had written more than answers. Of its own
    `answers` so many are in the sets: `orphans`, and by deck, the cards `seen`.
    """

    card_index: CardIndex
    at: tuple[int, int] = (-1, -1)
    answers: int = 0
    orphans: set[str] | None = None
    seen: dict[str, set[str]] = field(default_factory=dict)


_HELD: WeakKeyDictionary[Store, _Held] = WeakKeyDictionary()


def card_index_of(store: Store, decks: list[Deck]) -> CardIndex:
    """The roster of these decks, the one of the last time where they are the same."""
    held = _HELD.get(store)
    if held is None or not held.card_index.is_of(decks):
        held = _HELD[store] = _Held(CardIndex(decks))
    return held.card_index


def seen(store: Store, card_index: CardIndex) -> Callable[[str], Container[str]]:
    """By deck, the cards that were ever answered. Raises StoreError."""
    known = _held(store, card_index).seen

    def of(deck: str) -> Container[str]:
        if deck not in known:
            known[deck] = Agenda(store).seen(deck)
        return known[deck]

    return of


def orphans(store: Store, card_index: CardIndex) -> Collection[str]:
    """Cards that are remembered, and are in none of these decks any more. Raises StoreError."""
    held = _held(store, card_index)
    if held.orphans is None:
        held.orphans = set(Agenda(store).orphans(card_index.cards, card_index.ids))
    return held.orphans


def _held(store: Store, card_index: CardIndex) -> _Held:
    """What is still true of what was held; of other decks than the last ones nothing is."""
    held, at = _HELD.get(store), (Agenda(store).version(), store.revised)
    if held is None or held.card_index is not card_index:
        return _Held(card_index)
    if held.at != at:
        held.at, held.orphans, held.seen = at, None, {}
    for card in store.answered[held.answers :]:
        deck = card.partition("/")[0]
        if deck in held.seen:
            held.seen[deck].add(card)
        # A card may be answered that its file has lost in the meantime.
        if held.orphans is not None and card not in card_index.cards and deck in card_index.ids:
            held.orphans.add(card)
    held.answers = len(store.answered)
    return held
