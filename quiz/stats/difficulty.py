"""The difficulty panel: how hard cards are, by FSRS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.stats.context import StatsContext
from quiz.stats.distributions import Spread, drawn_bars, spread
from quiz.text.numbers import counted
from quiz.text.plots.canvas import Canvas, styled


@dataclass(frozen=True, slots=True)
class Difficulty:
    """The difficulties of all cards answered, from 1 (easy) to 10."""

    title: ClassVar[str] = "Difficulty: 1 is easy, 10 hard"
    points: Spread

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        return cls(spread([state.difficulty or 1.0 for state in context.remembered], tuple(range(1, 11))))

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        if self.points.cards:
            yield from drawn_bars(self.points, [f"{bin.low:g}" for bin in self.points.bins], canvas)
            yield styled(f"  mean {self.points.mean:.1f} of {counted(self.points.cards, 'card')}")
