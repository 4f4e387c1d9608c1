"""The hours panel: reviews and recall by hour of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.stats.context import StatsContext
from quiz.text.numbers import aligned, share
from quiz.text.plots.bars import Bar, bars
from quiz.text.plots.canvas import Canvas, styled


@dataclass(frozen=True, slots=True)
class Hour:
    hour: int
    reviews: int
    passed: int


@dataclass(frozen=True, slots=True)
class Hours:
    """The 24 hours of the local clock at the time; first answers of a day to cards in review."""

    title: ClassVar[str] = "Reviews and recall by hour"
    hours: tuple[Hour, ...]

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        counts = {(row.hour, row.passed): row.answers for row in context.history.hours()}
        passed = [counts.get((hour, 1), 0) for hour in range(24)]
        return cls(tuple(Hour(hour, counts.get((hour, 0), 0) + passed[hour], passed[hour]) for hour in range(24)))

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        used = [row for row in self.hours if row.reviews]
        if not used:
            yield styled("  No review in this period.")
            return
        rows = [row for row in self.hours if used[0].hour <= row.hour <= used[-1].hour]
        notes = aligned([row.reviews for row in rows], [share(row.passed, row.reviews) for row in rows])
        drawn = [Bar(f"{row.hour:02}:00", row.reviews, note) for row, note in zip(rows, notes, strict=True)]
        yield from bars(drawn, canvas)
