"""The reviews panel: answers over time, by day, by week and by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Self

from rich.text import Text

from quiz.stats.context import StatsContext, as_date
from quiz.store.queries.reviews import NEW
from quiz.text.durations import duration
from quiz.text.numbers import counted
from quiz.text.plots.bars import columns
from quiz.text.plots.canvas import Canvas, styled


@dataclass(frozen=True, slots=True)
class Stretch:
    """`begins` is the first day of the day, week (Monday) or month; `new` are cards answered for the first time."""

    begins: str
    answers: int
    new: int
    again: int
    ms: int


@dataclass(frozen=True, slots=True)
class Reviews:
    """The whole period without gaps, earliest first."""

    title: ClassVar[str] = "Reviews"
    days: tuple[Stretch, ...]
    weeks: tuple[Stretch, ...]
    months: tuple[Stretch, ...]

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        return cls(_by(context, lambda day: day), _by(context, _monday), _by(context, lambda day: day.replace(day=1)))

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        room = canvas.width - 12
        choices = (("day", self.days), ("week", self.weeks), ("month", self.months))
        name, shown = next(
            ((name, rows) for name, rows in choices if len(rows) <= room), ("month", self.months[-room:])
        )
        answers, ms = sum(row.answers for row in shown), sum(row.ms for row in shown)
        if not answers:
            yield styled("  No answer in this period.")
            return
        yield from columns([row.answers for row in shown], canvas)
        yield styled(f"  answers a {name}, from {shown[0].begins} on")
        spent, each = duration(ms / 1000), duration(ms / answers / 1000)
        new = counted(sum(row.new for row in shown), "new card")
        yield styled(f"  {counted(answers, 'answer')} in {spent}, {each} each; {new}")


def _by(context: StatsContext, begins: Callable[[date], date]) -> tuple[Stretch, ...]:
    sums = {begins(as_date(day)): [0, 0, 0, 0] for day in range(context.begins, context.today + 1)}
    for row in context.days:
        # A later day than today comes from a log written further east; it is not left out.
        total = sums.setdefault(begins(as_date(row.day)), [0, 0, 0, 0])
        total[0] += row.answers
        total[1] += row.answers * (row.stage == NEW)
        total[2] += row.answers * (row.rating == 1)
        total[3] += row.ms
    return tuple(Stretch(day.isoformat(), *total) for day, total in sorted(sums.items()))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
