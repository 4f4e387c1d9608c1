"""The arithmetic against figures that others publish or measured."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.schedule.fsrs import Options, answer
from quiz.schedule.memory import Memory, Moment, Rating, State

AGAIN, HARD, GOOD, EASY = Rating
HOUR = 3_600_000
DAY = 24 * HOUR
NOON = 20_000 * DAY + 12 * HOUR
EXACT = Options(fuzz=False)


def at_due(memory: Memory) -> Moment:
    """The moment at which a card is due: its step to the millisecond, its day at noon."""
    at_ms = memory.due_ms if memory.due_day is None else memory.due_day * DAY + 12 * HOUR
    assert at_ms is not None
    return Moment(at_ms, 0)


def in_review(stability: float, difficulty: float) -> Memory:
    return Memory(State.REVIEW, None, stability, difficulty, NOON, 20_000, None, 20_005, 5, 3, 0)


def test_good_and_again_at_due_give_the_published_intervals() -> None:
    """py-fsrs and ts-fsrs publish these thirteen intervals for the default weights at retention 0.9."""
    memory, moment, intervals = None, Moment(NOON, 0), []
    for rating in [GOOD] * 6 + [AGAIN] * 2 + [GOOD] * 5:
        memory = answer(memory, rating, moment, "deck/card", EXACT)
        intervals.append(memory.interval_days)
        moment = at_due(memory)
    assert intervals == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_memory_after_a_published_history() -> None:
    """Again, then Good after 0, 0, 1, 3, 8, 21 days."""
    memory, at_ms = None, NOON
    for rating, days in zip([AGAIN] + [GOOD] * 5, [0, 0, 1, 3, 8, 21], strict=True):
        at_ms += days * DAY
        memory = answer(memory, rating, Moment(at_ms, 0), "deck/card", EXACT)
    assert memory is not None
    assert memory.stability == pytest.approx(53.62691, rel=1e-6)
    assert memory.difficulty == pytest.approx(6.3574867, rel=1e-6)


@pytest.mark.parametrize(
    ("rating", "stability", "difficulty"),
    [(AGAIN, 0.212, 6.4133), (HARD, 1.2931, 5.11217071), (GOOD, 2.3065, 2.11810397), (EASY, 8.2956, 1.0)],
)
def test_first_rating_sets_stability_and_difficulty(rating: Rating, stability: float, difficulty: float) -> None:
    memory = answer(None, rating, Moment(NOON, 0), "deck/card", EXACT)
    assert memory.stability == pytest.approx(stability, rel=1e-8)
    assert memory.difficulty == pytest.approx(difficulty, rel=1e-8)


@pytest.mark.parametrize(
    ("rating", "difficulty"), [(AGAIN, 8.341763), (HARD, 6.6659956), (GOOD, 4.990228), (EASY, 3.3144615)]
)
def test_difficulty_5_moves_as_published(rating: Rating, difficulty: float) -> None:
    after = answer(in_review(5.0, 5.0), rating, Moment(NOON + 5 * DAY, 0), "deck/card", EXACT)
    assert after.difficulty == pytest.approx(difficulty, rel=1e-7)


@pytest.mark.parametrize(("rating", "stability"), [(AGAIN, 1.596818), (HARD, 5.0), (GOOD, 5.0), (EASY, 8.12961)])
def test_stability_5_moves_within_a_day_as_published(rating: Rating, stability: float) -> None:
    after = answer(in_review(5.0, 5.0), rating, Moment(NOON + HOUR, 0), "deck/card", EXACT)
    assert after.stability == pytest.approx(stability, rel=1e-6)


def test_twelve_hours_over_the_rollover_are_one_day() -> None:
    """Anki gives S 7.3154 (f32); py-fsrs left to itself sees less than 24 hours and stays at 2.3065."""
    evening = Moment(20_000 * DAY + 20 * HOUR, 0)
    morning = Moment(evening.at_ms + 12 * HOUR, 0)
    after = answer(answer(None, GOOD, evening, "deck/card", EXACT), GOOD, morning, "deck/card", EXACT)
    assert after.stability == pytest.approx(7.3154, abs=2e-4)
    assert (after.phase, after.interval_days) == (State.REVIEW, 7)


def test_twelve_hours_within_one_study_day_are_no_day() -> None:
    """The same gap from morning to evening, and from evening to 02:00, which is still the evening's day."""
    for start_h, gap_h in ((8, 12), (20, 6)):
        first = answer(None, GOOD, Moment(20_000 * DAY + start_h * HOUR, 0), "deck/card", EXACT)
        after = answer(first, GOOD, Moment(first.last_ms + gap_h * HOUR, 0), "deck/card", EXACT)
        assert after.stability == pytest.approx(2.3065)


@given(
    st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 400)), min_size=1, max_size=12),
    st.sampled_from([(), (60,), (60, 600), (60, 600, 3600)]),
    st.sampled_from([(), (600,), (300, 900)]),
)
def test_steps_and_memory_agree_with_py_fsrs_on_study_days(
    history: list[tuple[Rating, int]], learning: tuple[int, ...], relearning: tuple[int, ...]
) -> None:
    """py-fsrs with the same steps, told of whole days, comes to the same phase, step, stability and difficulty."""
    options = Options(fuzz=False, learning_steps_s=learning, relearning_steps_s=relearning)
    oracle = fsrs.Scheduler(
        learning_steps=[timedelta(seconds=step) for step in learning],
        relearning_steps=[timedelta(seconds=step) for step in relearning],
        enable_fuzzing=False,
    )
    card, memory, at_ms = fsrs.Card(card_id=1), None, NOON
    for rating, gap in history:
        at_ms += gap * DAY
        stamp = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=at_ms // DAY)
        card, _ = oracle.review_card(card, fsrs.Rating(rating.value), stamp)
        memory = answer(memory, rating, Moment(at_ms, 0), "deck/card", options)
        assert (memory.phase.name.lower(), memory.step) == (card.state.name.lower(), card.step)
        assert (memory.stability, memory.difficulty) == pytest.approx((card.stability, card.difficulty), rel=1e-12)
        if memory.due_ms is not None:
            assert memory.due_ms - at_ms == (card.due - stamp) // timedelta(milliseconds=1)
