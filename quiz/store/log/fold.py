"""Folding events into the state of each card and the log of reviews. Pure; fills the tables `card` and `revlog`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from quiz.schedule.day import MINUTE_MS
from quiz.schedule.memory import Memory, Rating
from quiz.schedule.options import Options
from quiz.schedule.policy import becomes_leech
from quiz.store.log.card_before import card_before
from quiz.store.log.events import Event, EventKind, key
from quiz.store.log.events import text as id_text

_MEMORY = tuple(field.name for field in fields(Memory))
COLUMNS = ("card", "deck", *_MEMORY, "suspended", "buried_until", "flag", "first_day", "last_event")
FLAGS = range(8)
NO_ALIASES: Mapping[str, str] = {}
_FLOAT_TOLERANCE = 1e-9
_USUAL = Options()
_OPTIONS = frozenset(field.name for field in fields(Options))
_HOUR_MIN = 60


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

    def to_row(self) -> tuple[Any, ...]:
        """The columns of the table in the order of COLUMNS; `from_row` is its inverse."""
        memory = self.memory.to_row() if self.memory else dict.fromkeys(_MEMORY)
        kept = (int(self.suspended), self.buried_until, self.flag, self.first_day)
        return (self.card, self.deck, *(memory[name] for name in _MEMORY), *kept, key(self.last_event))

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

    `id` is that of the event, `hour` the hour of the local clock (0 to 23). `phase` to `recall` are those of
    `CardBefore`: the card as it was before the answer. `belief` is None when the answer showed none.
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
    written before it, for its deck or else for all. Unknown kinds change nothing.
    """

    def __init__(self, undone: Iterable[tuple[str, str]], aliases: Mapping[str, str] = NO_ALIASES) -> None:
        self.rows: dict[str, CardRow] = {}
        self._undone = frozenset(undone)
        self._aliases = aliases
        self._options: dict[tuple[str, str], Options] = {}

    def add(self, event: Event) -> ReviewLog | None:
        """Apply one more event; the row it adds to `revlog`. Raises ValueError when its body cannot be used."""
        if event.kind == EventKind.OPTIONS:
            self._options[event.machine, event.card] = read_options(event.body)
            return None
        if not event.card or (event.card, event.id) in self._undone:
            return None
        card = self._aliases.get(event.card, event.card)
        before = self.rows.get(card)
        options = self._in_force(event) if event.kind == EventKind.REVIEW else _USUAL
        row = after(before, event, options, card)
        if row is not None:
            self.rows[card] = row
        return review_log(before, event, options, card) if event.kind == EventKind.REVIEW else None

    def _in_force(self, event: Event) -> Options:
        noted = self._options
        return noted.get((event.machine, deck_of(event.card))) or noted.get((event.machine, "")) or _USUAL


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
        return _reviewed(row, event, options, card or event.card)
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


def review_log(before: CardRow | None, event: Event, options: Options, card: str) -> ReviewLog:
    """The `revlog` row of a review of a card that was in state `before`."""
    body = event.body
    minute = event.at_ms // MINUTE_MS + event.offset_min
    return ReviewLog(
        key(event.id),
        card,
        event.study_day,
        minute // _HOUR_MIN % 24,
        int(body["rating"]),
        *card_before(before.memory if before else None, event.moment, options),
        int(body.get("ms", 0)),
        int(body.get("verdict") == "right"),
        body.get("belief") or None,
    )


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


def _reviewed(row: CardRow | None, event: Event, options: Options, card: str) -> CardRow:
    # Loaded at the first answer: the FSRS package is not needed to show the first card.
    from quiz.schedule.fsrs import answer

    before = row.memory if row else None
    # By the id that it was answered under, so that a new name does not change the fuzz of old answers.
    memory = answer(before, Rating(event.body.get("rating", 0)), event.moment, event.card, options)
    if row is None:
        return CardRow(card, event.id, memory, first_day=event.study_day)
    return CardRow(
        card=row.card,
        last_event=event.id,
        memory=memory,
        suspended=row.suspended or becomes_leech(before.lapses if before else 0, memory.lapses),
        buried_until=row.buried_until,
        flag=row.flag,
        first_day=event.study_day if row.first_day is None else row.first_day,
    )


def _near(a: object, b: object) -> bool:
    both = isinstance(a, float) and isinstance(b, float)
    return both and math.isclose(a, b, rel_tol=_FLOAT_TOLERANCE)  # type: ignore[arg-type]
