"""The retention panel: of the cards that came up for review, the share that was recalled (true retention)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.stats.context import StatsContext
from quiz.store.queries.reviews import MATURE, YOUNG, DayCount
from quiz.text.numbers import share
from quiz.text.plots.canvas import Canvas, styled
from quiz.text.plots.table import table

_SPANS = (("today", 0, 1), ("yesterday", 1, 2), ("last 7 days", 0, 7), ("last 30 days", 0, 30), ("last year", 0, 365))


@dataclass(frozen=True, slots=True)
class Span:
    """First answers of a day to cards in review; mature are those whose interval was 21 days or more."""

    name: str
    young: int
    young_passed: int
    mature: int
    mature_passed: int


@dataclass(frozen=True, slots=True)
class Retention:
    """Only spans that lie within the period, and the period itself; `desired` is the target of the schedule."""

    title: ClassVar[str] = "True retention"
    desired: float
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        today, begins = context.today, context.begins
        length = today - begins + 1
        spans = [(name, today - to + 1, today - since) for name, since, to in _SPANS if to <= length]
        whole = "all time" if context.first_day is None else f"these {length} days"
        # A span that is the whole period under another name is shown once.
        if not any(first == begins and last == today for _, first, last in spans):
            spans.append((whole, begins, today))
        rows = [row for row in context.days if row.stage in (YOUNG, MATURE)]
        return cls(context.options.retention, tuple(_count(rows, name, first, last) for name, first, last in spans))

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        if not any(span.young or span.mature for span in self.spans):
            yield styled("  No review of a card out of its learning steps in this period.")
            return
        yield from table(("", "young", "mature", "all", "reviews"), [_row(span) for span in self.spans], canvas)
        yield styled(f"  first review of each card per day; target {self.desired:.0%}")


def _count(rows: list[DayCount], name: str, first: int, last: int) -> Span:
    young, mature = [0, 0], [0, 0]
    for day, stage, rating, answers, _ in rows:
        if first <= day <= last:
            counts = young if stage == YOUNG else mature
            counts[0] += answers
            if rating > 1:
                counts[1] += answers
    return Span(name, *young, *mature)


def _row(span: Span) -> tuple[str, ...]:
    reviews, passed = span.young + span.mature, span.young_passed + span.mature_passed
    young, mature = share(span.young_passed, span.young), share(span.mature_passed, span.mature)
    return span.name, young, mature, share(passed, reviews), f"{reviews:,}"
