"""A card as the queue sees it: the few columns that decide when it is asked, as a tuple, since there may be many."""

from __future__ import annotations

from typing import NamedTuple

from quiz.schedule.memory import Memory, State


class Entry(NamedTuple):
    """`position` orders the new cards of all decks for learning; `phase` is None for a new card, with `reps` 0.

    In the steps `due_ms` (UTC) is set, in review `due_day`. `buried_until` is a study day: the card is hidden while
    today is before it. The fields after `position` are columns of the table of cards, in this order.
    """

    card: str
    position: int = 0
    phase: str | None = None
    due_ms: int | None = None
    due_day: int | None = None
    last_day: int | None = None
    interval_days: int = 0
    reps: int = 0
    suspended: int = 0
    buried_until: int | None = None

    @classmethod
    def of(
        cls,
        card: str,
        position: int = 0,
        memory: Memory | None = None,
        suspended: bool = False,
        buried_until: int | None = None,
    ) -> Entry:
        """The entry of a card with this memory, None for a new card."""
        if memory is None:
            return cls(card, position, suspended=suspended, buried_until=buried_until)
        times = (memory.phase, memory.due_ms, memory.due_day, memory.last_day, memory.interval_days, memory.reps)
        return cls(card, position, *times, suspended, buried_until)

    @property
    def deck(self) -> str:
        """The name of its deck."""
        return self.card.partition("/")[0]

    @property
    def new(self) -> bool:
        """Whether it was never answered."""
        return self.phase is None

    @property
    def in_review(self) -> bool:
        """Whether it is in review, past its steps."""
        return self.phase == State.REVIEW

    def hidden(self, today: int) -> bool:
        """Whether it is suspended, or buried on study day `today`."""
        return bool(self.suspended) or (self.buried_until is not None and today < self.buried_until)

    def answered_on(self, day: int) -> bool:
        """Whether it was answered on study day `day` or later: after a journey west today may be before the last
        answer.
        """
        return self.last_day is not None and self.last_day >= day

    def is_due(self, today: int) -> bool:
        """Whether a card in review is due on study day `today`."""
        return self.due_day is not None and self.due_day <= today
