"""The ratings panel: how often each rating was given, by the age of the card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.stats.context import StatsContext
from quiz.store.queries.reviews import LEARNING, MATURE, NEW, RELEARNING, SAME_DAY, YOUNG
from quiz.text.numbers import share
from quiz.text.plots.canvas import Canvas
from quiz.text.plots.table import table

_GROUPS = {"new": (NEW,), "learning": (LEARNING, RELEARNING), "young": (YOUNG, SAME_DAY), "mature": (MATURE,)}


@dataclass(frozen=True, slots=True)
class Group:
    """How often each rating was given to cards of this age: `cards` names their stage when answered."""

    cards: str
    again: int
    hard: int
    good: int
    easy: int


@dataclass(frozen=True, slots=True)
class RatingCounts:
    title: ClassVar[str] = "Ratings"
    groups: tuple[Group, ...]

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        counts: Counter[tuple[int, int]] = Counter()
        for row in context.days:
            counts[row.stage, row.rating] += row.answers
        return cls(
            tuple(
                Group(name, *(sum(counts[stage, rating] for stage in stages) for rating in (1, 2, 3, 4)))
                for name, stages in _GROUPS.items()
            )
        )

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        rows = []
        for group in self.groups:
            counts = (group.again, group.hard, group.good, group.easy)
            whole = sum(counts)
            rows.append((group.cards, *(share(count, whole) for count in counts), f"{whole:,}"))
        yield from table(("", "again", "hard", "good", "easy", "answers"), rows, canvas)
