"""The intervals panel: the days between two reviews of a card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.schedule.memory import State
from quiz.stats.context import StatsContext
from quiz.stats.distributions import DAY_EDGES, Spread, drawn_days, spread
from quiz.text.plots.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Intervals:
    """The intervals of cards in review, in days."""

    title: ClassVar[str] = "Intervals: days between two reviews"
    days: Spread

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        in_review = [state for state in context.remembered if state.phase == State.REVIEW]
        return cls(spread([state.interval_days or 0 for state in in_review], DAY_EDGES[1:]))

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        yield from drawn_days(self.days, canvas)
