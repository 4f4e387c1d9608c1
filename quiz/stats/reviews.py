"""The reviews panel: answers over time, by day, by week and by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import add
from typing import ClassVar, Self

from rich.text import Text

from quiz.schedule.day import day_date
from quiz.stats.context import StatsContext
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
        days = _by_day(context)
        return cls(*(_joined(days, begins) for begins in (lambda day: day, _monday, lambda day: day.replace(day=1))))

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


def _by_day(context: StatsContext) -> dict[date, list[int]]:
    """The sums of a `Stretch` by day."""
    sums = {day: [0, 0, 0, 0] for day in range(context.begins, context.today + 1)}
    for day, stage, rating, answers, ms in context.days:
        # A later day than today comes from a log written further east; it is not left out.
        total = sums.setdefault(day, [0, 0, 0, 0])
        total[0] += answers
        total[3] += ms
        if stage == NEW:
            total[1] += answers
        if rating == 1:
            total[2] += answers
    return {day_date(day): total for day, total in sums.items()}


def _joined(days: dict[date, list[int]], begins: Callable[[date], date]) -> tuple[Stretch, ...]:
    """The sums of the days that begin with the same day."""
    sums: dict[date, list[int]] = {}
    for day, total in days.items():
        first = begins(day)
        before = sums.get(first)
        sums[first] = total if before is None else [*map(add, before, total)]
    return tuple(Stretch(day.isoformat(), *total) for day, total in sorted(sums.items()))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
