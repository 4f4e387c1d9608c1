"""The state of each card: the fold of its events. Pure; the table `card` holds what this gives."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from quiz.schedule.memory import Memory, Phase, Rating
from quiz.schedule.options import Options
from quiz.store.events import Event, Kind

_MEMORY = tuple(field.name for field in fields(Memory))
COLUMNS = ("card", *_MEMORY, "suspended", "buried_until", "flag", "first_day", "day_reviews", "last_event")
FLAGS = range(8)
_FLOAT_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class CardRow:
    """What is known of a card that has events.

    `memory` is None until it is answered. It is buried on the study days before `buried_until`. `first_day` is the
    study day of its first review; `day_reviews` counts the reviews it had in the review phase on `memory.last_day`.
    `last_event` is the id of the last event that still stands.
    """

    card: str
    last_event: str
    memory: Memory | None = None
    suspended: bool = False
    buried_until: int | None = None
    flag: int = 0
    first_day: int | None = None
    day_reviews: int = 0

    def to_row(self) -> tuple[Any, ...]:
        """The columns of the table in the order of COLUMNS; `from_row` is its inverse."""
        memory = self.memory.to_row() if self.memory else dict.fromkeys(_MEMORY)
        kept = (int(self.suspended), self.buried_until, self.flag, self.first_day, self.day_reviews, self.last_event)
        return (self.card, *(memory[name] for name in _MEMORY), *kept)

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> CardRow:
        """Raises ValueError where the columns do not make a memory."""
        values = dict(zip(COLUMNS, row, strict=True))
        memory = None if values["phase"] is None else Memory.from_row(values)
        return cls(
            card=values["card"],
            last_event=values["last_event"],
            memory=memory,
            suspended=bool(values["suspended"]),
            buried_until=values["buried_until"],
            flag=values["flag"],
            first_day=values["first_day"],
            day_reviews=values["day_reviews"],
        )


def fold(events: Iterable[Event]) -> dict[str, CardRow]:
    """The state of every card after `events`, in whatever order they are handed in.

    A review stands under the options that its own machine had written last before it. Kinds that are not known here
    change nothing. Raises ValueError where the body of an event cannot be used.
    """
    ordered = sorted(events, key=lambda event: (event.at_ms, event.id))
    undone = {event.body.get("target") for event in ordered if event.kind == Kind.UNDO}
    options: dict[str, Options] = {}
    rows: dict[str, CardRow] = {}
    for event in ordered:
        if event.kind == Kind.OPTIONS:
            options[event.machine] = Options.from_json(event.body)
        elif event.kind != Kind.UNDO and event.id not in undone:
            row = after(rows.get(event.card), event, options.get(event.machine) or Options())
            if row is not None:
                rows[event.card] = row
    return rows


def after(row: CardRow | None, event: Event, options: Options) -> CardRow | None:
    """The state of a card after one more event of its own: the one step that both the live store and the fold take."""
    known = replace(row, last_event=event.id) if row else CardRow(event.card, event.id)
    match event.kind:
        case Kind.REVIEW:
            return _reviewed(known, event, options)
        case Kind.SUSPEND:
            return replace(known, suspended=True)
        case Kind.UNSUSPEND:
            return replace(known, suspended=False)
        case Kind.BURY:
            return replace(known, buried_until=int(event.body.get("until", event.study_day + 1)))
        case Kind.FLAG:
            return replace(known, flag=int(event.body.get("flag", 0)))
    return row


def alike(one: dict[str, CardRow], other: dict[str, CardRow]) -> bool:
    """Whether two states are the same, but for the last digits of a float, which are the libm's of each machine."""
    if one.keys() != other.keys():
        return False
    pairs = (
        (mine, theirs) for card in one for mine, theirs in zip(one[card].to_row(), other[card].to_row(), strict=True)
    )
    return all(mine == theirs or _close(mine, theirs) for mine, theirs in pairs)


def _reviewed(row: CardRow, event: Event, options: Options) -> CardRow:
    # Loaded at the first answer: the FSRS package is not needed to show the first card.
    from quiz.schedule.fsrs import answer

    before = row.memory
    memory = answer(before, Rating(event.body.get("rating", 0)), event.moment, event.card, options)
    same_day = before is not None and before.last_day == memory.last_day
    counts = before is not None and before.phase is Phase.REVIEW
    return replace(
        row,
        memory=memory,
        first_day=event.study_day if row.first_day is None else row.first_day,
        day_reviews=(row.day_reviews if same_day else 0) + counts,
    )


def _close(mine: object, theirs: object) -> bool:
    both = isinstance(mine, float) and isinstance(theirs, float)
    return both and math.isclose(mine, theirs, rel_tol=_FLOAT_TOLERANCE)  # type: ignore[arg-type]
