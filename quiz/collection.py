"""Decks and memory brought together: what there is to study, and how it stands today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from quiz.deck.model import Card, Deck
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.schedule.policy import DeckCounts, Done, Entry, Limits, Siblings, both_ways
from quiz.schedule.queue import Queue
from quiz.store.cards import CardRow


@dataclass(frozen=True, slots=True)
class Rules:
    """How the collection is to be studied: the schedule's options and the daily limits."""

    options: Options
    limits: Limits


class Collection:
    """All decks in learning order, with what is remembered of their cards.

    `rows` and `done` (by deck, today's use of the limits) come from the store, read in one go. `moment` is the store's
    idea of now, so that a clock set back begins no old day anew.
    """

    def __init__(
        self, decks: Sequence[Deck], rows: Mapping[str, CardRow], done: Mapping[str, Done], moment: Moment, rules: Rules
    ) -> None:
        self.decks = tuple(decks)
        self.cards: dict[str, Card] = {card.id: card for deck in decks for card in deck.cards}
        self.rows = rows
        self.done = reduce(lambda sum, one: Done(sum.new + one.new, sum.reviews + one.reviews), done.values(), Done())
        self.moment = moment
        self.rules = rules
        self.entries = [entry(card, position, rows.get(card)) for position, card in enumerate(self.cards)]
        self.siblings: Siblings = both_ways(
            {card.id: frozenset(f"{card.deck}/{name}" for name in card.siblings) for card in self.cards.values()}
        )

    @property
    def today(self) -> int:
        return study_day(self.moment, self.rules.options.rollover_min)

    def counts(self) -> dict[str, DeckCounts]:
        """By deck, what a review of it alone would bring now; every deck is in it."""
        return {deck.name: self.total([deck.name]) for deck in self.decks}

    def total(self, names: Iterable[str] = ()) -> DeckCounts:
        """What a review of the named decks together would bring now, of all where none is named.

        The daily limits are those of the whole collection, so this is at most the sum of what single decks would bring.
        """
        return self.queue(names).remaining()

    def known(self) -> dict[str, tuple[int, int]]:
        """By deck, how many of its cards were ever answered, and how many there are."""
        return {deck.name: (sum(self._seen(card.id) for card in deck.cards), len(deck.cards)) for deck in self.decks}

    def queue(self, names: Iterable[str] = ()) -> Queue:
        """The queue of the named decks, of all where none is named; the limits count what other decks have used."""
        wanted = set(names) or {deck.name for deck in self.decks}
        rules = self.rules
        return Queue(
            [row for row in self.entries if row.deck in wanted],
            self.done,
            rules.limits,
            self.moment,
            rules.options.rollover_min,
            self.siblings,
        )

    def _seen(self, card: str) -> bool:
        row = self.rows.get(card)
        return row is not None and row.memory is not None


def entry(card: str, position: int, row: CardRow | None) -> Entry:
    """A card as the queue sees it."""
    deck = card.partition("/")[0]
    if row is None:
        return Entry(card, deck, position, None)
    return Entry(card, deck, position, row.memory, row.suspended, row.buried_until)
