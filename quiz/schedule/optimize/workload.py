"""Simulating what a desired retention costs and yields: hours a day against cards remembered.

There is no single best retention: what an hour is worth is the learner's to say. Simulated by `fsrs-rs-python` as
Anki does it: a year in which the cards of the decks are learnt from the first, at the learner's pace and ratings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.schedule.options import Options

RETENTIONS = (0.80, 0.82, 0.84, 0.86, 0.88, 0.90, 0.92, 0.94, 0.95, 0.96, 0.97)
DAYS = 365
_SEED = 20
_TRUST = 30
"""The published figures count as this many answers added to the learner's, so that three answers decide nothing."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`answers` maps (state, rating) to how many there were and the ms they took; states are 0 new, 1 learning, 2
    review, 3 relearning. `cards` are those to be learnt, at most `new_per_day` of them a day.
    """

    answers: Mapping[tuple[int, int], tuple[int, int]]
    cards: int
    new_per_day: int
    reviews_per_day: int


@dataclass(frozen=True, slots=True)
class Workload:
    """A year under one desired retention: means over its days, and the cards that would be recalled on its last."""

    retention: float
    hours_a_day: float
    reviews_a_day: float
    remembered: float


def workloads(
    pace: Pace, options: Options, rust: Any, retentions: Sequence[float] = RETENTIONS
) -> tuple[Workload, ...]:
    """One Workload for each of `retentions`. `rust` is the module from `fit.optimizer`; all use the same seed, so they
    compare.
    """
    weights = list(rust.DEFAULT_PARAMETERS if options.weights is None else options.weights)
    config = _config(pace, options, rust)
    return tuple(_year(retention, weights, config, rust) for retention in retentions)


def _year(retention: float, weights: list[float], config: Any, rust: Any) -> Workload:
    found = rust.simulate(weights, retention, config, _SEED)
    answers = sum(found.review_cnt_per_day) + sum(found.learn_cnt_per_day)
    return Workload(
        retention=retention,
        hours_a_day=round(sum(found.cost_per_day) / DAYS / 3600, 3),
        reviews_a_day=round(answers / DAYS, 1),
        remembered=round(found.memorized_cnt_per_day[-1], 1),
    )


def _config(pace: Pace, options: Options, rust: Any) -> Any:
    usual = rust.default_simulator_config()
    cards = max(min(pace.cards, pace.new_per_day * DAYS), 1)
    costs = [
        [_mean(pace, _answered(state), rating, cost) for rating, cost in enumerate(usual.state_rating_costs[state], 1)]
        for state in range(3)
    ]
    return rust.SimulatorConfig(
        deck_size=cards,
        learn_span=DAYS,
        max_cost_perday=86_400.0,
        max_ivl=float(options.maximum_interval),
        first_rating_prob=_shares(pace, (0,), (1, 2, 3, 4), usual.first_rating_prob),
        review_rating_prob=_shares(pace, (2,), (2, 3, 4), usual.review_rating_prob),
        learn_limit=pace.new_per_day,
        review_limit=pace.reviews_per_day,
        new_cards_ignore_review_limit=True,
        learning_step_transitions=usual.learning_step_transitions,
        relearning_step_transitions=usual.relearning_step_transitions,
        state_rating_costs=costs,
        learning_step_count=len(options.learning_steps_s),
        relearning_step_count=len(options.relearning_steps_s),
    )


def _answered(state: int) -> tuple[int, ...]:
    """The states of `Pace` that the simulator's learning (0), review (1) and relearning (2) correspond to."""
    return ((0, 1), (2,), (3,))[state]


def _mean(pace: Pace, states: Sequence[int], rating: int, usual: float) -> float:
    """The mean seconds an answer took."""
    counts = [pace.answers.get((state, rating), (0, 0)) for state in states]
    answers, ms = sum(count for count, _ in counts), sum(ms for _, ms in counts)
    return (ms / 1000 + usual * _TRUST) / (answers + _TRUST)


def _shares(pace: Pace, states: Sequence[int], ratings: Sequence[int], usual: Sequence[float]) -> list[float]:
    """How the answers are spread over `ratings`; they add up to 1."""
    counts = [sum(pace.answers.get((state, rating), (0, 0))[0] for state in states) for rating in ratings]
    whole = sum(counts) + _TRUST * sum(usual)
    return [(count + _TRUST * share) / whole for count, share in zip(counts, usual, strict=True)]
