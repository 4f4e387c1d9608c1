"""The card counts panel: how many cards are new, learning, young, mature, suspended, buried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.schedule.memory import State
from quiz.stats.context import StatsContext
from quiz.store.queries.reviews import MATURE_DAYS, CardState
from quiz.text.numbers import aligned, counted, share
from quiz.text.plots.bars import Bar, bars
from quiz.text.plots.canvas import Canvas, Ink, styled

_INKS = {"suspended": Ink.WARN, "buried": Ink.WARN, "mature": Ink.GOOD}


@dataclass(frozen=True, slots=True)
class CardCounts:
    """Each card of the decks is one of `new` to `buried`, and may be a leech; `orphans` are no longer in a deck."""

    title: ClassVar[str] = "Cards"
    new: int
    learning: int
    relearning: int
    young: int
    mature: int
    suspended: int
    buried: int
    leeches: int
    orphans: int

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        known = [state for state in context.states if state.card in context.ids]
        sorts = Counter(_sort(state, context.today) for state in known)
        sorts["new"] += len(context.ids) - len(known)
        leeches = sum((state.lapses or 0) >= context.leech_lapses > 0 for state in known)
        names = ("new", "learning", "relearning", "young", "mature", "suspended", "buried")
        orphans = sum(state.phase is not None and state.card not in context.ids for state in context.states)
        return cls(**{name: sorts[name] for name in names}, leeches=leeches, orphans=orphans)

    @property
    def total(self) -> int:
        return self.new + self.learning + self.relearning + self.young + self.mature + self.suspended + self.buried

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        names = ("new", "learning", "relearning", "young", "mature", "suspended", "buried")
        counts = [int(getattr(self, name)) for name in names]
        rows = zip(names, counts, aligned(counts, [share(count, self.total) for count in counts]), strict=True)
        yield from bars([Bar(name, count, note, _INKS.get(name, Ink.MAIN)) for name, count, note in rows], canvas)
        leeches = counted(self.leeches, "leech", "leeches")
        orphans = f"; {self.orphans:,} no longer in a deck, history kept" if self.orphans else ""
        yield styled(f"  {counted(self.total, 'card')}, {leeches} among them{orphans}")


def _sort(state: CardState, today: int) -> str:
    if state.suspended:
        return "suspended"
    if state.buried_until is not None and today < state.buried_until:
        return "buried"
    if state.phase is None:
        return "new"
    if state.phase != State.REVIEW:
        return state.phase
    return "mature" if (state.interval_days or 0) >= MATURE_DAYS else "young"
