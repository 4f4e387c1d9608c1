"""Today: what was done, how long it took, how much of it was known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from quiz.schedule.day import day_text
from quiz.stats.context import Scene
from quiz.store.queries.reviews import LEARNING, MATURE, NEW, RELEARNING, SAME_DAY, YOUNG
from quiz.text.durations import duration
from quiz.text.numbers import counted, share
from quiz.text.plots.canvas import Paper


@dataclass(frozen=True, slots=True)
class Today:
    """Answers of the study day; `again` of them were rated so. New cards are those answered for the first time."""

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
    def of(cls, scene: Scene) -> Self:
        rows = [row for row in scene.days if row.day == scene.today]

        def count(*stages: int, passed: bool = False) -> int:
            return sum(row.answers for row in rows if row.stage in stages and (row.rating > 1 or not passed))

        return cls(
            day=day_text(scene.today),
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

    def draw(self, paper: Paper) -> Iterator[str]:
        if not self.answers:
            yield "  Nothing answered yet."
            return
        each = duration(self.ms / self.answers / 1000)
        yield f"  {counted(self.answers, 'answer')} in {duration(self.ms / 1000)}, {each} each"
        yield f"  again {self.again:,}: {share(self.answers - self.again, self.answers)} known"
        yield f"  {self.new:,} new, {self.learning:,} learning, {self.reviews:,} review, {self.relearning:,} relearning"
        if self.mature:
            known = share(self.mature_passed, self.mature)
            yield f"  mature cards: {self.mature_passed:,} of {self.mature:,} known, {known}"
