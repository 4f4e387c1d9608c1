"""Folding events into the state of each card and the log of reviews. Pure; fills the tables `card` and `revlog`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from quiz.schedule.memory import Memory
from quiz.schedule.options import Options
from quiz.store.log.answered import PlainCard, answered
from quiz.store.log.events import Event, EventKind, key, read_body
from quiz.store.log.events import text as id_text

if TYPE_CHECKING:
    from quiz.schedule.scheduler import Scheduler

_MEMORY = tuple(field.name for field in fields(Memory))
COLUMNS = ("card", "deck", *_MEMORY, "suspended", "buried_until", "flag", "first_day", "last_event")
_NO_MEMORY = (None,) * len(_MEMORY)
FLAGS = range(8)
NO_ALIASES: Mapping[str, str] = {}
_FLOAT_TOLERANCE = 1e-9
_USUAL = Options()
_REVIEW = EventKind.REVIEW.value
_OPTIONS = frozenset(field.name for field in fields(Options))


@dataclass(frozen=True, slots=True)
class CardRow:
    """What is known of a card that has events.

    `memory` is None until it is answered. It is buried on the study days before `buried_until`. `first_day` is the
    study day of its first review; `last_event` is the id of the last event that was not taken back.
    """

    card: str
    last_event: str
    memory: Memory | None = None
    suspended: bool = False
    buried_until: int | None = None
    flag: int = 0
    first_day: int | None = None

    @property
    def deck(self) -> str:
        """The name of its deck."""
        return deck_of(self.card)

    @classmethod
    def of(cls, card: str, last_event: str, plain: PlainCard) -> CardRow:
        """The row of a card in this state; `plain` is its inverse."""
        memory, suspended, buried_until, flag, first_day = plain
        return cls(card, last_event, memory and Memory(*memory), suspended, buried_until, flag, first_day)

    def plain(self) -> PlainCard:
        """Its state without its names."""
        memory = self.memory.plain() if self.memory else None
        return memory, self.suspended, self.buried_until, self.flag, self.first_day

    def to_row(self) -> tuple[Any, ...]:
        """The columns of the table in the order of COLUMNS; `from_row` is its inverse."""
        memory: tuple[Any, ...] = _NO_MEMORY
        if self.memory is not None:
            phase, *rest = self.memory.plain()
            memory = (phase.value, *rest)
        kept = (int(self.suspended), self.buried_until, self.flag, self.first_day)
        return (self.card, self.deck, *memory, *kept, key(self.last_event))

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> CardRow:
        """Raises ValueError when the columns do not make a memory."""
        values = dict(zip(COLUMNS, row, strict=True))
        memory = None if values["phase"] is None else Memory.from_row(values)
        return cls(
            card=values["card"],
            last_event=id_text(values["last_event"]),
            memory=memory,
            suspended=bool(values["suspended"]),
            buried_until=values["buried_until"],
            flag=values["flag"],
            first_day=values["first_day"],
        )


class ReviewLog(NamedTuple):
    """One review that was not taken back, as in the table `revlog`, in the order of its columns.

    `id` is that of the event, `hour` the hour of the local clock (0 to 23). `phase` to `recall` are the card as
    it was before the answer: `phase` from 0 (new) to 3 (relearning), see `answered`; `interval_days` the interval that
    the answer before gave (0 in the steps); `days` the study days since that answer and `recall` the chance of recall
    that FSRS predicted, both None for a new card. `belief` is None when the answer showed none.
    """

    id: bytes
    card: str
    study_day: int
    hour: int
    rating: int
    phase: int
    interval_days: int
    days: int | None
    recall: float | None
    ms: int
    right: int
    belief: str | None


class Fold:
    """The states of the cards while events are added in the order of the log.

    `undone` are pairs of a card and an event of it that was taken back. `aliases` gives the present id of a card
    under each of its former ones: both are one card. A review counts under the options that its machine had last
    written before it, for its deck or else for all. Unknown kinds change nothing. States are kept as plain rows: a
    replay makes a million of them.
    """

    def __init__(self, undone: Iterable[tuple[str, str]], aliases: Mapping[str, str] = NO_ALIASES) -> None:
        self._cards: dict[str, PlainCard] = {}
        self._last: dict[str, bytes] = {}
        self._undone = frozenset(undone)
        self._undone_keys = frozenset(_keyed(self._undone))
        self._aliases = aliases
        self._options: dict[tuple[str, str], Options] = {}
        self._schedulers: dict[tuple[str, str], Scheduler] = {}

    @property
    def rows(self) -> dict[str, CardRow]:
        """The state of each card that has events."""
        return {card: CardRow.of(card, id_text(last), self._cards[card]) for card, last in self._last.items()}

    def row(self, card: str) -> CardRow | None:
        """The state of one card, None when it has no events."""
        last = self._last.get(card)
        return None if last is None else CardRow.of(card, id_text(last), self._cards[card])

    def resume(self, row: CardRow) -> None:
        """Go on from the state of a card, for events that come after all that it has."""
        self._cards[row.card], self._last[row.card] = row.plain(), key(row.last_event)

    def add(self, event: Event) -> ReviewLog | None:
        """Apply one more event; the row it adds to `revlog`. Raises ValueError when its body cannot be used."""
        if event.kind == EventKind.REVIEW:
            when = (event.at_ms, event.offset_min, event.study_day)
            added = self._review(key(event.id), event.machine, when, event.card, event.body)
            return None if added is None else ReviewLog._make(added)
        if event.kind == EventKind.OPTIONS:
            self._options[event.machine, event.card] = read_options(event.body)
            self._schedulers.clear()
        elif event.card and (event.card, event.id) not in self._undone:
            card = self._aliases.get(event.card, event.card)
            row = after(self.row(card), event, _USUAL, card)
            if row is not None:
                self._cards[card], self._last[card] = row.plain(), key(row.last_event)
        return None

    def add_row(self, row: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The same for a row of the table `event`; plain columns of `revlog`."""
        raw, machine, at_ms, offset_min, study_day, kind, card, body = row
        if kind != _REVIEW:
            self.add(Event.from_row(row))
            return None
        return self._review(raw, machine, (at_ms, offset_min, study_day), card, read_body(body))

    def _review(
        self, raw: bytes, machine: str, when: tuple[int, int, int], name: str, body: Mapping[str, Any]
    ) -> tuple[Any, ...] | None:
        if not name or (self._undone_keys and (name, raw) in self._undone_keys):
            return None
        card = self._aliases.get(name, name)
        scheduler = self._schedulers.get((machine, name)) or self._in_force(machine, name)
        self._cards[card], seen = answered(self._cards.get(card), scheduler, name, when, body)
        self._last[card] = raw
        return raw, card, *seen

    def _in_force(self, machine: str, card: str) -> Scheduler:
        # Loaded at the first answer: the arithmetic is not needed to show the first card.
        from quiz.schedule.scheduler import scheduler_of

        noted = self._options
        options = noted.get((machine, deck_of(card))) or noted.get((machine, "")) or _USUAL
        return self._schedulers.setdefault((machine, card), scheduler_of(options))


