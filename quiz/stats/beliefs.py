"""Misconceptions still held: shown by a wrong answer, and no right answer to that card since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar, Self

from quiz.schedule.day import day_text
from quiz.stats.context import Scene
from quiz.text.numbers import counted
from quiz.text.plots.canvas import Ink, Paper
from quiz.text.terminal import line

_SHOWN = 20
_CARDS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Belief:
    """`times` it was shown since each of its `cards` was last answered right."""

    belief: str
    times: int
    last: str
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Those shown in the period, the most frequent first."""

    title: ClassVar[str] = "Beliefs still held"
    beliefs: tuple[Belief, ...]

    @classmethod
    def of(cls, scene: Scene) -> Self:
        times: dict[str, int] = {}
        last: dict[str, int] = {}
        cards: dict[str, list[str]] = {}
        for row in scene.history.beliefs():
            times[row.belief] = times.get(row.belief, 0) + row.answers
            last[row.belief] = max(last.get(row.belief, row.last_day), row.last_day)
            cards.setdefault(row.belief, []).append(row.card)
        order = sorted(times, key=lambda belief: (-times[belief], -last[belief], belief))
        return cls(tuple(Belief(one, times[one], day_text(last[one]), tuple(sorted(cards[one]))) for one in order))

    def draw(self, paper: Paper) -> Iterator[str]:
        if not self.beliefs:
            yield "  None: no card showed one in this period that was not answered right since."
            return
        for belief in self.beliefs[:_SHOWN]:
            times = f"{belief.times:3}x "
            room = paper.width - 2 - len(times)
            told = wrap(line(belief.belief, 400), room) or [""]
            yield f"  {paper.ink(times, Ink.BAD)}{told[0]}"
            yield from (f"  {'':{len(times)}}{text}" for text in told[1:])
            cards = ", ".join(line(card, 60) for card in belief.cards[:_CARDS_SHOWN])
            more = len(belief.cards) - _CARDS_SHOWN
            text = f"last {belief.last}, on {cards}" + (f" and {more} more" if more > 0 else "")
            yield from (
                f"  {'':{len(times)}}{paper.ink(one, Ink.FAINT)}" for one in wrap(text, room, break_on_hyphens=False)
            )
        if (more := len(self.beliefs) - _SHOWN) > 0:
            yield f"  and {counted(more, 'other')}"
