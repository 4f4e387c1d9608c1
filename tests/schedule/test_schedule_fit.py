"""Fitting: what is learnt from, how a fit is judged, what is refused; with the optimiser where it is installed."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from past import FORGETFUL, PUBLISHED, learner

from quiz.errors import QuizError
from quiz.schedule.optimize import fit
from quiz.schedule.optimize.workload import Pace, workloads
from quiz.schedule.options import Options


def shown(_: str, __: float) -> None:
    pass


def answers(cards: int, days: int, memory: tuple[float, ...] | None = None) -> list[tuple[str, int, int, int]]:
    events = sorted(learner(cards, days, memory=memory), key=lambda one: one.id)
    seen: set[str] = set()
    rows = []
    for one in events:
        rows.append((one.card, one.study_day, 2 if one.card in seen else 0, int(one.body["rating"])))
        seen.add(one.card)
    return rows


def test_a_sequence_begins_where_the_card_was_new() -> None:
    """A reset begins another one; cards mixed in time are told apart; days never go back."""
    rows = [("a", 5, 0, 3), ("b", 5, 0, 1), ("a", 8, 2, 4), ("a", 7, 2, 3), ("a", 9, 0, 1)]
    assert fit.sequences(rows) == [
        fit.Learnt((5, 8, 8), (3, 4, 3)),
        fit.Learnt((5,), (1,)),
        fit.Learnt((9,), (1,)),
    ]


@dataclass
class _Optimizer:
    """Stands in for the Rust module: keeps what it is given, and gives what a test wants."""

    weights: tuple[float, ...]
    losses: tuple[float, float]
    fails: BaseException | None = None
    DEFAULT_PARAMETERS: ClassVar[list[float]] = list(PUBLISHED)

    def __post_init__(self) -> None:
        self.fitted: list[list[Any]] = []
        self.judged: list[list[Any]] = []

    def FSRSReview(self, rating: int, delta_t: int) -> tuple[int, int]:
        return rating, delta_t

    def FSRSItem(self, reviews: list[Any]) -> tuple[Any, ...]:
        return tuple(reviews)

    def FSRS(self, _: Any) -> _Optimizer:
        return self

    def compute_parameters(self, items: list[Any]) -> list[float]:
        if self.fails:
            raise self.fails
        self.fitted.append(items)
        return list(self.weights)

    def evaluate(self, items: list[Any]) -> Any:
        self.judged.append(items)
        return SimpleNamespace(log_loss=self.losses[len(self.judged) - 1], rmse_bins=0.05)


def test_a_fit_is_judged_by_later_days_than_it_was_made_of() -> None:
    """The earlier four fifths are fitted, the rest judges, the whole is fitted at the end; no day is on both sides."""
    rust = _Optimizer(PUBLISHED, (0.4, 0.3))
    rows = [("a", day, min(day, 2), 3) for day in range(40)] + [("b", day, min(day, 2), 3) for day in range(40)]
    found = fit.fit(fit.sequences(sorted(rows, key=lambda row: row[1])), None, rust, shown)
    earlier, whole = rust.fitted
    assert rust.judged[0] == rust.judged[1] == whole[len(earlier) :]
    assert max(map(len, earlier)) < min(map(len, rust.judged[0]))
    assert (found.reviews, found.items, found.judged) == (80, 78, len(rust.judged[0]))
    assert 0.15 < found.judged / found.items < 0.25
    assert found.better


def test_an_item_ends_with_an_answer_of_a_later_day() -> None:
    """Answers of the same day are part of what came before, not something to foretell."""
    rust = _Optimizer(PUBLISHED, (0.4, 0.4))
    rows = [("a", day // 2, min(day, 2), 3) for day in range(40)]
    found = fit.fit(fit.sequences(rows), None, rust, shown)
    assert all(item[0] == (3, 0) and item[-1][1] == 1 for item in rust.fitted[1])
    assert found.items == 19
    assert not found.better  # as good is not better


def test_weights_are_brought_within_the_bounds_of_the_schedule() -> None:
    """0.8 comes back from 32 bits as 0.800000012, which the schedule would refuse."""
    rust = _Optimizer((*PUBLISHED[:19], 0.800000012, 0.0999999), (0.4, 0.3))
    rows = [("a", day, min(day, 2), 3) for day in range(40)]
    weights = fit.fit(fit.sequences(rows), None, rust, shown).weights
    assert weights[19:] == (0.8, 0.1)
    assert Options(weights=weights).weights == weights


class PanicException(BaseException):
    """What a panic of a Rust extension looks like from Python."""


@pytest.mark.parametrize("failure", [ValueError("NotEnoughData"), PanicException("index out of bounds")])
def test_a_failure_of_the_optimiser_is_reported(failure: BaseException) -> None:
    """Also a panic, which is no Exception; the weights stay."""
    rows = [("a", day, min(day, 2), 3) for day in range(40)]
    with pytest.raises(QuizError, match="cannot work with these reviews"):
        fit.fit(fit.sequences(rows), None, _Optimizer(PUBLISHED, (0, 0), failure), shown)


def test_too_little_is_refused() -> None:
    """A few days, or many answers of one day: nothing to fit, nothing to judge by."""
    with pytest.raises(QuizError, match="nothing to fit"):
        fit.fit(
            fit.sequences([("a", 0, 0, 3), ("a", 0, 1, 3), ("a", 1, 2, 3)]), None, _Optimizer(PUBLISHED, (0, 0)), shown
        )
    rows = [(f"{card}", day, day * 2, 3) for day in (0, 1) for card in range(30)]
    with pytest.raises(QuizError, match="nothing to judge"):
        fit.fit(fit.sequences(rows), None, _Optimizer(PUBLISHED, (0, 0)), shown)


@pytest.fixture(scope="module")
def rust() -> Any:
    return pytest.importorskip("fsrs_rs_python", reason="the extra `fit` is not installed")


def test_a_memory_unlike_the_published_one_is_found(rust: Any) -> None:
    """A learner who forgets four times as fast: the fit is accepted, and foretells better."""
    found = fit.fit(fit.sequences(answers(400, 365, FORGETFUL)), None, rust, shown)
    assert found.better
    assert found.after.log_loss < found.before.log_loss - 0.005
    assert found.weights[2] < PUBLISHED[2] / 2
    assert Options(weights=found.weights).weights == found.weights


def test_fitting_again_changes_nothing_for_the_better(rust: Any) -> None:
    """Weights that were just fitted to all are not beaten by a fit to a part of it."""
    known = fit.sequences(answers(400, 365, FORGETFUL))
    weights = fit.fit(known, None, rust, shown).weights
    assert not fit.fit(known, weights, rust, shown).better


def test_more_retention_costs_more_and_brings_more(rust: Any) -> None:
    """Hours and cards remembered rise from 80% to 97%; a slow learner needs more hours for the same."""
    slow = {(state, rating): (1000, 40_000_000) for state in range(4) for rating in (1, 2, 3, 4)}
    quick = {key: (count, ms // 4) for key, (count, ms) in slow.items()}
    one = workloads(Pace(slow, 500, 10, 200), Options(), rust, (0.80, 0.90, 0.97))
    other = workloads(Pace(quick, 500, 10, 200), Options(), rust, (0.80, 0.90, 0.97))
    assert one[0].hours_a_day < one[2].hours_a_day
    assert one[0].remembered < one[1].remembered < one[2].remembered <= 500
    assert all(fast.hours_a_day < slow.hours_a_day / 3 for fast, slow in zip(other, one, strict=True))
