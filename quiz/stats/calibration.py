"""Whether FSRS foretells well: the chance of recall that it gave at each review, against what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log, sqrt
from typing import ClassVar, Self

from quiz.stats.context import Scene
from quiz.store.queries.reviews import RecallCount
from quiz.text.numbers import aligned, counted
from quiz.text.plots.bars import Bar, bars
from quiz.text.plots.canvas import Ink, Paper

BINS = 20
_LEAST = 0.0005
"""Chances are stored to a thousandth: 0 and 1 stand for what is nearest to them, so that a logarithm can be taken."""


@dataclass(frozen=True, slots=True)
class Bin:
    """`reviews` foretold from `low` to `low` + 0.05; `foretold` is their mean, `recalled` the share that was."""

    low: float
    reviews: int
    foretold: float
    recalled: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of all answers given a day or more after the one before, each foretold by the weights in force at the time.

    `log_loss` is the mean of -log of the chance given to what came; `rmse` the root of the mean squared difference of
    `foretold` and `recalled` of the bins, weighted by reviews. Both are None without reviews; less is better.
    """

    title: ClassVar[str] = "Calibration of FSRS: the recall foretold, and what came"
    reviews: int
    log_loss: float | None
    rmse: float | None
    bins: tuple[Bin, ...]

    @classmethod
    def of(cls, scene: Scene) -> Self:
        rows = scene.history.recalls()
        reviews = sum(row.answers for row in rows)
        if not reviews:
            return cls(0, None, None, ())
        bins = tuple(bin for place in range(BINS) if (bin := _bin(place, rows)) is not None)
        squares = sum(bin.reviews * (bin.foretold - bin.recalled) ** 2 for bin in bins)
        loss = -sum(row.answers * log(_chance(row) if row.passed else 1 - _chance(row)) for row in rows)
        return cls(reviews, round(loss / reviews, 4), round(sqrt(squares / reviews), 4), bins)

    def draw(self, paper: Paper) -> Iterator[str]:
        if not self.reviews:
            yield "  No review a day or more after another in this period."
            return
        shown = [bin for bin in self.bins if bin.reviews >= self.reviews / 1000]
        labels = [f"{bin.low:.0%}-{bin.low + 1 / BINS:.0%}" for bin in shown]
        told = [f"{bin.foretold:6.1%} foretold, {bin.recalled:6.1%} came" for bin in shown]
        notes = aligned([bin.reviews for bin in shown], told)
        rows = zip(labels, shown, notes, strict=True)
        drawn = [Bar(label, bin.recalled, note, _ink(bin), mark=bin.foretold) for label, bin, note in rows]
        yield from bars(drawn, paper, full=1.0)
        yield f"  log loss {self.log_loss:.4f}, RMSE (bins) {self.rmse:.4f}, of {counted(self.reviews, 'review')}"
        stroke = "┃" if paper.blocks else "|"
        yield f"  the stroke {stroke} is what was foretold; `quiz fit` fits FSRS to your own reviews"


def _chance(row: RecallCount) -> float:
    return min(max(row.permille / 1000, _LEAST), 1 - _LEAST)


def _bin(place: int, rows: list[RecallCount]) -> Bin | None:
    inside = [row for row in rows if min(row.permille * BINS // 1000, BINS - 1) == place]
    reviews = sum(row.answers for row in inside)
    if not reviews:
        return None
    foretold = sum(row.permille * row.answers for row in inside) / reviews / 1000
    recalled = sum(row.answers for row in inside if row.passed) / reviews
    return Bin(round(place / BINS, 2), reviews, round(foretold, 4), round(recalled, 4))


def _ink(bin: Bin) -> Ink:
    return Ink.GOOD if abs(bin.foretold - bin.recalled) < 0.05 else Ink.WARN
