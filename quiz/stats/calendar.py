"""The calendar panel: the last twelve months, a square a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from rich.text import Text

from quiz.schedule.day import day_text
from quiz.stats.context import WEEKS, StatsContext
from quiz.text.plots.calendar import calendar
from quiz.text.plots.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Calendar:
    """Answers by day (ISO 8601), only days that have any, of the 53 weeks up to today."""

    title: ClassVar[str] = "Calendar: answers a day"
    today: str
    answers: dict[str, int]

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        begins = context.today - 7 * WEEKS
        days = sorted(day for day in context.by_day if begins < day <= context.today)
        return cls(day_text(context.today), {day_text(day): context.by_day[day] for day in days})

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        counts = {date.fromisoformat(day): count for day, count in self.answers.items()}
        yield from calendar(counts, date.fromisoformat(self.today), WEEKS, canvas)
