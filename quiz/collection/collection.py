"""Decks and memory brought together: what there is to study, and how it stands today."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add

from quiz.collection.card_index import CardIndex
from quiz.deck.model import Deck
from quiz.schedule.counts import Ready, ready, shared
from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.limits import Done, gathered, new_room, review_room
from quiz.schedule.memory import Moment
from quiz.schedule.policy import Candidates, DeckCounts, by_overdueness, by_position, by_time, held_by
from quiz.schedule.study_options import StudyOptions
from quiz.schedule.unlock import DeckLock, locks

__all__ = ["Collection", "Snapshot", "StudyOptions"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the store tells of one study day; every entry is a card of the roster.

    Cards without siblings are only counted: `plain` is by deck. Of siblings it matters which come, so `linked` has all
    of them. `answered` were so today. `known` is by deck, how many cards were ever answered and how many have
    graduated. `more` new cards and reviews were asked for today only. `aside` are the cards that `engine`, the one used
    last, cannot ask, with why: they are in nothing else but `known`. `version` changes whenever another connection
    writes into the store.
    """

    plain: Mapping[str, Ready] = field(default_factory=dict)
    linked: Sequence[Entry] = ()
    answered: Sequence[Entry] = ()
    known: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    done: Mapping[str, Done] = field(default_factory=dict)
    more: tuple[int, int] = (0, 0)
    engine: str = ""
    aside: Mapping[str, str] = field(default_factory=dict)
    version: int = 0


class Collection:
    """All decks in learning order, with what is remembered of their cards; a `SessionCards` has the cards themselves.

    `moment` is the store's idea of now, so that a clock set back begins no old day anew.
    """

    def __init__(self, card_index: CardIndex, snapshot: Snapshot, moment: Moment, rules: StudyOptions) -> None:
        self.card_index = card_index
        self.decks: Sequence[Deck] = card_index.decks
        self.cards = card_index.cards
        self.moment = moment
        self.rules = rules
        self.snapshot = snapshot
        self.today = study_day(moment, rules.options.rollover_min)
        self.limits = rules.limits.more(*snapshot.more)
        """Those of today."""
        done = gathered(self.limits, snapshot.done)
        self.reviews, self.fresh = review_room(self.limits, done), new_room(self.limits, done)
        """The places of today that are left for reviews, and for new cards."""
        self._ready = self._with_linked(snapshot)

    def counts(self) -> dict[str, DeckCounts]:
        """By deck, what a review of it alone would bring now; every deck is in it."""
        return {deck.name: self.total([deck.name]) for deck in self.decks}

    def total(self, names: Iterable[str] = ()) -> DeckCounts:
        """What a review of the named decks together would bring now, of all where none is named.

        The daily limits are those of the whole collection, so this is at most the sum of what single decks would bring.
        """
        wanted = tuple(names)
        locked: Container[str] = () if wanted else self.locked()
        decks = {deck: self._ready[deck] for deck in wanted if deck in self._ready} if wanted else self._ready
        return shared(decks, self.reviews, self.fresh, locked)

    def known(self) -> dict[str, tuple[int, int]]:
        """By deck, how many of its cards were ever answered, and how many there are."""
        return {deck.name: (self.snapshot.known.get(deck.name, (0, 0))[0], len(deck.cards)) for deck in self.decks}

    def locked(self) -> dict[str, DeckLock]:
        """The decks whose new cards wait until another deck has been passed."""
        if not self.rules.unlocking:
            return {}
        sizes = {deck.name: len(deck.cards) for deck in self.decks}
        # What cannot be asked on this torch can be nobody's condition.
        for card in self.snapshot.aside:
            deck = card.partition("/")[0]
            if deck in sizes:
                sizes[deck] -= 1
        passed = {deck: counts[1] for deck, counts in self.snapshot.known.items()}
        return locks({deck.name: deck.requires for deck in self.decks}, sizes, passed)

    def _with_linked(self, snapshot: Snapshot) -> dict[str, Ready]:
        """By deck, how many cards would come today were there room."""
        siblings = self.card_index.siblings
        due = [one for one in snapshot.linked if one.is_due(self.today)]
        stock = Candidates(
            sorted((one for one in snapshot.linked if one.due_ms is not None), key=by_time),
            sorted(due, key=by_overdueness(self.today)) if len(due) > 1 else due,
            sorted((one for one in snapshot.linked if one.new), key=by_position),
            held_by(snapshot.answered, self.today, siblings),
        )
        counted = dict(snapshot.plain)
        rollover_min = self.rules.options.rollover_min
        for deck, more in ready(stock, self.limits, self.moment, self.today, rollover_min, siblings).items():
            counted[deck] = Ready(*map(add, counted.get(deck, Ready()), more))
        return counted
