"""Days in a row with at least one answer, by the study day that was stored with each answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from quiz.stats.context import Scene
from quiz.text.numbers import counted, share
from quiz.text.plots.canvas import Paper


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
    def of(cls, scene: Scene) -> Self:
        studied = scene.studied
        longest = run = 0
        before = None
        for day in sorted(studied):
            run = run + 1 if before is not None and day == before + 1 else 1
            longest, before = max(longest, run), day
        last = scene.today if scene.today in studied else scene.today - 1
        current = 0
        while last - current in studied:
            current += 1
        begins = scene.begins
        counts = [count for day, count in scene.by_day.items() if begins <= day <= scene.today]
        return cls(
            current=current,
            longest=longest,
            studied_today=scene.today in studied,
            studied=len(counts),
            days=scene.today - begins + 1,
            answers_a_day=round(sum(counts) / len(counts), 1) if counts else 0.0,
        )

    def draw(self, paper: Paper) -> Iterator[str]:
        keep = "" if self.studied_today or not self.current else "; an answer today keeps it"
        yield f"  {counted(self.current, 'day')} in a row{keep}; the longest streak was {counted(self.longest, 'day')}"
        days = f"{self.studied:,} of {counted(self.days, 'day')} ({share(self.studied, self.days)})"
        each = f"{self.answers_a_day:,g} {'answer' if self.answers_a_day == 1 else 'answers'} each"
        yield f"  studied on {days}, {each}"
