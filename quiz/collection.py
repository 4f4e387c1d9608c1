"""Decks and memory brought together: what there is to study, and how it stands today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from quiz.deck.model import Deck
from quiz.roster import Roster
from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.limits import Done, Limits, gathered, new_room, review_room
from quiz.schedule.memory import Moment
from quiz.schedule.policy import (
    DeckCounts,
    Plan,
    Stock,
    by_overdueness,
    by_position,
    by_time,
    held_by,
    overdueness,
    plan,
)
from quiz.schedule.queue import Queue
from quiz.schedule.rules import Rules
from quiz.schedule.unlock import Lock, locks
from quiz.store.cards import CardRow

__all__ = ["Collection", "Rules", "Shelf", "entry", "head_sizes"]

SPARE = 50
"""Cards of a class held beyond the day's limit, in the place of those that are suspended or put aside meanwhile."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the store tells of one study day, as much of it as the day can need; every entry is a card of the roster.

    `due` and `new` are by deck, `due_counts` counts all that are due. `known` is by deck, how many cards were ever
    answered and how many have graduated. `later` holds the reviews of the next days. `more` new cards and reviews were
    asked for today only. `aside` are the cards that `engine`, the one used last, cannot ask, with why. `version`
    changes whenever another connection writes into the store.
    """

    learning: Sequence[Entry] = ()
    answered: Sequence[Entry] = ()
    due: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    due_counts: Mapping[str, int] = field(default_factory=dict)
    new: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    known: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    later: Sequence[Entry] = ()
    done: Mapping[str, Done] = field(default_factory=dict)
    more: tuple[int, int] = (0, 0)
    engine: str = ""
    aside: Mapping[str, str] = field(default_factory=dict)
    version: int = 0


class Collection:
    """All decks in learning order, with what is remembered of their cards.

    `moment` is the store's idea of now, so that a clock set back begins no old day anew.
    """

    def __init__(self, roster: Roster, shelf: Shelf, moment: Moment, rules: Rules) -> None:
        self.roster = roster
        self.decks: Sequence[Deck] = roster.decks
        self.cards = roster.cards
        self.moment = moment
        self.rules = rules
        self.shelf = shelf
        self.today = study_day(moment, rules.options.rollover_min)
        self.limits = rules.limits.more(*shelf.more)
        """Those of today."""
        self._rank = {deck.name: at for at, deck in enumerate(roster.decks)}
        self._done = gathered(self.limits, shelf.done)
        self._held = frozenset(held_by(shelf.answered, self.today, roster.siblings))
        self._capped = {deck for deck, cap in self.limits.caps.items() if cap.reviews is not None}
        left = max(review_room(self.limits, self._done).left, 0)  # a limit made lower today may be passed already
        self._most = left + SPARE + roster.linked.total()
        self._learning: dict[str, list[Entry]] = {}
        for entry in shelf.learning:
            self._learning.setdefault(entry.deck, []).append(entry)

    @classmethod
    def of(
        cls,
        decks: Iterable[Deck],
        rows: Mapping[str, CardRow],
        done: Mapping[str, Done],
        moment: Moment,
        rules: Rules,
        aside: Mapping[str, str] | None = None,
    ) -> Collection:
        """The same from every row there is: for few cards, and the measure of what the store selects."""
        roster = Roster(decks)
        today = study_day(moment, rules.options.rollover_min)
        present = [entry(card, at, rows.get(card)) for card, at in roster.position.items()]
        known = {
            deck.name: (sum(not e.new for e in mine), sum(not e.new and e.phase != "learning" for e in mine))
            for deck in roster.decks
            for mine in [[e for e in present if e.deck == deck.name]]
        }
        aside = aside or {}
        entries = [e for e in present if e.card not in aside]
        due = [e for e in entries if e.is_due(today) and not e.hidden(today)]
        by_deck = {deck.name: [e for e in due if e.deck == deck.name] for deck in roster.decks}
        shelf = Shelf(
            learning=[e for e in entries if e.due_ms is not None],
            answered=[e for e in entries if e.answered_on(today)],
            due=by_deck,
            due_counts={deck: len(mine) for deck, mine in by_deck.items()},
            new={deck.name: [e for e in entries if e.new and e.deck == deck.name] for deck in roster.decks},
            known=known,
            later=[e for e in entries if (not e.new and (e.due_day or 0) > today) or e.hidden(today)],
            done=done,
            aside=aside,
        )
        return cls(roster, shelf, moment, rules)

    def counts(self) -> dict[str, DeckCounts]:
        """By deck, what a review of it alone would bring now; every deck is in it."""
        return {deck.name: self.total([deck.name]) for deck in self.decks}

    def total(self, names: Iterable[str] = ()) -> DeckCounts:
        """What a review of the named decks together would bring now, of all where none is named.

        The daily limits are those of the whole collection, so this is at most the sum of what single decks would bring.
        """
        return self._plan(frozenset(names)).counts

    def known(self) -> dict[str, tuple[int, int]]:
        """By deck, how many of its cards were ever answered, and how many there are."""
        return {deck.name: (self.shelf.known.get(deck.name, (0, 0))[0], len(deck.cards)) for deck in self.decks}

    def locked(self) -> dict[str, Lock]:
        """The decks whose new cards wait until another deck has been passed."""
        if not self.rules.unlocking:
            return {}
        sizes = {deck.name: len(deck.cards) for deck in self.decks}
        # What cannot be asked on this torch can be nobody's condition.
        for card in self.shelf.aside:
            deck = card.partition("/")[0]
            if deck in sizes:
                sizes[deck] -= 1
        passed = {deck: counts[1] for deck, counts in self.shelf.known.items()}
        return locks({deck.name: deck.requires for deck in self.decks}, sizes, passed)

    def queue(self, names: Iterable[str] = (), path: Sequence[str] = ()) -> Queue:
        """The queue of the named decks, of all where none is named; the limits count what other decks have used.

        New cards of a locked deck come only where it is named. With a `path` it is that of these cards alone, the new
        ones in its order, whatever deck is locked.
        """
        rules, shelf, wanted = self.rules, self.shelf, frozenset(names)
        return Queue(
            self._stock_of(path) if path else self._stock(wanted),
            shelf.done,
            self.limits,
            self.moment,
            rules.options.rollover_min,
            self.roster.siblings,
            shelf.answered,
            in_order=bool(path),
        )

    def later(self, names: Iterable[str] = ()) -> list[Entry]:
        """The reviews of the next days, tomorrow's all, of the named decks or of all."""
        wanted = frozenset(names)
        return [entry for entry in self.shelf.later if not wanted or entry.deck in wanted]

    def _plan(self, wanted: frozenset[str]) -> Plan:
        rollover_min = self.rules.options.rollover_min
        stock = self._stock(wanted, self._held)
        return plan(stock, self._done, self.limits, self.moment, self.today, rollover_min, self.roster.siblings)

    def _stock(self, wanted: frozenset[str], held: frozenset[str] = frozenset()) -> Stock:
        shelf = self.shelf
        reviewed = sorted(wanted & self._rank.keys(), key=self._rank.__getitem__) if wanted else list(self._rank)
        locked = frozenset() if wanted else frozenset(self.locked())
        learned = [deck for deck in reviewed if deck not in locked]
        due = self._head([entry for deck in reviewed for entry in shelf.due.get(deck, ())])
        counted = sum(shelf.due_counts.get(deck, 0) for deck in reviewed)
        return Stock(
            sorted((entry for deck in reviewed for entry in self._learning.get(deck, ())), key=by_time),
            self._in_order(due),
            [entry for deck in learned for entry in shelf.new.get(deck, ())],
            held,
            max(0, counted - len(due)),
        )

    def _stock_of(self, path: Sequence[str]) -> Stock:
        """What there is to do of these cards alone."""
        at = {card: place for place, card in enumerate(path)}
        shelf = self.shelf
        new = [entry for entries in shelf.new.values() for entry in entries if entry.card in at]
        due = [entry for entries in shelf.due.values() for entry in entries if entry.card in at]
        return Stock(
            sorted((entry for entry in shelf.learning if entry.card in at), key=by_time),
            sorted(due, key=by_overdueness(self.today)),
            sorted((entry._replace(position=at[entry.card]) for entry in new), key=by_position),
            frozenset(),
        )

    def _head(self, due: list[Entry]) -> list[Entry]:
        """As many of the most overdue as a day can need, and those that are as overdue as the last of them."""
        most = self._most + (sum(entry.deck in self._capped for entry in due) if self._capped else 0)
        if len(due) <= most:
            return due
        late = [overdueness(entry, self.today) for entry in due]
        last = sorted(late, reverse=True)[most - 1]
        return [entry for entry, lateness in zip(due, late, strict=True) if lateness >= last]

    def _in_order(self, due: list[Entry]) -> list[Entry]:
        """Sorted where the order decides how many come: of siblings, the first."""
        related = any(entry.card in self.roster.siblings for entry in due)
        return sorted(due, key=by_overdueness(self.today)) if related else due


def head_sizes(roster: Roster, limits: Limits, done: Mapping[str, Done]) -> dict[str, tuple[int, int]]:
    """By deck, how many due reviews and new cards a day can need at most: no more have to be read."""
    reviews, fresh = review_room(limits, done), new_room(limits, done)
    # Of the cards passed over each has a sibling.
    return {
        deck.name: (
            reviews.of(deck.name) + roster.linked[deck.name] + SPARE,
            fresh.of(deck.name) + roster.linked[deck.name] + SPARE,
        )
        for deck in roster.decks
    }


def entry(card: str, position: int, row: CardRow | None) -> Entry:
    """A card as the queue sees it."""
    if row is None:
        return Entry(card, position)
    return Entry.of(card, position, row.memory, row.suspended, row.buried_until)
