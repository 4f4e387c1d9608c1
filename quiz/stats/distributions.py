"""How the numbers of many cards are spread: intervals, stabilities, difficulties, chances of recall."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Self

from quiz.schedule.forgetting_curve import recall
from quiz.schedule.memory import State
from quiz.schedule.options import DAY_S
from quiz.stats.context import Scene
from quiz.text.durations import short_duration
from quiz.text.numbers import aligned, counted, share
from quiz.text.plots.bars import Bar, bars
from quiz.text.plots.canvas import Ink, Paper

DAY_EDGES = (0, 1, 2, 4, 7, 14, 21, 30, 60, 90, 180, 365, 730)
_TWENTIETHS = tuple(place / 20 for place in range(20))


@dataclass(frozen=True, slots=True)
class Bin:
    """`count` cards from `low` up to, but not with, the `low` of the next."""

    low: float
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    cards: int
    mean: float
    median: float
    ninth_decile: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Intervals:
    """Of cards in review, in days."""

    title: ClassVar[str] = "Intervals: days between two reviews"
    days: Spread

    @classmethod
    def of(cls, scene: Scene) -> Self:
        in_review = [state for state in scene.remembered if state.phase == State.REVIEW]
        return cls(spread([state.interval_days or 0 for state in in_review], DAY_EDGES[1:]))

    def draw(self, paper: Paper) -> Iterator[str]:
        yield from _draw_days(self.days, paper)


@dataclass(frozen=True, slots=True)
class Stability:
    """Of all cards answered, in days: after so long, nine of ten are recalled."""

    title: ClassVar[str] = "Stability: days until recall falls to 90%"
    days: Spread

    @classmethod
    def of(cls, scene: Scene) -> Self:
        return cls(spread([state.stability or 0.0 for state in scene.remembered], DAY_EDGES))

    def draw(self, paper: Paper) -> Iterator[str]:
        yield from _draw_days(self.days, paper)


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Of all cards answered, from 1 (easy) to 10."""

    title: ClassVar[str] = "Difficulty: 1 is easy, 10 hard"
    points: Spread

    @classmethod
    def of(cls, scene: Scene) -> Self:
        return cls(spread([state.difficulty or 1.0 for state in scene.remembered], tuple(range(1, 11))))

    def draw(self, paper: Paper) -> Iterator[str]:
        if self.points.cards:
            yield from _bars(self.points, [f"{bin.low:g}" for bin in self.points.bins], paper)
            yield f"  mean {self.points.mean:.1f} of {counted(self.points.cards, 'card')}"


@dataclass(frozen=True, slots=True)
class Retrievability:
    """The chance of recall now of all cards answered; `known` is how many one would expect to recall."""

    title: ClassVar[str] = "Retrievability: the chance of recall now"
    known: float
    chances: Spread

    @classmethod
    def of(cls, scene: Scene) -> Self:
        chance = recall(scene.options)
        chances = [
            chance(max(scene.today - (state.last_day or 0), 0), state.stability)
            for state in scene.remembered
            if state.stability
        ]
        return cls(round(sum(chances), 1), spread(chances, _TWENTIETHS))

    def draw(self, paper: Paper) -> Iterator[str]:
        if not self.chances.cards:
            return
        labels = [f"{bin.low:.0%}-{bin.low + 0.05:.0%}" for bin in self.chances.bins]
        inks = [Ink.GOOD if bin.low >= 0.9 else Ink.MAIN if bin.low >= 0.7 else Ink.BAD for bin in self.chances.bins]
        yield from _bars(self.chances, labels, paper, inks)
        of_all = f"{self.known:,.0f} of {counted(self.chances.cards, 'card')}"
        yield f"  mean {self.chances.mean:.1%}: about {of_all} would be recalled now"


def spread(values: Sequence[float], edges: Sequence[float]) -> Spread:
    """Counted into bins that begin at `edges`; a value before the first edge counts for the first."""
    ordered = sorted(values)
    begins = [0, *(bisect_left(ordered, edge) for edge in edges[1:]), len(ordered)]
    bins = tuple(Bin(low, after - before) for low, (before, after) in zip(edges, pairwise(begins), strict=True))
    if not values:
        return Spread(0, 0.0, 0.0, 0.0, bins)
    middle, late = ordered[len(ordered) // 2], ordered[min(len(ordered) * 9 // 10, len(ordered) - 1)]
    return Spread(len(values), round(sum(values) / len(values), 4), round(middle, 4), round(late, 4), bins)


def _draw_days(numbers: Spread, paper: Paper) -> Iterator[str]:
    if not numbers.cards:
        return
    ends: list[float | None] = [*(bin.low for bin in numbers.bins[1:]), None]
    labels = [_span(bin.low, end) for bin, end in zip(numbers.bins, ends, strict=True)]
    yield from _bars(numbers, labels, paper)
    middle, late = short_duration(numbers.median * DAY_S), short_duration(numbers.ninth_decile * DAY_S)
    yield f"  median {middle}, nine of ten at most {late}, of {counted(numbers.cards, 'card')}"


def _span(low: float, end: float | None) -> str:
    if end is None:
        return f"{low:g} d and more"
    return f"{low:g} d" if end - low == 1 and low else f"under {end:g} d" if not low else f"{low:g}-{end - 1:g} d"


def _bars(numbers: Spread, labels: Sequence[str], paper: Paper, inks: Sequence[Ink] = ()) -> Iterator[str]:
    """From the first bin that holds a card to the last that does."""
    used = [place for place, bin in enumerate(numbers.bins) if bin.count]
    shown = slice(used[0], used[-1] + 1)
    counts = [bin.count for bin in numbers.bins[shown]]
    notes = aligned(counts, [share(count, numbers.cards) for count in counts])
    colours = inks[shown] if inks else [Ink.MAIN] * len(counts)
    yield from bars([Bar(*row) for row in zip(labels[shown], counts, notes, colours, strict=True)], paper)
