"""The formulas against py-fsrs, which they follow operation by operation: equal to the last bit, not nearly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import fsrs
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from quiz.schedule.formulas import MAX_STABILITY, Formulas
from quiz.schedule.memory import Memory, Moment, Rating, State
from quiz.schedule.options import Options
from quiz.schedule.scheduler import Scheduler

DAY_MS = 86_400_000
ZERO = datetime(1970, 1, 1, tzinfo=UTC)
bounds = zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
weights = st.one_of(st.none(), st.tuples(*(st.floats(low, high) for low, high in bounds)))
gaps = st.one_of(st.just(0), st.integers(0, 40), st.integers(0, 40_000))


def oracle(chosen: tuple[float, ...] | None) -> fsrs.Scheduler:
    parameters = fsrs.Scheduler().parameters if chosen is None else chosen
    return fsrs.Scheduler(parameters=parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def known(stability: float, difficulty: float) -> fsrs.Card:
    """A card in review, last answered on day zero."""
    return fsrs.Card(1, fsrs.State.Review, None, stability, difficulty, ZERO, ZERO)


@given(weights, st.floats(0.001, MAX_STABILITY), st.floats(1, 10), gaps)
def test_each_formula_equals_that_of_py_fsrs(
    chosen: tuple[float, ...] | None, stability: float, difficulty: float, days: int
) -> None:
    """Recall, stability and difficulty after each rating, for any weights within their bounds."""
    ours, theirs = Formulas(chosen), oracle(chosen)
    card, stamp = known(stability, difficulty), ZERO + timedelta(days=days)
    recall = ours.recall(stability, days)
    assert recall == theirs.get_card_retrievability(card, stamp)
    passed = ours.stabilities(stability, difficulty, days, recall, 2, 4)
    for rating, found in enumerate([*ours.stabilities(stability, difficulty, days, recall, 1, 1), *passed], 1):
        after, _ = theirs.review_card(card, fsrs.Rating(rating), stamp)
        assert found == min(after.stability, MAX_STABILITY)
        assert ours.difficulty(difficulty, rating) == after.difficulty
        first, _ = theirs.review_card(fsrs.Card(1), fsrs.Rating(rating), stamp)
        assert (ours.first_stability[rating - 1], ours.first_difficulty[rating - 1]) == (
            first.stability,
            first.difficulty,
        )


@given(weights, st.lists(st.tuples(st.sampled_from(Rating), gaps), min_size=1, max_size=12))
def test_a_history_leads_to_the_very_memory_of_py_fsrs(
    chosen: tuple[float, ...] | None, history: list[tuple[Rating, int]]
) -> None:
    """Answer after answer nothing is lost, so that a replay gives what the answers gave when py-fsrs computed them."""
    scheduler, theirs = Scheduler(Options(weights=chosen, rollover_min=0)), oracle(chosen)
    memory, stamp, card = None, ZERO, fsrs.Card(1)
    for rating, days in history:
        stamp += timedelta(days=days)
        memory, _, _ = scheduler.answer(memory, rating.value, (stamp - ZERO).days * DAY_MS, 0, "deck/card")
        card, _ = theirs.review_card(card, fsrs.Rating(rating.value), stamp)
        card.stability, card.state = min(card.stability or 0.0, MAX_STABILITY), fsrs.State.Review
        after = Memory(*memory)
        assert (after.stability, after.difficulty) == (card.stability, card.difficulty)


def test_an_interval_follows_from_the_retention() -> None:
    """At a retention of 0.9 the interval is the stability; at a lower one longer by the curve."""
    for retention in (0.9, 0.8):
        options = Options(retention=retention, fuzz=False)
        memory, _, _ = Scheduler(options).answer(None, Rating.EASY.value, Moment(0, 0).at_ms, 0, "deck/card")
        after = Memory(*memory)
        recall = Formulas(None).recall(after.stability, after.interval_days)
        assert after.phase is State.REVIEW
        assert abs(recall - retention) < 0.01
