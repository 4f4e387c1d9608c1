"""The retrievability panel: the chance of recall of each card now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.schedule.forgetting_curve import recall
from quiz.stats.context import StatsContext
from quiz.stats.distributions import Spread, drawn_bars, spread
from quiz.text.numbers import counted
from quiz.text.plots.canvas import Canvas, Ink, styled

_TWENTIETHS = tuple(place / 20 for place in range(20))


@dataclass(frozen=True, slots=True)
class Retrievability:
    """The chance of recall now of all cards answered; `known` is the expected number of cards recalled."""

    title: ClassVar[str] = "Retrievability: the chance of recall now"
    known: float
    chances: Spread

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        chance = recall(context.options)
        chances = [
            chance(max(context.today - (state.last_day or 0), 0), state.stability)
            for state in context.remembered
            if state.stability
        ]
        return cls(round(sum(chances), 1), spread(chances, _TWENTIETHS))

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        if not self.chances.cards:
            return
        labels = [f"{bin.low:.0%}-{bin.low + 0.05:.0%}" for bin in self.chances.bins]
        inks = [Ink.GOOD if bin.low >= 0.9 else Ink.MAIN if bin.low >= 0.7 else Ink.BAD for bin in self.chances.bins]
        yield from drawn_bars(self.chances, labels, canvas, inks)
        of_all = f"{self.known:,.0f} of {counted(self.chances.cards, 'card')}"
        yield styled(f"  mean {self.chances.mean:.1%}: about {of_all} would be recalled now")
