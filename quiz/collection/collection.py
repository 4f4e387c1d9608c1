"""The collection: all decks with counts of what there is to study, as of one moment."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add
from typing import TYPE_CHECKING

from quiz.collection.card_index import CardIndex
from quiz.deck.model import Deck
from quiz.schedule.counts import Ready, ready, shared, shares, unlimited
from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.limits import Done, gathered, new_room, review_room
from quiz.schedule.memory import Moment
from quiz.schedule.policy import (
    Candidates,
    DayPlan,
    DeckCounts,
    by_overdueness,
    by_position,
    by_time,
    counted_until_ms,
    siblings_of_answered,
)
from quiz.schedule.study_options import StudyOptions
from quiz.schedule.unlock import DeckLock, locks

if TYPE_CHECKING:
    from quiz.collection.remembered import RememberedCards

__all__ = ["Collection", "Snapshot", "StudyOptions"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the store says of one study day; every entry is a card of the index.

    Cards without siblings are only counted: `plain` is by deck. Cards with siblings are all in `linked`, since it
    matters which are asked. `answered` were answered today. `known` is by deck, how many cards were ever answered
    and how many have graduated. `more` new cards and reviews were asked for today only. `aside` are the cards that
    `engine`, the one used last, cannot ask, with why: they are in nothing else but `known`. `version` changes
    whenever another connection writes into the store.
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
    """All decks in learning order with the state of their cards; the cards to ask are in `SessionCards`.

    `moment` is the store's time, so that a clock set back does not begin an old day again. `remembered` caches what
    the store said of these decks, None when nothing was read.
    """

    def __init__(
        self,
        card_index: CardIndex,
        snapshot: Snapshot,
        moment: Moment,
        rules: StudyOptions,
        remembered: RememberedCards | None = None,
    ) -> None:
        self.card_index = card_index
        self.remembered = remembered
        self.decks: Sequence[Deck] = card_index.decks
        self.cards = card_index.cards
        self.moment = moment
        self.rules = rules
        self.snapshot = snapshot
        self.today = study_day(moment, rules.options.rollover_min)
        self.limits = rules.limits.more(*snapshot.more)
        """The facts of today."""
        done = gathered(self.limits, snapshot.done)
        self.reviews, self.fresh = review_room(self.limits, done), new_room(self.limits, done)
        """The places left today for reviews, and for new cards."""
        self._linked = linked_today(snapshot.linked, snapshot.answered, card_index, rules, moment, self.locked())
        self._ready = self._counted(self._linked)

    def counts(self) -> dict[str, DeckCounts]:
        """By deck, the counts of reviewing it alone now; every deck is in it."""
        return {deck.name: self.total([deck.name]) for deck in self.decks}

    def shares(self) -> dict[str, DeckCounts]:
        """By deck, in learning order, its part of the counts of reviewing all of them now.

        The new cards add up to those of `total`: no more than today has room for. Those of a locked deck wait.
        """
        decks = {deck.name: self._ready.get(deck.name, Ready()) for deck in self.decks}
        return shares(decks, self.reviews, self.fresh, self.locked())

    @property
    def buried_siblings(self) -> frozenset[str]:
        """The cards that are due and wait until tomorrow because a sibling is, or was, asked today."""
        return frozenset(entry.card for entry in self._linked.buried_siblings)

    @property
    def until_ms(self) -> int:
        """Steps due by this time (UTC ms) are today's."""
        return counted_until_ms(self.moment, self.today, self.rules.options.rollover_min, self.limits)

    def total(self, names: Iterable[str] = ()) -> DeckCounts:
        """The counts of reviewing the named decks together now; all decks when none is named.

        The daily limits are those of the whole collection, so this is at most the sum over the single decks.
        """
        wanted = tuple(names)
        locked: Container[str] = () if wanted else self.locked()
        return shared(self._ready_of(wanted), self.reviews, self.fresh, locked)

    def new_beyond(self, names: Iterable[str] = ()) -> int:
        """How many more new cards of the named decks, or of all open ones, a higher limit of today would bring."""
        wanted = tuple(names)
        locked: Container[str] = () if wanted else self.locked()
        ready = sum(counts.new for deck, counts in self._ready_of(wanted).items() if deck not in locked)
        return ready - self.total(wanted).new

    def _ready_of(self, wanted: tuple[str, ...]) -> Mapping[str, Ready]:
        """By deck, how many cards would be asked today if there were room; of all decks when none is wanted."""
        every = self._ready if self.card_index.crossing.isdisjoint(wanted) else self._alone(wanted)
        return {deck: every[deck] for deck in wanted if deck in every} if wanted else every

    def known(self) -> dict[str, tuple[int, int]]:
        """By deck, how many of its cards were ever answered, and how many there are."""
        return {deck.name: (self.snapshot.known.get(deck.name, (0, 0))[0], len(deck.cards)) for deck in self.decks}

    def locked(self) -> dict[str, DeckLock]:
        """The decks whose new cards wait until another deck has been passed."""
        if not self.rules.unlocking:
            return {}
        sizes = {deck.name: len(deck.cards) for deck in self.decks}
        # A card that this torch cannot ask must not keep a deck locked.
        for card in self.snapshot.aside:
            deck = card.partition("/")[0]
            if deck in sizes:
                sizes[deck] -= 1
        passed = {deck: counts[1] for deck, counts in self.snapshot.known.items()}
        return locks({deck.name: deck.requires for deck in self.decks}, sizes, passed)

    def _counted(self, linked: DayPlan) -> dict[str, Ready]:
        """By deck, how many cards would be asked today if there were room."""
        counted = dict(self.snapshot.plain)
        for deck, more in ready(linked).items():
            counted[deck] = Ready(*map(add, counted.get(deck, Ready()), more))
        return counted

    def _alone(self, wanted: Sequence[str]) -> dict[str, Ready]:
        """The same when only these decks are reviewed: a sibling in another does not come today, unless it has come."""
        linked = [entry for entry in self.snapshot.linked if entry.deck in wanted]
        planned = linked_today(linked, self.snapshot.answered, self.card_index, self.rules, self.moment)
        return self._counted(planned)


def linked_today(
    linked: Sequence[Entry],
    answered: Sequence[Entry],
    card_index: CardIndex,
    rules: StudyOptions,
    moment: Moment,
    locked: Container[str] = (),
) -> DayPlan:
    """Which of the cards with siblings would be asked today if there were room, and which wait for a sibling.

    `answered` were answered today. New cards of `locked` decks keep no others waiting.
    """
    today = study_day(moment, rules.options.rollover_min)
    due = [entry for entry in linked if entry.is_due(today)]
    candidates = Candidates(
        sorted((entry for entry in linked if entry.due_ms is not None), key=by_time),
        sorted(due, key=by_overdueness(today)) if len(due) > 1 else due,
        sorted((entry for entry in linked if entry.new), key=lambda entry: (entry.deck in locked, by_position(entry))),
        siblings_of_answered(answered, today, card_index.siblings),
    )
    return unlimited(candidates, rules.limits, moment, today, rules.options.rollover_min, card_index.siblings)
