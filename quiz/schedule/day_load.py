"""How long today's cards will take, by what answers took so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.schedule.policy import DeckCounts

PACE_DAYS = 60
"""The days that the pace is taken from."""
_NEW_MS, _DUE_MS = 40_000, 15_000
"""The time assumed for a new card with its steps, and for a review, while little is known."""


def load_ms(total: DeckCounts, pace: Mapping[tuple[int, int], tuple[int, int]]) -> int:
    """How long today's cards will probably take, by what answers took; `pace` as in `History.pace`.

    A new card costs its first answer and the steps after it, a review also the relearning that it may lead to.
    """

    def answers(*phases: int) -> int:
        return sum(count for (phase, _), (count, _) in pace.items() if phase in phases)

    def took(*phases: int) -> int:
        return sum(ms for (phase, _), (_, ms) in pace.items() if phase in phases)

    new = took(0, 1) / answers(0) if answers(0) >= 5 else _NEW_MS
    due = took(2, 3) / answers(2) if answers(2) >= 5 else _DUE_MS
    return round(total.new * new + total.due * due + total.learning * min(new, due))
