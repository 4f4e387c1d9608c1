"""Limits, leeches and what a study day brings: which due and new cards are asked, siblings on different days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from quiz.schedule.day import day_starts_ms
from quiz.schedule.entry import Entry
from quiz.schedule.limits import Done, Limits, Quota, new_room, review_room
from quiz.schedule.memory import Moment

__all__ = [
    "Candidates",
    "DayPlan",
    "DeckCounts",
    "Done",
    "Entry",
    "Limits",
    "Siblings",
    "both_ways",
    "forecast",
    "plan",
]

Siblings = Mapping[str, frozenset[str]]
NO_SIBLINGS: Siblings = {}
LEECH_LAPSES = 8


class DeckCounts(NamedTuple):
    """What is left today: new cards, cards in their steps, reviews that are due.

    `deferred` are further due reviews, which wait because the day is full. `buried_siblings` are cards, not new,
    that are due and wait until tomorrow because a sibling is, or was, asked today.
    """

    new: int = 0
    learning: int = 0
    due: int = 0
    deferred: int = 0
    buried_siblings: int = 0

    @property
    def total(self) -> int:
        """How many cards will be asked today."""
        return self.new + self.learning + self.due


class Candidates(NamedTuple):
    """The cards that today may ask; for a `plan`, each class in its order (`by_time`, `by_overdueness`, `by_position`).

    It may be cut short: `due_beyond` counts the due reviews that would follow. `buried_siblings` are the siblings of
    cards answered today.
    """

    learning: Iterable[Entry] = ()
    due: Iterable[Entry] = ()
    new: Iterable[Entry] = ()
    buried_siblings: Set[str] = frozenset()
    due_beyond: int = 0


class DayPlan(NamedTuple):
    """The cards of today in the order of their class: steps by time, reviews by overdueness, new cards by position.

    `buried_siblings` are the cards, not new, left out only because of a sibling.
    """

    learning: tuple[Entry, ...]
    due: tuple[Entry, ...]
    new: tuple[Entry, ...]
    deferred: int = 0
    buried_siblings: tuple[Entry, ...] = ()

    @property
    def counts(self) -> DeckCounts:
        """How many cards there are of each class."""
        return DeckCounts(len(self.new), len(self.learning), len(self.due), self.deferred, len(self.buried_siblings))


def plan(
    candidates: Candidates,
    done: Mapping[str, Done],
    limits: Limits,
    moment: Moment,
    today: int,
    rollover_min: int,
    siblings: Siblings = NO_SIBLINGS,
) -> DayPlan:
    """What is left for study day `today`. `siblings` must name each pair from both sides, see `both_ways`.

    Of siblings the first to be reached is asked today (steps, then reviews, then new cards), or waits for room; the
    others are asked another day. A card that was itself answered today goes on. A hidden or waiting card leaves its
    share of the limits to the next. `done` is by deck, of the whole collection.
    """
    horizon_ms = counted_until_ms(moment, today, rollover_min, limits)
    waiting = set(candidates.buried_siblings)
    buried: list[Entry] = []

    def passes(entry: Entry) -> bool:
        if entry.hidden(today):
            return False
        if entry.card in waiting and not entry.answered_on(today):
            if not entry.new:
                buried.append(entry)
            return False
        if siblings:
            waiting.update(siblings.get(entry.card, ()))
        return True

    learning = tuple(entry for entry in candidates.learning if due_ms(entry) <= horizon_ms and passes(entry))
    late = [entry for entry in candidates.due if entry.is_due(today) and passes(entry)]
    due = tuple(_while_there_is_room(late, review_room(limits, done)))
    fresh = (entry for entry in candidates.new if entry.new and passes(entry))
    new = tuple(_while_there_is_room(fresh, new_room(limits, done)))
    return DayPlan(learning, due, new, len(late) - len(due) + candidates.due_beyond, tuple(buried))


def counted_until_ms(moment: Moment, today: int, rollover_min: int, limits: Limits) -> int:
    """Steps due by this time (UTC ms) are today's: before the rollover, or within learn-ahead."""
    ends_ms = day_starts_ms(today + 1, moment.offset_min, rollover_min)
    return max(ends_ms - 1, moment.at_ms + limits.learn_ahead_s * 1000)


