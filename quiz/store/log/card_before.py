"""The state of a card before an answer, from which true retention and calibration are computed. Pure."""

from __future__ import annotations

from typing import NamedTuple

from quiz.schedule.day import study_day
from quiz.schedule.memory import Memory, Moment, State
from quiz.schedule.options import Options

NEW, LEARNING, REVIEW, RELEARNING = range(4)
_PHASES = {State.LEARNING: LEARNING, State.REVIEW: REVIEW, State.RELEARNING: RELEARNING}


class CardBefore(NamedTuple):
    """Columns of the table `revlog`, in their order, of the card as it was before the answer.

    `phase` is NEW, LEARNING, REVIEW or RELEARNING; `interval_days` the interval that the answer before gave (0 in
    the steps); `days` the study days since that answer and `recall` the retrievability that FSRS predicted, from 0
    to 1, both None for a new card.
    """

    phase: int
    interval_days: int
    days: int | None
    recall: float | None


def card_before(before: Memory | None, moment: Moment, options: Options) -> CardBefore:
    """A card with this memory as it is at `moment`; a moment before its last answer counts as that of the last."""
    if before is None:
        return CardBefore(NEW, 0, None, None)
    # Loaded at the first answer: the FSRS package is not needed to show the first card.
    from quiz.schedule.fsrs import retrievability

    day = max(study_day(moment, options.rollover_min), before.last_day)
    recall = retrievability(before, day, options)
    return CardBefore(_PHASES[before.phase], before.interval_days, day - before.last_day, round(recall, 5))
