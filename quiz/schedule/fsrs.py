"""The next due time after an answer: FSRS-6 as Anki runs it, with the arithmetic of py-fsrs.

The days, the steps, the order and the fuzz are those of rslib/src/scheduler/states of Anki; time is counted in study
days. Steps run on the real clock. The work is done on plain rows, in `scheduler` and `formulas`.
"""

from __future__ import annotations

from quiz.schedule.day import study_day
from quiz.schedule.memory import Memory, Moment, Rating
from quiz.schedule.options import DAY_S, Options
from quiz.schedule.scheduler import fuzz_range, scheduler_of
from quiz.text.durations import short_duration

__all__ = ["Options", "answer", "elapsed_at", "fuzz_range", "preview", "retrievability", "wait_text"]


def answer(memory: Memory | None, rating: Rating, moment: Moment, card: str, options: Options) -> Memory:
    """The memory of `card` after an answer rated `rating` at `moment`; `memory` None is a new card.

    A moment before the last answer (a clock set back, a journey west over the rollover) counts as that of the last.
    In review the intervals are Hard < Good < Easy, up to `maximum_interval`; an interval that grows grows by a day
    or more.
    """
    before = None if memory is None else memory.plain()
    after, _, _ = scheduler_of(options).answer(before, int(rating), *moment, card)
    return Memory(*after)


def preview(memory: Memory | None, moment: Moment, card: str, options: Options) -> dict[Rating, Memory]:
    """The memory after each rating, Again first."""
    return {rating: answer(memory, rating, moment, card, options) for rating in Rating}


def retrievability(memory: Memory, day: int, options: Options) -> float:
    """The chance, from 0 to 1, that the card is recalled on study day `day`."""
    return scheduler_of(options).recall(memory.plain(), day)


def elapsed_at(share: float, options: Options) -> float:
    """Days since the last answer, as a multiple of the stability, after which retrievability is down to `share`.

    The inverse of the FSRS-6 curve R = (1 + f * days / stability) ** -w[20], with f such that R is 0.9 at one.
    """
    return scheduler_of(options).formulas.days_until(share)


def wait_text(memory_after: Memory, moment: Moment, rollover_min: int) -> str:
    """How long until a card is due, as on a rating button: "30s", "10m", "1d", "2.1mo", "1.3y"; "now" if it is due."""
    if memory_after.due_day is not None:
        return short_duration((memory_after.due_day - study_day(moment, rollover_min)) * DAY_S)
    assert memory_after.due_ms is not None
    return short_duration(int((memory_after.due_ms - moment.at_ms) / 1000 + 0.5))
