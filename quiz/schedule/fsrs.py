"""The next due time after an answer: FSRS-6 as Anki runs it, with the arithmetic of py-fsrs.

The days, the steps, the order and the fuzz are computed here. py-fsrs counts blocks of 24 hours, so it is given
study days (as midnights UTC) and no steps; it only ever returns a stability, a difficulty and a number of days.
Steps run on the real clock. Follows rslib/src/scheduler/states of Anki.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import fsrs

from quiz.schedule.day import study_day
from quiz.schedule.memory import Memory, Moment, Rating, State
from quiz.schedule.options import DAY_S, LONGEST_INTERVAL, Options
from quiz.text.durations import short_duration

__all__ = ["Options", "answer", "elapsed_at", "fuzz_range", "preview", "retrievability", "wait_text"]

MAX_STABILITY = 36_500.0
"""Anki's bound, in days; py-fsrs has none and can overflow under fitted weights."""
_LONGEST_GAP = 1_000_000
"""Days; a longer interval would leave the years that a datetime can express."""
_DAY_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
_FUZZ_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))


def answer(memory: Memory | None, rating: Rating, moment: Moment, card: str, options: Options) -> Memory:
    """The memory of `card` after an answer rated `rating` at `moment`; `memory` None is a new card.

    A moment before the last answer (a clock set back, a journey west over the rollover) counts as that of the last.
    In review the intervals are Hard < Good < Easy, up to `maximum_interval`; an interval that grows grows by a day
    or more.
    """
    at_ms, day = moment.at_ms, study_day(moment, options.rollover_min)
    if memory is not None:
        at_ms, day = max(at_ms, memory.last_ms), max(day, memory.last_day)
    recall = _recall(memory, rating, day, options)
    phase, interval = State.REVIEW, 0
    wait = _wait(memory, rating, options)
    if wait is None:
        interval = _interval(memory, rating, recall.days, day, card, options)
    else:
        phase = State.LEARNING if memory is None or memory.phase is State.LEARNING else State.RELEARNING
    return Memory(
        phase=phase,
        step=wait.step if wait else None,
        stability=recall.stability,
        difficulty=recall.difficulty,
        last_ms=at_ms,
        last_day=day,
        due_ms=at_ms + wait.ms if wait else None,
        due_day=None if wait else day + interval,
        interval_days=interval,
        reps=1 if memory is None else memory.reps + 1,
        lapses=_lapses(memory, rating),
    )


def preview(memory: Memory | None, moment: Moment, card: str, options: Options) -> dict[Rating, Memory]:
    """The memory after each rating, Again first."""
    return {rating: answer(memory, rating, moment, card, options) for rating in Rating}


def retrievability(memory: Memory, day: int, options: Options) -> float:
    """The chance, from 0 to 1, that the card is recalled on study day `day`."""
    stamp = _DAY_ZERO + _gap(memory, day)
    return float(_scheduler(options).get_card_retrievability(_as_card(memory), stamp))


def elapsed_at(share: float, options: Options) -> float:
    """Days since the last answer, as a multiple of the stability, after which retrievability is down to `share`.

    The inverse of the FSRS-6 curve R = (1 + f * days / stability) ** -w[20], with f such that R is 0.9 at one.
    """
    decay = -_scheduler(options).parameters[20]
    return float((share ** (1 / decay) - 1) / (0.9 ** (1 / decay) - 1))


def wait_text(memory_after: Memory, moment: Moment, rollover_min: int) -> str:
    """How long until a card is due, as on a rating button: "30s", "10m", "1d", "2.1mo", "1.3y"; "now" if it is due."""
    if memory_after.due_day is not None:
        return short_duration((memory_after.due_day - study_day(moment, rollover_min)) * DAY_S)
    assert memory_after.due_ms is not None
    return short_duration(_half_up((memory_after.due_ms - moment.at_ms) / 1000))


def fuzz_range(days: float, lowest: int, highest: int) -> tuple[int, int]:
    """The days, both ends included, among which fuzz may choose when FSRS gives `days`, kept within two bounds.

    The bands are Anki's (rslib/src/scheduler/states/fuzz.rs): nothing below 2.5 days, then a day and a share.
    """
    lowest = min(lowest, highest)
    days = max(lowest, min(days, highest))
    if days < 2.5:
        return _half_up(days), _half_up(days)
    reach = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in _FUZZ_BANDS)
    return max(_half_up(days - reach), lowest), min(_half_up(days + reach), highest)


class _Wait(NamedTuple):
    step: int
    ms: int


class _Recall(NamedTuple):
    stability: float
    difficulty: float
    days: float


