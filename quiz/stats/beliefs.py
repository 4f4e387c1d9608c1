"""The panel of misconceptions not yet corrected: shown by a wrong answer, with no right answer to that card since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.schedule.day import day_text
from quiz.stats.context import StatsContext
from quiz.text.cells import shortened
from quiz.text.plots.canvas import Canvas, Ink, styled
from quiz.text.plots.table import Column, columned
from quiz.text.terminal import line

_SHOWN = 20
_CARDS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class BeliefCount:
    """`times` it was shown since each of its `cards` was last answered right."""

    belief: str
    times: int
    last: str
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beliefs:
    """The misconceptions shown in the period, the most frequent first."""

    title: ClassVar[str] = "Misconceptions not yet corrected"
    beliefs: tuple[BeliefCount, ...]

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        times: dict[str, int] = {}
        last: dict[str, int] = {}
        cards: dict[str, list[str]] = {}
        for row in context.history.beliefs():
            times[row.belief] = times.get(row.belief, 0) + row.answers
            last[row.belief] = max(last.get(row.belief, row.last_day), row.last_day)
            cards.setdefault(row.belief, []).append(row.card)
        order = sorted(times, key=lambda belief: (-times[belief], -last[belief], belief))
        return cls(
            tuple(BeliefCount(name, times[name], day_text(last[name]), tuple(sorted(cards[name]))) for name in order)
        )

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        if not self.beliefs:
            yield styled("  None in this period that was not followed by a right answer to the same card.")
            return
        room = max(canvas.width * 2 // 5, 12)
        columns = (
            Column("times", ink=Ink.BAD),
            Column("belief", words=True, wraps=True),
            Column("last", words=True, ink=Ink.FAINT),
            Column("cards", words=True, wraps=True, most=room, ink=Ink.FAINT),
        )
        rows = [
            (f"{shown.times:,}", line(shown.belief, 400), shown.last, _names(shown.cards, room))
            for shown in self.beliefs[:_SHOWN]
        ]
        yield from columned(columns, rows, canvas)
        if (more := len(self.beliefs) - _SHOWN) > 0:
            yield styled(f"  and {more:,} more")


def _names(cards: tuple[str, ...], width: int) -> str:
    """The cards by name, each short enough for a line of `width` cells."""
    more = len(cards) - _CARDS_SHOWN
    names = ", ".join(shortened(line(card), width - 1) for card in cards[:_CARDS_SHOWN])
    return names + (f" and {more:,} more" if more > 0 else "")
