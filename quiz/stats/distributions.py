"""Histograms of a number over many cards, for the panels of intervals, stabilities, difficulties and recall."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.text import Text

from quiz.schedule.options import DAY_S
from quiz.text.durations import short_duration
from quiz.text.numbers import aligned, counted, share
from quiz.text.plots.bars import Bar, bars
from quiz.text.plots.canvas import Canvas, Ink, styled

DAY_EDGES = (0, 1, 2, 4, 7, 14, 21, 30, 60, 90, 180, 365, 730)


@dataclass(frozen=True, slots=True)
class Bin:
    """`count` cards from `low` up to, but not including, the `low` of the next bin."""

    low: float
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    cards: int
    mean: float
    median: float
    ninth_decile: float
    bins: tuple[Bin, ...]


def spread(values: Sequence[float], edges: Sequence[float]) -> Spread:
    """The values counted into bins that begin at `edges`; a value before the first edge counts for the first."""
    ordered = sorted(values)
    begins = [0, *(bisect_left(ordered, edge) for edge in edges[1:]), len(ordered)]
    bins = tuple(Bin(low, after - before) for low, (before, after) in zip(edges, pairwise(begins), strict=True))
    if not values:
        return Spread(0, 0.0, 0.0, 0.0, bins)
    middle, late = ordered[len(ordered) // 2], ordered[min(len(ordered) * 9 // 10, len(ordered) - 1)]
    return Spread(len(values), round(sum(values) / len(values), 4), round(middle, 4), round(late, 4), bins)


def drawn_days(numbers: Spread, canvas: Canvas) -> Iterator[Text]:
    """A histogram of days as bars, and its median in words."""
    if not numbers.cards:
        return
    ends: list[float | None] = [*(bin.low for bin in numbers.bins[1:]), None]
    labels = [_span(bin.low, end) for bin, end in zip(numbers.bins, ends, strict=True)]
    yield from drawn_bars(numbers, labels, canvas)
    middle, late = short_duration(numbers.median * DAY_S), short_duration(numbers.ninth_decile * DAY_S)
    yield styled(f"  median {middle}, nine of ten at most {late}, of {counted(numbers.cards, 'card')}")


def _span(low: float, end: float | None) -> str:
    if end is None:
        return f"{low:g}d and more"
    return f"{low:g}d" if end - low == 1 and low else f"under {end:g}d" if not low else f"{low:g}-{end - 1:g}d"


def drawn_bars(numbers: Spread, labels: Sequence[str], canvas: Canvas, inks: Sequence[Ink] = ()) -> Iterator[Text]:
    """Bars from the first bin that has a card to the last that has one."""
    used = [place for place, bin in enumerate(numbers.bins) if bin.count]
    shown = slice(used[0], used[-1] + 1)
    counts = [bin.count for bin in numbers.bins[shown]]
    notes = aligned(counts, [share(count, numbers.cards) for count in counts])
    colours = inks[shown] if inks else [Ink.MAIN] * len(counts)
    yield from bars([Bar(*row) for row in zip(labels[shown], counts, notes, colours, strict=True)], canvas)
