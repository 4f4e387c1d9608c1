"""The data that the panels count, read once when the first panel asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol, Self

from rich.text import Text

from quiz.schedule.options import Options
from quiz.store.queries.reviews import CardState, DayCount, History
from quiz.text.plots.canvas import Canvas

WEEKS = 53
"""The weeks that the calendar shows."""


@dataclass(frozen=True)
class StatsContext:
    """`history` begins with study day `first_day`, with the first answer if that is None, and ends with `today`.

    `decks` names the cards of each deck there is, in learning order. Today's steps are due by `until_ms` (UTC), all
    are when that is None; `buried_siblings` wait until tomorrow for a sibling.
    """

    history: History
    decks: Mapping[str, tuple[str, ...]]
    today: int
    first_day: int | None
    options: Options
    leech_lapses: int = 8
    until_ms: int | None = None
    buried_siblings: Set[str] = frozenset()

    @cached_property
    def days(self) -> list[DayCount]:
        return [row for row in self._counts if self.first_day is None or row.day >= self.first_day]

    @cached_property
    def by_day(self) -> Counter[int]:
        """The answers of each day of the last WEEKS weeks and of the period, whichever is longer."""
        counts: Counter[int] = Counter()
        for row in self._counts:
            counts[row.day] += row.answers
        return counts

    @cached_property
    def studied(self) -> set[int]:
        """All study days with answers; not only those of the period."""
        if self.first_day is None:
            return {row.day for row in self._counts if row.day <= self.today}
        return self.history.studied(self.today)

    @cached_property
    def ids(self) -> dict[str, str]:
        """The deck of each card in a deck."""
        return {card: deck for deck, cards in self.decks.items() for card in cards}

    @cached_property
    def states(self) -> list[CardState]:
        """All cards with events, including those that are no longer in a deck."""
        return self.history.cards()

    @cached_property
    def remembered(self) -> list[CardState]:
        """The cards of the decks that were answered at least once."""
        return [state for state in self.states if state.phase is not None and state.card in self.ids]

    @cached_property
    def _counts(self) -> list[DayCount]:
        """Read once for the period and for the calendar."""
        return self.history.days(None if self.first_day is None else min(self.first_day, self.today - 7 * WEEKS))

    @property
    def begins(self) -> int:
        """The first study day of the period, but not before the first answer; today when there is none."""
        first = min(self.studied, default=self.today)
        return first if self.first_day is None else max(first, self.first_day)


class Panel(Protocol):
    """A frozen dataclass of plain values, fit for `dataclasses.asdict` and JSON."""

    title: ClassVar[str]

    @classmethod
    def of(cls, context: StatsContext) -> Self:
        """Raises StoreError."""
        ...

    def draw(self, canvas: Canvas) -> Iterator[Text]:
        """Lines of text, [] when there is nothing to show."""
        ...
