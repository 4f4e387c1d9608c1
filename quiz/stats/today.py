"""The today panel: how many answers, how long they took, how many passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.schedule.day import day_text
from quiz.stats.context import StatsContext
from quiz.store.queries.reviews import LEARNING, MATURE, NEW, RELEARNING, SAME_DAY, YOUNG
from quiz.text.durations import duration
from quiz.text.numbers import counted, share
from quiz.text.plots.canvas import Canvas, styled


@dataclass(frozen=True, slots=True)
class Today:
    """Answers of the study day; `again` of them were rated Again. New cards are those answered for the first time."""

    title: ClassVar[str] = "Today"
    day: str
    answers: int
    ms: int
    again: int
    new: int
    learning: int
    relearning: int
    reviews: int
    mature: int
    mature_passed: int

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        rows = [row for row in context.days if row.day == context.today]

        def count(*stages: int, passed: bool = False) -> int:
            return sum(row.answers for row in rows if row.stage in stages and (row.rating > 1 or not passed))

        return cls(
            day=day_text(context.today),
            answers=sum(row.answers for row in rows),
            ms=sum(row.ms for row in rows),
            again=sum(row.answers for row in rows if row.rating == 1),
            new=count(NEW),
            learning=count(LEARNING),
            relearning=count(RELEARNING),
            reviews=count(SAME_DAY, YOUNG, MATURE),
            mature=count(MATURE),
            mature_passed=count(MATURE, passed=True),
        )

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        if not self.answers:
            yield styled("  Nothing answered yet today.")
            return
        each = duration(self.ms / self.answers / 1000)
        passed = share(self.answers - self.again, self.answers)
        counts = (self.new, self.learning, self.reviews, self.relearning)
        stages = zip(("new", "learning", "review", "relearning"), counts, strict=True)
        yield styled(f"  {counted(self.answers, 'answer')} in {duration(self.ms / 1000)}, {each} each")
        yield styled(f"  {self.again:,} of {self.answers:,} failed ({passed} passed)")
        yield styled(f"  {', '.join(f'{count:,} {stage}' for stage, count in stages)}")
        if self.mature:
            retained = share(self.mature_passed, self.mature)
            yield styled(f"  mature cards: {self.mature_passed:,} of {self.mature:,} passed ({retained})")
