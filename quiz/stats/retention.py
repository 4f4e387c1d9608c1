"""True retention: of the cards that came up for review, the share that was recalled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from quiz.stats.context import Scene
from quiz.store.queries.reviews import MATURE, YOUNG
from quiz.text.numbers import share
from quiz.text.plots.canvas import Paper
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
    """Only spans that lie within the period, and the period itself; `desired` is what the schedule aims at."""

    title: ClassVar[str] = "True retention"
    desired: float
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, scene: Scene) -> Self:
        today, begins = scene.today, scene.begins
        length = today - begins + 1
        spans = [(name, today - to + 1, today - since) for name, since, to in _SPANS if to <= length]
        whole = "all time" if scene.first_day is None else f"these {length} days"
        # A span that is the whole period under another name is told once.
        if not any(first == begins and last == today for _, first, last in spans):
            spans.append((whole, begins, today))
        return cls(scene.options.retention, tuple(_count(scene, name, first, last) for name, first, last in spans))

    def draw(self, paper: Paper) -> Iterator[str]:
        if not any(span.young or span.mature for span in self.spans):
            yield "  No review of a card out of its learning steps in this period."
            return
        yield from table(("", "young", "mature", "all", "reviews"), [_row(span) for span in self.spans], paper)
        yield f"  first answers of a day; the schedule aims at {self.desired:.0%}"


def _count(scene: Scene, name: str, first: int, last: int) -> Span:
    rows = [row for row in scene.days if first <= row.day <= last]

    def count(stage: int, lowest: int) -> int:
        return sum(row.answers for row in rows if row.stage == stage and row.rating >= lowest)

    return Span(name, count(YOUNG, 1), count(YOUNG, 2), count(MATURE, 1), count(MATURE, 2))


def _row(span: Span) -> tuple[str, ...]:
    reviews, passed = span.young + span.mature, span.young_passed + span.mature_passed
    young, mature = share(span.young_passed, span.young), share(span.mature_passed, span.mature)
    return span.name, young, mature, share(passed, reviews), f"{reviews:,}"
