"""The step that a review is, on plain rows: the one for the live store and for a replay of a million reviews. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quiz.schedule.day import MINUTE_MS
from quiz.schedule.memory import MemoryRow, Rating, State
from quiz.schedule.policy import becomes_leech

if TYPE_CHECKING:
    from quiz.schedule.scheduler import Scheduler

PlainCard = tuple[MemoryRow | None, bool, int | None, int, int | None]
"""The state of a card: memory, suspended, buried until, flag, first day, as in `CardRow`."""
PlainReview = tuple[int, int, int, int, int, int | None, float | None, int, int, str | None]
"""The columns of `ReviewLog` from `study_day` on."""
NEW, LEARNING, REVIEW, RELEARNING = range(4)
_PHASES = {State.LEARNING: LEARNING, State.REVIEW: REVIEW, State.RELEARNING: RELEARNING}
_NEVER: PlainCard = (None, False, None, 0, None)
_RATINGS = {rating.value: rating.value for rating in Rating}
_HOUR_MIN = 60


def answered(
    before: PlainCard | None, scheduler: Scheduler, card: str, when: tuple[int, int, int], body: Mapping[str, Any]
) -> tuple[PlainCard, PlainReview]:
    """The state after a review, and its columns of `revlog`.

    `card` is the id that it was answered under, so that a new name does not change the fuzz of old answers; `when` are
    the UTC ms, the minutes that the local clock is ahead of it, and the study day. Raises ValueError, TypeError or
    KeyError when the body cannot be used.
    """
    at_ms, offset_min, study_day = when
    rating = _RATINGS.get(body.get("rating", 0)) or Rating(body.get("rating", 0)).value
    memory, suspended, buried_until, flag, first_day = before or _NEVER
    after, days, recall = scheduler.answer(memory, rating, at_ms, offset_min, card)
    phase, interval, lapses = NEW, 0, 0
    if memory is not None:
        phase, interval, lapses = _PHASES[memory[0]], memory[-3], memory[-1]
    if after[-1] > lapses and becomes_leech(lapses, after[-1]):
        suspended = True
    review = (
        study_day,
        (at_ms // MINUTE_MS + offset_min) // _HOUR_MIN % 24,
        rating,
        phase,
        interval,
        days,
        None if recall is None else round(recall, 5),
        int(body.get("ms", 0)),
        1 if body.get("verdict") == "right" else 0,
        body.get("belief") or None,
    )
    return (after, suspended, buried_until, flag, study_day if first_day is None else first_day), review
