"""The decks panel: how far each deck is learnt, how well it is remembered, the time it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.text import Text

from quiz.schedule.memory import State
from quiz.stats.context import StatsContext
from quiz.store.queries.reviews import MATURE_DAYS, DeckCount
from quiz.text.durations import short_duration
from quiz.text.numbers import counted, share
from quiz.text.plots.canvas import Canvas, styled
from quiz.text.plots.table import table
from quiz.text.terminal import line


@dataclass(frozen=True, slots=True)
class DeckRow:
    """`seen` and `mature` of its `cards` are as of today; the rest is for the period, see Retention for `passed`."""

    deck: str
    cards: int
    seen: int
    mature: int
    answers: int
    reviews: int
    passed: int
    ms: int


@dataclass(frozen=True, slots=True)
class Decks:
    """In learning order; a deck that is gone but was answered in the period comes last, with no cards."""

    title: ClassVar[str] = "Decks"
    decks: tuple[DeckRow, ...]

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        seen = Counter(context.ids[state.card] for state in context.remembered)
        mature = Counter(
            context.ids[state.card]
            for state in context.remembered
            if state.phase == State.REVIEW and (state.interval_days or 0) >= MATURE_DAYS
        )
        past = {row.deck: row for row in context.history.decks()}
        rows = []
        for name in dict.fromkeys((*context.decks, *sorted(past))):
            counts = past.get(name, DeckCount(name, 0, 0, 0, 0))
            cards = len(context.decks.get(name, ()))
            now = (cards, seen[name], mature[name])
            rows.append(DeckRow(name, *now, counts.answers, counts.reviews, counts.passed, counts.ms))
        return cls(tuple(rows))

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        begun = [row for row in self.decks if row.seen or row.answers]
        rows = [
            (
                line(row.deck, 24),
                f"{row.cards:,}",
                f"{row.seen:,}",
                f"{row.mature:,}",
                f"{row.answers:,}",
                share(row.passed, row.reviews),
                short_duration(row.ms / 1000) if row.ms else "-",
            )
            for row in begun
        ]
        yield from table(("deck", "cards", "seen", "mature", "answers", "retained", "time"), rows, canvas)
        if rest := len(self.decks) - len(begun):
            yield styled(f"  {counted(rest, 'deck')} not started")
