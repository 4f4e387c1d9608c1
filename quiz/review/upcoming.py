"""The upcoming cards of a session: which comes next, with which seed, and what comes after the session."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.ask.seeds import SeedOf
from quiz.collection.collection import Collection
from quiz.collection.session_cards import SessionCards, entry
from quiz.deck.model import Card
from quiz.review.effects import Deal
from quiz.review.view import NextCards
from quiz.schedule.entry import Entry
from quiz.schedule.memory import Moment
from quiz.schedule.policy import Candidates, DeckCounts, forecast
from quiz.schedule.queue import CardSource, Queue
from quiz.store.log.fold import CardRow


class Upcoming:
    """`decks` narrows them to these decks, `path` to these cards. `line` decides their order, by default today's queue.

    Until the first deal today's queue is empty.
    """

    def __init__(
        self,
        collection: Collection,
        decks: tuple[str, ...],
        seed_of: SeedOf,
        line: CardSource | None = None,
        path: tuple[str, ...] = (),
    ) -> None:
        self.collection = collection
        self._decks = decks
        self._path = path
        self._line: CardSource = line or SessionCards(collection, Candidates()).queue()
        self._later: Sequence[Entry] = ()
        self._selected: SessionCards | None = None
        self._seed_of = seed_of
        self._asked: dict[str, int] = {}
        self._filed: dict[str, Entry] = {}

    def next(self, moment: Moment, *, excluding: str = "") -> Card | None:
        """The card to ask at `moment`, None when there is none; `excluding` is left out."""
        card = self._line.next(moment, excluding=excluding)
        while card is not None and card not in self.collection.cards:
            self._line.drop(card)
            card = self._line.next(moment, excluding=excluding)
        return self.collection.cards[card] if card is not None else None

    @property
    def version(self) -> int:
        """The version of the store when the cards were dealt."""
        return self.collection.snapshot.version

    def request(self, collection: Collection | None = None, *, stay: bool = False) -> Deal:
        """The effect that selects the cards to go on with, from this collection if one is given."""
        return Deal(collection or self.collection, self._decks, self._path, stay)

    def renewed(self, collection: Collection) -> None:
        """Go on with the same cards, as this collection has them."""
        self.collection = collection

    def dealt(self, session_cards: SessionCards) -> None:
        """Go on with the cards that were selected."""
        self.renewed(session_cards.collection)
        self._filed.clear()
        self._later, self._selected = session_cards.later, session_cards
        queue = session_cards.queue()
        if isinstance(self._line, Queue):
            queue.take_over(self._line)
        self._line = queue

    @property
    def aside(self) -> dict[str, str]:
        """The cards of this session that the engine cannot ask, with why."""
        return {card: why for card, why in self.collection.snapshot.aside.items() if self._has(card)}

    def keeps_decks_in(self, collection: Collection) -> bool:
        """Whether this collection has all the decks of the present one."""
        return {deck.name for deck in self.collection.decks} <= {deck.name for deck in collection.decks}

    def remaining(self) -> DeckCounts:
        """What is left of today."""
        return self._line.remaining()

    def postpone(self, card: str) -> None:
        """Ask the card later in this session."""
        self._line.postpone(card)

    def drop(self, card: str) -> None:
        """Do not ask the card in this session any more."""
        self._line.drop(card)

    def file(self, card: str, row: CardRow | None, moment: Moment) -> bool:
        """Take over the card's new row; whether it is a card of this session."""
        if not self._has(card):
            return False
        filed = self._filed[card] = entry(card, self.collection.card_index.position[card], row)
        self._line.put(filed, moment)
        return True

    def _has(self, card: str) -> bool:
        named = not self._decks or card.partition("/")[0] in self._decks
        return card in self.collection.cards and named and (not self._path or card in self._path)

    def seed(self, card: str) -> int:
        """The seed of the card's next question: the same however often it is asked for."""
        return self._seed_of(card, self._asked.get(card, 0))

    def asked(self, card: str) -> None:
        """The present seed of the card is used: its next question gets another."""
        self._asked[card] = self._asked.get(card, 0) + 1

    def next_cards(self, today: int) -> NextCards:
        """What comes after this session, as of the study day `today`."""
        entries = {entry.card: entry for entry in self._later} | self._filed
        days = {day: count for day, count in forecast(entries.values(), today).items() if day > today and count}
        left = self._line.remaining()
        if left.buried_siblings:
            days[today + 1] = days.get(today + 1, 0) + left.buried_siblings
        next_day = min(days, default=None)
        first = self._line.next_learning_ms()
        count = days[next_day] if next_day is not None else 0
        tomorrow = days.get(today + 1, 0)
        beyond = self.collection.new_beyond(self._decks)
        if self._path:
            beyond = self._selected.new_beyond() if self._selected is not None else 0
        return NextCards(
            left.learning,
            first,
            tomorrow,
            next_day,
            count,
            left.deferred,
            left.buried_siblings,
            beyond,
            bool(self._path),
            self._line.new_waiting() if self._path else 0,
        )
