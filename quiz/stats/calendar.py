"""The last twelve months, a square a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from quiz.schedule.day import day_text
from quiz.stats.context import WEEKS, Scene
from quiz.text.plots.calendar import calendar
from quiz.text.plots.canvas import Paper


@dataclass(frozen=True, slots=True)
class Calendar:
    """Answers by day (ISO 8601), only days that have any, of the 53 weeks up to today."""

    title: ClassVar[str] = "Calendar: answers a day"
    today: str
    answers: dict[str, int]

    @classmethod
    def of(cls, scene: Scene) -> Self:
        begins = scene.today - 7 * WEEKS
        days = sorted(day for day in scene.by_day if begins < day <= scene.today)
        return cls(day_text(scene.today), {day_text(day): scene.by_day[day] for day in days})

    def draw(self, paper: Paper) -> Iterator[str]:
        counts = {date.fromisoformat(day): count for day, count in self.answers.items()}
        yield from calendar(counts, date.fromisoformat(self.today), WEEKS, paper)
