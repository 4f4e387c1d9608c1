"""The calibration panel: the recall that FSRS predicted for each review against the actual recall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log, sqrt
from typing import ClassVar, Self

from rich.text import Text

from quiz.stats.context import StatsContext
from quiz.store.queries.reviews import RecallCount
from quiz.text.numbers import counted
from quiz.text.plots.bars import NARROWEST, WIDEST, marked_bar
from quiz.text.plots.canvas import Canvas, Ink, styled
from quiz.text.plots.table import Column, columned

BINS = 20
_LEAST = 0.0005
"""Chances are stored to a thousandth: 0 and 1 count as the nearest chances that have a logarithm."""
_NUMBERS = 46
"""Cells of a line besides the bar."""


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """`reviews` predicted from `low` to `low` + 0.05; `predicted` is the mean prediction, `recalled` the actual
    share.
    """

    low: float
    reviews: int
    predicted: float
    recalled: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """All answers given a day or more after the one before, each predicted by the weights in force at the time.

    `log_loss` is the mean of -log of the chance given to the actual result; `rmse` the root of the mean squared
    difference of prediction and actual share over the bins, weighted by reviews. Both are None without reviews; less
    is better.
    """

    title: ClassVar[str] = "Calibration: predicted and actual recall"
    reviews: int
    log_loss: float | None
    rmse: float | None
    bins: tuple[CalibrationBin, ...]

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        rows = context.history.recalls()
        reviews = sum(row.answers for row in rows)
        if not reviews:
            return cls(0, None, None, ())
        bins = tuple(bin for place in range(BINS) if (bin := _bin(place, rows)) is not None)
        squares = sum(bin.reviews * (bin.predicted - bin.recalled) ** 2 for bin in bins)
        loss = -sum(row.answers * log(_chance(row) if row.passed else 1 - _chance(row)) for row in rows)
        return cls(reviews, round(loss / reviews, 4), round(sqrt(squares / reviews), 4), bins)

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        if not self.reviews:
            yield styled("  No review a day or more after another in this period.")
            return
        shown = [bin for bin in self.bins if bin.reviews >= self.reviews / 1000]
        head = (
            Column("recall", words=True),
            Column("reviews"),
            Column("predicted"),
            Column("actual"),
            Column("", words=True),
        )
        width = max(min(canvas.width - _NUMBERS, WIDEST), NARROWEST)
        rows = [
            (
                f"{bin.low:.0%}-{bin.low + 1 / BINS:.0%}",
                f"{bin.reviews:,}",
                f"{bin.predicted:.1%}",
                f"{bin.recalled:.1%}",
                marked_bar(bin.recalled, bin.predicted, canvas, width, _ink(bin)),
            )
            for bin in shown
        ]
        yield from columned(head, rows, canvas)
        yield styled(f"  {canvas.stroke} marks the prediction; `quiz fit` fits FSRS to your own reviews")
        yield styled(
            f"  log loss {self.log_loss:.4f}, RMSE (bins) {self.rmse:.4f}, of {counted(self.reviews, 'review')}"
        )


def _chance(row: RecallCount) -> float:
    return min(max(row.permille / 1000, _LEAST), 1 - _LEAST)


def _bin(place: int, rows: list[RecallCount]) -> CalibrationBin | None:
    inside = [row for row in rows if min(row.permille * BINS // 1000, BINS - 1) == place]
    reviews = sum(row.answers for row in inside)
    if not reviews:
        return None
    predicted = sum(row.permille * row.answers for row in inside) / reviews / 1000
    recalled = sum(row.answers for row in inside if row.passed) / reviews
    return CalibrationBin(round(place / BINS, 2), reviews, round(predicted, 4), round(recalled, 4))


def _ink(bin: CalibrationBin) -> Ink:
    return Ink.GOOD if abs(bin.predicted - bin.recalled) < 0.05 else Ink.WARN
