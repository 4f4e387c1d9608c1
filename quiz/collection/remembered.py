"""Which cards were ever answered, and which are no longer in a deck: read once and kept while the decks stay."""

from __future__ import annotations

from collections.abc import Collection, Container

from quiz.collection.card_index import CardIndex
from quiz.store.queries.due import Agenda
from quiz.store.store import Store


class RememberedCards:
    """The cards of `card_index` that were ever answered, and the cards that its decks no longer have.

    Both are read once; answers written by this store are added as they come; writes by others cause a new read.
    Every method raises StoreError.
    """

    def __init__(self, card_index: CardIndex) -> None:
        self.card_index = card_index
        self._store: Store | None = None
        self._version = (-1, -1)
        self._answers = 0
        self._orphans: set[str] | None = None
        self._seen: dict[str, set[str]] = {}

    def seen(self, store: Store, deck: str) -> Container[str]:
        """The cards of a deck that were ever answered."""
        self._follow(store)
        if deck not in self._seen:
            self._seen[deck] = Agenda(store).seen(deck)
        return self._seen[deck]

    def orphans(self, store: Store) -> Collection[str]:
        """The cards in the store that their decks no longer have."""
        self._follow(store)
        if self._orphans is None:
            self._orphans = set(Agenda(store).orphans(self.card_index.cards, self.card_index.ids))
        return self._orphans

    def _follow(self, store: Store) -> None:
        """Drop what is no longer true, and add what this store has written since."""
        version = (Agenda(store).version(), store.revised)
        if store is not self._store or version != self._version:
            self._orphans, self._seen = None, {}
            self._answers = len(store.answered)
        self._store, self._version = store, version
        for card in store.answered[self._answers :]:
            deck = card.partition("/")[0]
            if deck in self._seen:
                self._seen[deck].add(card)
            # A card may be answered that its file has lost in the meantime.
            if self._orphans is not None and card not in self.card_index.cards and deck in self.card_index.ids:
                self._orphans.add(card)
        self._answers = len(store.answered)
