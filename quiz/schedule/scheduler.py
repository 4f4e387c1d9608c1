"""The step from one answer to the next under one set of options, on plain rows: a replay takes it a million times."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from quiz.schedule.day import DAY_MS, MINUTE_MS
from quiz.schedule.formulas import Formulas
from quiz.schedule.memory import MemoryRow, State
from quiz.schedule.options import LONGEST_INTERVAL, Options

_LEARNING, _REVIEW, _RELEARNING = State
_AGAIN, _HARD, _GOOD, _EASY = range(1, 5)
_LONGEST_GAP = 1_000_000
"""Days; recall is computed as if no more had passed."""
_REACH_7 = 0.15 * (7.0 - 2.5)
_REACH_20 = _REACH_7 + 0.1 * (20.0 - 7.0)


Answered = tuple[MemoryRow, int | None, float | None]
"""The memory after an answer; the study days since the answer before, and the chance of recall (0 to 1) that was
predicted for it, both None for a new card.
"""


class Scheduler:
    """FSRS-6 as Anki runs it under these options; see `fsrs` for the rules."""

    def __init__(self, options: Options) -> None:
        self.formulas = Formulas(options.weights)
        self._rollover_ms = options.rollover_min * MINUTE_MS
        self._learning, self._relearning = options.learning_steps_s, options.relearning_steps_s
        self._fuzz = options.fuzz
        self._longest = options.maximum_interval
        self._longest_days = float(options.maximum_interval)
        self._until_due = self.formulas.days_until(options.retention)

    def answer(self, before: MemoryRow | None, rating: int, at_ms: int, offset_min: int, card: str) -> Answered:
        """The memory of `card` after an answer rated 1 to 4, in UTC ms on a clock `offset_min` ahead of UTC."""
        day = (at_ms + offset_min * MINUTE_MS - self._rollover_ms) // DAY_MS
        if before is None:
            return self._first(rating, at_ms, day, card), None, None
        phase, step, stability, difficulty, last_ms, last_day, _, _, previous, reps, lapses = before
        if at_ms < last_ms:
            at_ms = last_ms
        if day < last_day:
            day = last_day
        days = day - last_day
        gap = days if days < _LONGEST_GAP else _LONGEST_GAP
        recall = self.formulas.recall(stability, gap)
        in_review = phase is _REVIEW
        steps = self._learning if phase is _LEARNING else self._relearning
        wait = None if in_review and rating > _AGAIN else _wait(steps, step, rating)
        lowest = rating if wait else _lowest_rung(bool(steps) and not in_review, rating)
        grown = self.formulas.stabilities(stability, difficulty, gap, recall, lowest, rating)
        difficulty = self.formulas.difficulty(difficulty, rating)
        lapsed = lapses + 1 if in_review and rating == _AGAIN else lapses
        if wait:
            step, wait_ms = wait
            phase = _LEARNING if phase is _LEARNING else _RELEARNING
            due_ms, due_day, interval = at_ms + wait_ms, None, 0
        else:
            interval = self._interval(grown, previous, card, reps)
            phase, step, due_ms, due_day = _REVIEW, None, None, day + interval
        stability = grown[-1]
        row = (phase, step, stability, difficulty, at_ms, day, due_ms, due_day, interval, reps + 1, lapsed)
        return row, days, recall

    def recall(self, memory: MemoryRow, day: int) -> float:
        """The chance of recall, from 0 to 1, on a study day; a day before the last answer counts as that of it."""
        return self.formulas.recall(memory[2], min(max(day - memory[5], 0), _LONGEST_GAP))

    def _first(self, rating: int, at_ms: int, day: int, card: str) -> MemoryRow:
        stabilities, difficulty = self.formulas.first_stability, self.formulas.first_difficulty[rating - 1]
        wait = _wait(self._learning, None, rating)
        if wait:
            step, wait_ms = wait
            return (_LEARNING, step, stabilities[rating - 1], difficulty, at_ms, day, at_ms + wait_ms, None, 0, 1, 0)
        grown = stabilities[_lowest_rung(bool(self._learning), rating) - 1 : rating]
        interval = self._interval(grown, 0, card, 0)
        return (_REVIEW, None, grown[-1], difficulty, at_ms, day, None, day + interval, interval, 1, 0)

    def _interval(self, grown: list[float], previous: int, card: str, reps: int) -> int:
        """Days to the next review of a card that leaves the steps or stays in review, from the stabilities after the
        lower ratings and after its own.

        An interval that grows grows by a day, as in Anki 26.9.3, see `tests/oracle/anki.py`. Each rating starts a day
        above the one below it, whatever fuzz did to that; the same random number serves all of them.
        """
        chance = _chance(card, reps) if self._fuzz else 0
        longest, interval = self._longest, 0
        for stability in grown:
            days = stability * self._until_due
            days = 1.0 if days < 1.0 else days if days < self._longest_days else self._longest_days
            lowest = previous + 1 if int(days + 0.5) > previous else _least(days, previous)
            if lowest <= interval:
                lowest = interval + 1
            if self._fuzz:
                low, high = fuzz_range(days, lowest, longest)
                interval = low + (chance * (high - low + 1) >> 64)
            else:
                interval = min(max(int(days + 0.5), lowest), longest)
        return interval


def fuzz_range(days: float, lowest: int, highest: int) -> tuple[int, int]:
    """The days, both ends included, among which fuzz may choose when FSRS gives `days`, kept within two bounds.

    The bands are Anki's (rslib/src/scheduler/states/fuzz.rs): nothing below 2.5 days, then a day and a share: 15 % of
    the days up to 7, 10 % of those up to 20, 5 % of those beyond.
    """
    if lowest > highest:
        lowest = highest
    if days > highest:
        days = highest
    if days < lowest:
        days = lowest
    if days < 2.5:
        return int(days + 0.5), int(days + 0.5)
    if days < 7.0:
        reach = 1.0 + 0.15 * (days - 2.5)
    elif days < 20.0:
        reach = 1.0 + (_REACH_7 + 0.1 * (days - 7.0))
    else:
        reach = 1.0 + (_REACH_20 + 0.05 * (days - 20.0))
    low, high = int(days - reach + 0.5), int(days + reach + 0.5)
    return low if low > lowest else lowest, high if high < highest else highest


def _wait(steps: tuple[int, ...], step: int | None, rating: int) -> tuple[int, int] | None:
    """The step, and its ms, that the answer leads to, None when it leads out of the steps."""
    if not steps or rating == _EASY:
        return None
    if rating == _AGAIN:
        return 0, steps[0] * 1000
    # The options may have lost steps since the last answer: a card beyond the last step counts as on it.
    at = 0 if step is None else min(step, len(steps) - 1)
    if rating == _GOOD:
        return (at + 1, steps[at + 1] * 1000) if at + 1 < len(steps) else None
    if at > 0:
        return at, steps[at] * 1000
    return 0, (steps[0] + steps[1]) * 500 if len(steps) > 1 else steps[0] * 1500


def _lowest_rung(in_steps: bool, rating: int) -> int:
    """The lowest rating whose interval counts for that of `rating`: Hard stays in the steps where there are any."""
    return min(_GOOD if in_steps else _HARD, rating)


def _least(days: float, previous: int) -> int:
    """The lower bound of an interval that does not grow: one that stays about the same does not shrink."""
    return previous if previous <= fuzz_range(days, 1, LONGEST_INTERVAL)[1] else 1


def _chance(card: str, reps: int) -> int:
    """64 bits that are the same for this answer of this card in every process, on every machine, and after an undo."""
    return int.from_bytes(blake2b(f"{card}\n{reps}".encode(), digest_size=8).digest())


@lru_cache(maxsize=32)
def scheduler_of(options: Options) -> Scheduler:
    """The scheduler under these options, made once."""
    return Scheduler(options)
