"""Finding cards by a search, with their state today, and acting on many of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quiz.app.home import Home
    from quiz.collection.rows import CardLine
    from quiz.deck.model import Card, Deck
    from quiz.schedule.memory import Moment
    from quiz.schedule.study_options import StudyOptions
    from quiz.store.log.events import EventKind
    from quiz.store.store import Store

_FEW = 2000
"""From this many cards on, all rows of the store are read in one go."""


@dataclass(frozen=True)
class FoundCards:
    """`ids` are the cards found, in learning order; `cards` all cards of all decks, by id.

    `unaskable` are the cards that cannot be asked today, with why; `buried_siblings` those that are due and wait
    until tomorrow for a sibling. `moment` is the store's time.
    """

    ids: tuple[str, ...]
    cards: Mapping[str, Card]
    unaskable: Mapping[str, str]
    buried_siblings: Set[str]
    moment: Moment
    rules: StudyOptions

    @property
    def today(self) -> int:
        """The study day of `moment`."""
        from quiz.schedule.day import study_day

        return study_day(self.moment, self.rules.options.rollover_min)

    def lines(self, store: Store, most: int | None = None) -> tuple[CardLine, ...]:
        """One line for each card found, or only for the first `most`. Raises StoreError."""
        from quiz.collection.rows import lines

        shown = self.ids[:most]
        rows = store.rows(shown) if len(shown) < _FEW else store.rows()
        return tuple(
            lines(shown, self.cards, rows, self.today, self.rules.options, self.unaskable, self.buried_siblings)
        )


def find(home: Home, store: Store, words: Sequence[str], decks: Sequence[Deck] = ()) -> FoundCards:
    """The cards that the words match, among all decks and `decks`. A word that is a card's whole id means that card.

    Cards that were renamed are joined with the events under their former ids. Raises SearchError, StoreError.
    """
    from quiz.collection.card_index import CardIndex
    from quiz.collection.snapshot import buried_siblings_of, rules_of, unaskable_of
    from quiz.library.decks import in_learning_order
    from quiz.schedule.day import study_day
    from quiz.schedule.policy import counted_until_ms
    from quiz.search import Catalog, legible, parse
    from quiz.store.queries import search

    legible(" ".join(words))
    present = in_learning_order({deck.name: deck for deck in (*home.decks(()), *decks)}.values())
    card_index = CardIndex(present)
    store.join(card_index.former, card_index.cards)
    moment, rules = store.forward(home.now()), rules_of(home.settings, store)
    known = card_index.cards.keys() | store.rows(words).keys() | store.aliases().keys()
    query = parse(" ".join(f'id:"{word}"' if word in known else word for word in words))
    today = study_day(moment, rules.options.rollover_min)
    _, unaskable = unaskable_of(store, card_index.cards, today)
    buried = buried_siblings_of(store, card_index, rules, moment)
    until_ms = counted_until_ms(moment, today, rules.options.rollover_min, rules.limits)
    ids = search.find(store, query, Catalog(present), today, rules.options, until_ms=until_ms, buried_siblings=buried)
    return FoundCards(ids, card_index.cards, unaskable, buried, moment, rules)


def act(
    home: Home, store: Store, kind: EventKind, cards: Sequence[str], body: Mapping[str, Any], rules: StudyOptions
) -> list[str]:
    """Do one thing to all of these cards, undone by one undo; the cards that it has changed.

    Raises StoreError, ValueError as `Store.act_all` does.
    """
    return store.act_all(kind, cards, body, home.now(), options=rules.options)