def _while_there_is_room(entries: Iterable[Entry], room: Quota) -> Iterator[Entry]:
    """Entries while there is room. Stops as soon as the day is full: new cards may be many."""
    if room.left <= 0:
        return
    for entry in entries:
        if room.of(entry.deck) > 0:
            room.take(entry.deck)
            yield entry
            if room.left <= 0:
                return


def forecast(
    entries: Iterable[Entry], today: int, until_ms: int | None = None, buried_siblings: Set[str] = frozenset()
) -> dict[int, int]:
    """How many cards come due on each study day, earliest first; overdue cards count for today.

    Cards in their steps count for today, unless they come due after `until_ms` (UTC), where today ends: then they
    are tomorrow's, as are `buried_siblings`. New and suspended cards are left out; a buried card counts from the day
    on which it comes back.
    """
    days: dict[int, int] = {}
    for entry in entries:
        if entry.new or entry.suspended:
            continue
        day = max(today, entry.due_day or today, entry.buried_until or today)
        late_step = until_ms is not None and entry.due_ms is not None and entry.due_ms > until_ms
        if day == today and (late_step or entry.card in buried_siblings):
            day += 1
        days[day] = days.get(day, 0) + 1
    return dict(sorted(days.items()))


def both_ways(siblings: Siblings) -> dict[str, frozenset[str]]:
    """The same pairs, named from both sides; no card is its own sibling."""
    pairs = {(card, sibling) for card, named in siblings.items() for sibling in named if card != sibling}
    mutual: dict[str, set[str]] = {}
    for card, sibling in pairs:
        mutual.setdefault(card, set()).add(sibling)
        mutual.setdefault(sibling, set()).add(card)
    return {card: frozenset(named) for card, named in mutual.items()}


def siblings_of_answered(answered: Iterable[Entry], today: int, siblings: Siblings) -> set[str]:
    """The cards that wait because a sibling was answered today."""
    if not siblings:
        return set()
    return {sibling for entry in answered if entry.answered_on(today) for sibling in siblings.get(entry.card, ())}


def becomes_leech(lapses_before: int, lapses_after: int, threshold: int = LEECH_LAPSES) -> bool:
    """Whether a lapse makes the card a leech, to be suspended: at the threshold, then at every half of it."""
    if lapses_after <= lapses_before or lapses_after < threshold:
        return False
    return (lapses_after - threshold) % max(threshold // 2, 1) == 0


def due_ms(entry: Entry) -> float:
    """When the step of a card in learning or relearning is due, UTC ms; infinity for any other card."""
    return float("inf") if entry.due_ms is None else entry.due_ms


def by_time(entry: Entry) -> tuple[float, str]:
    """A sort key: the earliest step first."""
    return due_ms(entry), entry.card


def by_position(entry: Entry) -> tuple[int, str]:
    """A sort key: the order of learning."""
    return entry.position, entry.card


def overdueness(entry: Entry, today: int) -> float:
    """The days since the last answer divided by the interval: 1 on the day it is due, more when it is late."""
    return (today - (entry.last_day or 0)) / max(entry.interval_days, 1)


def by_overdueness(today: int) -> Callable[[Entry], tuple[float, bytes]]:
    """A sort key: the most overdue first. Ties are shuffled by the day, or the card before would be a hint."""
    from hashlib import blake2b  # OpenSSL takes time to load, and the first screen seldom needs it

    def key(entry: Entry) -> tuple[float, bytes]:
        shuffle = blake2b(f"{today}\n{entry.card}".encode(), digest_size=8).digest()
        return -overdueness(entry, today), shuffle

    return key
