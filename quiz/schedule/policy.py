"""Which cards today lets through: what is due, the daily limits, what is buried, and siblings on different days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from quiz.schedule.day import day_starts_ms
from quiz.schedule.memory import Memory, Moment

Siblings = Mapping[str, frozenset[str]]
NO_SIBLINGS: Siblings = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """A card as the queue sees it. `position` orders all cards of all decks for learning; `memory` None is a new card.

    `buried_until` is a study day: the card is hidden while today is before it.
    """

    card: str
    deck: str
    position: int
    memory: Memory | None
    suspended: bool = False
    buried_until: int | None = None

    def hidden(self, today: int) -> bool:
        return self.suspended or (self.buried_until is not None and today < self.buried_until)

    def answered_on(self, day: int) -> bool:
        return self.memory is not None and self.memory.last_day == day


@dataclass(frozen=True, slots=True)
class Limits:
    """Per study day, for all decks together; `learn_ahead_s` is how early a step may come when nothing else waits."""

    new_per_day: int = 20
    reviews_per_day: int = 200
    learn_ahead_s: int = 1200


@dataclass(frozen=True, slots=True)
class Done:
    """Of today: cards seen for the first time, and answers to cards in review (steps count as neither)."""

    new: int = 0
    reviews: int = 0


@dataclass(frozen=True, slots=True)
class DeckCounts:
    new: int = 0
    learning: int = 0
    due: int = 0

    @property
    def total(self) -> int:
        return self.new + self.learning + self.due


@dataclass(frozen=True, slots=True)
class Plan:
    """The cards of today in the order of their class: steps by time, reviews by overdueness, new cards by position."""

    learning: tuple[Entry, ...]
    due: tuple[Entry, ...]
    new: tuple[Entry, ...]

    @property
    def counts(self) -> DeckCounts:
        return DeckCounts(len(self.new), len(self.learning), len(self.due))


def plan(
    entries: Iterable[Entry],
    done: Done,
    limits: Limits,
    moment: Moment,
    today: int,
    rollover_min: int,
    siblings: Siblings = NO_SIBLINGS,
) -> Plan:
    """What is left for study day `today`. `siblings` must name each pair from both sides, see `both_ways`.

    Of siblings the first to be reached comes today (steps, then reviews, then new cards), the others tomorrow; a card
    that was itself answered today goes on. A hidden or held card leaves its share of the limits to the next.
    """
    entries = list(entries)
    shown = [entry for entry in entries if not entry.hidden(today)]
    ends_ms = day_starts_ms(today + 1, moment.offset_min, rollover_min)
    horizon_ms = max(ends_ms - 1, moment.at_ms + limits.learn_ahead_s * 1000)

    held: set[str] = set()
    if siblings:
        for entry in entries:
            if entry.answered_on(today):
                held |= siblings.get(entry.card, frozenset())

    def let_through(candidates: list[Entry], room: int) -> Iterator[Entry]:
        for entry in candidates:
            if room <= 0:
                return
            if entry.card not in held or entry.answered_on(today):
                held.update(siblings.get(entry.card, ()))
                room -= 1
                yield entry

    learning = sorted((entry for entry in shown if due_ms(entry) <= horizon_ms), key=_by_time)
    due = sorted((entry for entry in shown if _is_due(entry, today)), key=lambda entry: _by_overdueness(entry, today))
    new = sorted((entry for entry in shown if entry.memory is None), key=_by_position)
    return Plan(
        tuple(let_through(learning, len(learning))),
        tuple(let_through(due, limits.reviews_per_day - done.reviews)),
        tuple(let_through(new, limits.new_per_day - done.new)),
    )


def forecast(entries: Iterable[Entry], today: int) -> dict[int, int]:
    """How many cards come due on each study day, earliest first; what is overdue or in steps counts for today.

    New and suspended cards are not in it; a buried card counts from the day on which it comes back.
    """
    days: dict[int, int] = {}
    for entry in entries:
        if entry.memory is None or entry.suspended:
            continue
        day = max(today, entry.memory.due_day or today, entry.buried_until or today)
        days[day] = days.get(day, 0) + 1
    return dict(sorted(days.items()))


def both_ways(siblings: Siblings) -> dict[str, frozenset[str]]:
    """The same pairs, named from both sides, and no card its own sibling."""
    pairs = {(card, other) for card, others in siblings.items() for other in others if card != other}
    mutual: dict[str, set[str]] = {}
    for card, other in pairs:
        mutual.setdefault(card, set()).add(other)
        mutual.setdefault(other, set()).add(card)
    return {card: frozenset(others) for card, others in mutual.items()}


def due_ms(entry: Entry) -> float:
    """When the step of a card in learning or relearning is due, UTC ms; infinity for any other card."""
    memory = entry.memory
    return float("inf") if memory is None or memory.due_ms is None else memory.due_ms


def _is_due(entry: Entry, today: int) -> bool:
    memory = entry.memory
    return memory is not None and memory.due_day is not None and memory.due_day <= today


def _by_time(entry: Entry) -> tuple[float, str]:
    return due_ms(entry), entry.card


def _by_position(entry: Entry) -> tuple[int, str]:
    return entry.position, entry.card


def _by_overdueness(entry: Entry, today: int) -> tuple[float, bytes]:
    """Most overdue for its interval first. Equals are shuffled by the day, or the card before would be a hint."""
    assert entry.memory is not None
    elapsed = today - entry.memory.last_day
    shuffle = blake2b(f"{today}\n{entry.card}".encode(), digest_size=8).digest()
    return -elapsed / max(entry.memory.interval_days, 1), shuffle