def fold(events: Iterable[Event], aliases: Mapping[str, str] = NO_ALIASES) -> dict[str, CardRow]:
    """The state of every card after `events`, given in any order; see `Fold` for the rules."""
    ordered = sorted(events, key=lambda event: (event.at_ms, event.id))
    folding = Fold(undone_by(ordered), aliases)
    for event in ordered:
        folding.add(event)
    return folding.rows


def undone_by(events: Iterable[Event]) -> set[tuple[str, str]]:
    """What the undos among these take back, as pairs of card and event: an undo reaches events of its card only."""
    return {(event.card, str(event.body.get("target"))) for event in events if event.kind == EventKind.UNDO}


def after(row: CardRow | None, event: Event, options: Options, card: str = "") -> CardRow | None:
    """The state of a card after one more event: the one step used by both the live store and the fold.

    `card` is its present id when that is not the one the event was written under.
    """
    if event.kind == EventKind.REVIEW:
        return reviewed(row, event, options, card or event.card)[0]
    known = replace(row, last_event=event.id) if row else CardRow(card or event.card, event.id)
    match event.kind:
        case EventKind.SUSPEND:
            return replace(known, suspended=True)
        case EventKind.UNSUSPEND:
            return replace(known, suspended=False)
        case EventKind.BURY:
            return replace(known, buried_until=int(event.body.get("until", event.study_day + 1)))
        case EventKind.FLAG:
            return replace(known, flag=int(event.body.get("flag", 0)))
        case EventKind.RESET:
            # Its use of today's limits stays: that is counted from its answers, which remain.
            return CardRow(known.card, event.id, flag=known.flag)
    return row


def reviewed(row: CardRow | None, event: Event, options: Options, card: str) -> tuple[CardRow, ReviewLog]:
    """The state of a card, by its present id, after a review, and the row that this adds to `revlog`."""
    # Loaded at the first answer: the arithmetic is not needed to show the first card.
    from quiz.schedule.scheduler import scheduler_of

    when = (event.at_ms, event.offset_min, event.study_day)
    plain, seen = answered(row.plain() if row else None, scheduler_of(options), event.card, when, event.body)
    return CardRow.of(card, event.id, plain), ReviewLog(key(event.id), card, *seen)


def deck_of(card: str) -> str:
    """The name of the deck in the id of a card, "deck/name"."""
    return card.partition("/")[0]


def read_options(body: Mapping[str, Any]) -> Options:
    """The options in a body; those unknown to this release are ignored. Raises ValueError on a value that cannot be
    used.
    """
    return Options.from_json({name: value for name, value in body.items() if name in _OPTIONS})


def alike(row: CardRow, again: CardRow) -> bool:
    """Whether two states are equal, except for the last digits of a float, which depend on each machine's libm."""
    return close(row.to_row(), again.to_row())


def close(row: tuple[Any, ...], again: tuple[Any, ...]) -> bool:
    """The same for two rows of a table; a missing row equals the empty one."""
    if len(row) != len(again):
        return False
    return row == again or all(a == b or _near(a, b) for a, b in zip(row, again, strict=True))


def _keyed(undone: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """The same pairs with the ids as the tables have them; what is not the id of an event takes nothing back."""
    for card, event_id in undone:
        try:
            raw = key(event_id)
        except ValueError:
            continue
        if id_text(raw) == event_id:
            yield card, raw


def _near(a: object, b: object) -> bool:
    both = isinstance(a, float) and isinstance(b, float)
    return both and math.isclose(a, b, rel_tol=_FLOAT_TOLERANCE)  # type: ignore[arg-type]
