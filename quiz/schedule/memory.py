"""The memory of one card (stability, difficulty, due time). `None` stands for a new card, never answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from operator import attrgetter
from typing import Any, NamedTuple


class Rating(IntEnum):
    """How well a card was remembered; the numbers are those of Anki and FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class State(StrEnum):
    """The state of an answered card: in its first steps, in review, or in the steps after a lapse."""

    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


MemoryRow = tuple[State, int | None, float, float, int, int, int | None, int | None, int, int, int]
"""The fields of a `Memory`, in their order."""


class Moment(NamedTuple):
    """A point in time: UTC milliseconds since 1970, and how far the local clock is ahead of UTC, in minutes."""

    at_ms: int
    offset_min: int


@dataclass(frozen=True, slots=True)
class Memory:
    """A card after at least one answer.

    In the steps of learning and relearning, `step` counts from 0 and `due_ms` is the exact time (UTC ms); in review,
    `due_day` is a study day (see `quiz/schedule/day.py`). `stability` is in days, `difficulty` from 1 to 10,
    `interval_days` the interval last given (0 in the steps), `reps` all answers, `lapses` the Again's in review.
    """

    phase: State
    step: int | None
    stability: float
    difficulty: float
    last_ms: int
    last_day: int
    due_ms: int | None
    due_day: int | None
    interval_days: int
    reps: int
    lapses: int

    def __post_init__(self) -> None:
        """Raises ValueError when the due time is not of the kind that the phase has."""
        set_in_steps = (self.step is not None, self.due_ms is not None, self.due_day is None)
        if set_in_steps != (self.in_steps,) * 3:
            raise ValueError(f"a card in {self.phase} has a step and a time, or in review a day: {self!r}")

    @property
    def in_steps(self) -> bool:
        """Whether it is in the steps of learning or relearning."""
        return self.phase is not State.REVIEW

    def plain(self) -> MemoryRow:
        """The fields in their order; `Memory(*row)` is its inverse."""
        row: MemoryRow = _fields(self)
        return row

    def to_row(self) -> dict[str, Any]:
        """Names and plain values, fit for JSON and for a table; `from_row` is its inverse."""
        return dict(zip(self.__slots__, self.plain(), strict=True)) | {"phase": self.phase.value}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Memory:
        """Raises KeyError when a field is missing, ValueError when the phase is unknown or does not fit the due
        time.
        """
        fields = {name: row[name] for name in cls.__slots__}
        return cls(**fields | {"phase": State(row["phase"])})


_fields = attrgetter(*Memory.__slots__)
