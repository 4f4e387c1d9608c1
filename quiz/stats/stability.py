"""The stability panel: how long cards are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.stats.context import StatsContext
from quiz.stats.distributions import DAY_EDGES, Spread, drawn_days, spread
from quiz.text.plots.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Stability:
    """The stabilities of all cards answered, in days: after that long, nine of ten are recalled."""

    title: ClassVar[str] = "Stability: days until recall falls to 90%"
    days: Spread

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        return cls(spread([state.stability or 0.0 for state in context.remembered], DAY_EDGES))

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        yield from drawn_days(self.days, canvas)
