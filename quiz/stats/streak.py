"""The streak panel: days in a row with at least one answer, by the study day stored with each answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.stats.context import StatsContext
from quiz.text.numbers import counted, plural, share
from quiz.text.plots.canvas import Canvas, styled


@dataclass(frozen=True, slots=True)
class Streak:
    """`current` counts up to today, or to yesterday while today has no answer yet; `longest` is that of all time.

    `studied` of the `days` of the period had an answer.
    """

    title: ClassVar[str] = "Streak"
    current: int
    longest: int
    studied_today: bool
    studied: int
    days: int
    answers_a_day: float

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        studied = context.studied
        longest = run = 0
        before = None
        for day in sorted(studied):
            run = run + 1 if before is not None and day == before + 1 else 1
            longest, before = max(longest, run), day
        last = context.today if context.today in studied else context.today - 1
        current = 0
        while last - current in studied:
            current += 1
        begins = context.begins
        counts = [count for day, count in context.by_day.items() if begins <= day <= context.today]
        return cls(
            current=current,
            longest=longest,
            studied_today=context.today in studied,
            studied=len(counts),
            days=context.today - begins + 1,
            answers_a_day=round(sum(counts) / len(counts), 1) if counts else 0.0,
        )

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        if self.current:
            keep = "" if self.studied_today else "; review today to keep it"
            yield styled(f"  {self.current:,}-day streak{keep}; longest: {counted(self.longest, 'day')}")
        else:
            yield styled(f"  no current streak; longest: {counted(self.longest, 'day')}")
        days = f"{self.studied:,} of {counted(self.days, 'day')} ({share(self.studied, self.days)})"
        pace = f"{self.answers_a_day:,g} {plural(self.answers_a_day, 'answer')} a day"
        yield styled(f"  studied on {days}, {pace}")
