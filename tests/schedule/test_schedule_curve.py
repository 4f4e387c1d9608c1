"""The forgetting curve by itself, and through the adapter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quiz.schedule.forgetting_curve import days_until, recall
from quiz.schedule.fsrs import retrievability
from quiz.schedule.memory import Memory, State
from quiz.schedule.options import WEIGHTS, Options

FITTED = Options(
    weights=(0.3, 1.2, 2.1, 8.0, 6.4, 0.8, 3.0, 0.01, 1.8, 0.2, 0.8, 1.5, 0.06, 0.26, 1.6, 0.6, 1.9, 0.5, 0.1, 0.1, 0.4)
)


@given(st.floats(0.001, 36_500), st.integers(0, 20_000), st.sampled_from([Options(), FITTED]))
def test_the_curve_is_that_of_the_schedule(stability: float, days: int, options: Options) -> None:
    """Under the published weights and under fitted ones, to the last digits; nine tenths at the stability."""
    memory = Memory(State.REVIEW, None, stability, 5.0, 0, 100, None, 101, 1, 1, 0)
    assert abs(recall(options)(days, stability) - retrievability(memory, 100 + days, options)) < 1e-12
    assert abs(recall(options)(stability, stability) - 0.9) < 1e-12


@given(st.floats(0.01, 36_500), st.floats(0, 20_000), st.sampled_from([Options(), FITTED]))
def test_the_curve_turned_round_gives_the_days(stability: float, days: float, options: Options) -> None:
    """In closed form, for an answer of just now too."""
    chance = recall(options)(days, stability)
    assert abs(days_until(options)(chance, stability) - days) < 1e-6 * max(days, stability, 1)


def test_fitted_weights_are_whole() -> None:
    """The example above is one that `quiz fit` could give."""
    assert FITTED.weights is not None
    assert len(FITTED.weights) == WEIGHTS
