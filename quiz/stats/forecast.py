"""The forecast panel: how many cards come due in the days ahead, without further answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.schedule.day import day_text
from quiz.stats.context import StatsContext
from quiz.store.queries.reviews import CardState
from quiz.text.numbers import counted
from quiz.text.plots.bars import columns
from quiz.text.plots.canvas import Canvas, styled

DAYS = 30


@dataclass(frozen=True, slots=True)
class Forecast:
    """`due` counts by day, today first: cards that are overdue or in their steps count for today. `backlog` are the
    overdue.

    New and suspended cards are left out; a buried card counts from the day on which it comes back. Siblings that
    wait for today's, and steps that come due after the end of today, count for tomorrow.
    """

    title: ClassVar[str] = f"Forecast: cards due in the next {DAYS} days"
    first: str
    due: tuple[int, ...]
    backlog: int
    later: int

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        today = context.today
        waiting = [state for state in context.remembered if not state.suspended]
        days = Counter(_day(context, state) - today for state in waiting)
        return cls(
            first=day_text(today),
            due=tuple(days[day] for day in range(DAYS)),
            backlog=sum(
                state.due_day is not None and state.due_day < today and _day(context, state) == today
                for state in waiting
            ),
            later=sum(count for day, count in days.items() if day >= DAYS),
        )

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        if not any(self.due):
            yield styled(f"  Nothing is due in these days; {counted(self.later, 'card')} later.")
            return
        wide = 2 if canvas.width >= 76 else 1
        yield from columns([count for count in self.due for _ in range(wide)], canvas)
        edge = " " * (5 + len(f"{max(self.due):,}"))
        yield styled(f"{edge}{'today':{15 * wide}}{'in 15 days'}")
        ahead = sum(self.due)
        yield styled(f"  today {self.due[0]:,}, {self.backlog:,} of them overdue; tomorrow {self.due[1]:,}")
        yield styled(f"  {counted(ahead, 'card')} in {DAYS} days, {ahead / DAYS:.0f} a day; {self.later:,} later")


def _day(context: StatsContext, state: CardState) -> int:
    """The study day on which the card is asked."""
    day = max(context.today, state.due_day or context.today, state.buried_until or context.today)
    late_step = context.until_ms is not None and state.due_ms is not None and state.due_ms > context.until_ms
    waits = late_step or state.card in context.buried_siblings
    return day + 1 if day == context.today and waits else day