def _wait(memory: Memory | None, rating: Rating, options: Options) -> _Wait | None:
    """The step that the answer leads to, None when it leads out of the steps."""
    steps = _steps(memory, options)
    if not steps or rating is Rating.EASY:
        return None
    if rating is Rating.AGAIN:
        return _Wait(0, steps[0] * 1000)
    if memory is not None and memory.phase is State.REVIEW:
        return None
    # The options may have lost steps since the last answer: a card beyond the last step counts as on it.
    step = 0 if memory is None or memory.step is None else min(memory.step, len(steps) - 1)
    if rating is Rating.GOOD:
        return _Wait(step + 1, steps[step + 1] * 1000) if step + 1 < len(steps) else None
    if step > 0:
        return _Wait(step, steps[step] * 1000)
    return _Wait(0, (steps[0] + steps[1]) * 500 if len(steps) > 1 else steps[0] * 1500)


def _steps(memory: Memory | None, options: Options) -> tuple[int, ...]:
    learning = memory is None or memory.phase is State.LEARNING
    return options.learning_steps_s if learning else options.relearning_steps_s


def _interval(memory: Memory | None, rating: Rating, own: float, day: int, card: str, options: Options) -> int:
    """Days to the next review of a card that leaves the steps or stays in review; `own` are those of FSRS for `rating`.

    Each rating starts a day above the one below it, whatever fuzz did to that; the same random number serves all of
    them.
    """
    previous = 0 if memory is None else memory.interval_days
    chance = _chance(card, 0 if memory is None else memory.reps)
    lowest_rung = Rating.HARD if _wait(memory, Rating.HARD, options) is None else Rating.GOOD
    rungs = [rung for rung in Rating if min(lowest_rung, rating) <= rung <= rating]
    interval = 0
    for rung in rungs:
        days = own if rung is rating else _recall(memory, rung, day, options).days
        interval = _fuzzed(days, max(interval + 1, _least(days, previous)), chance, options)
    return interval


def _least(days: float, previous: int) -> int:
    """The lower bound: an interval that grows grows by a day, and one that stays about the same does not shrink.

    Both as Anki 26.9.3 does, see `tests/oracle/anki.py`.
    """
    if _half_up(days) > previous:
        return previous + 1
    return previous if previous <= fuzz_range(days, 1, LONGEST_INTERVAL)[1] else 1


def _fuzzed(days: float, lowest: int, chance: int, options: Options) -> int:
    if not options.fuzz:
        return min(max(_half_up(days), lowest), options.maximum_interval)
    low, high = fuzz_range(days, lowest, options.maximum_interval)
    return low + (chance * (high - low + 1) >> 64)


def _chance(card: str, reps: int) -> int:
    """64 bits that are the same for this answer of this card in every process, on every machine, and after an undo."""
    return int.from_bytes(blake2b(f"{card}\n{reps}".encode(), digest_size=8).digest())


def _recall(memory: Memory | None, rating: Rating, day: int, options: Options) -> _Recall:
    stamp = _DAY_ZERO if memory is None else _DAY_ZERO + _gap(memory, day)
    after, _ = _scheduler(options).review_card(_as_card(memory), fsrs.Rating(rating.value), stamp)
    assert after.stability is not None and after.difficulty is not None
    stability = min(after.stability, MAX_STABILITY)
    days = stability * elapsed_at(options.retention, options)
    return _Recall(stability, after.difficulty, min(max(days, 1.0), float(options.maximum_interval)))


def _as_card(memory: Memory | None) -> fsrs.Card:
    """The card as py-fsrs has it, last answered on day zero. Its id is not used; without one py-fsrs would sleep 1
    ms.
    """
    if memory is None:
        return fsrs.Card(card_id=0, due=_DAY_ZERO)
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_DAY_ZERO,
        last_review=_DAY_ZERO,
    )


_latest: tuple[Options, fsrs.Scheduler] | None = None


def _scheduler(options: Options) -> fsrs.Scheduler:
    """The last scheduler made, if the options are the same object: a replay asks for it a million times."""
    global _latest
    if _latest is None or _latest[0] is not options:
        _latest = (options, _scheduler_of(options))
    return _latest[1]


@lru_cache(maxsize=8)
def _scheduler_of(options: Options) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        parameters=fsrs.Scheduler().parameters if options.weights is None else options.weights,
        desired_retention=options.retention,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=options.maximum_interval,
        enable_fuzzing=False,
    )


def _gap(memory: Memory, day: int) -> timedelta:
    return timedelta(days=min(max(day - memory.last_day, 0), _LONGEST_GAP))


def _lapses(memory: Memory | None, rating: Rating) -> int:
    if memory is None:
        return 0
    return memory.lapses + (rating is Rating.AGAIN and memory.phase is State.REVIEW)


def _half_up(number: float) -> int:
    return int(number + 0.5)
