"""Fitting the weights of FSRS-6 to the learner's reviews, with `fsrs-rs-python` where it is installed.

A fit is judged before it is used: weights are fitted to the earlier reviews and must predict the later ones better
than the present weights do. Only then are weights fitted to all reviews. Items are made as Anki makes them
(rslib/src/scheduler/fsrs/params.rs): the answers to a card up to one that came a day or more after the one before.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.errors import QuizError

ENOUGH = 1500
"""Below this many reviews, fitted weights are as often worse as better (measured by the authors of FSRS)."""
LATER_SHARE = 0.2
"""The share of the items, the latest ones, on which a fit is judged."""
LONGEST = 256
"""The most answers to one card that are used; the optimiser's own bound."""
_LEAST_ITEMS = 8

Step = Callable[[str, float], None]
"""Called with what is being done and how much of the whole is done, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The answers to one card since it was new, as study days and ratings (1 to 4)."""

    days: tuple[int, ...]
    ratings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """How far the predicted recall is from the actual one: `log_loss` per review, `rmse` of bins; less is better."""

    log_loss: float
    rmse: float


@dataclass(frozen=True, slots=True)
class Fit:
    """`before` is the loss of the present weights on the later reviews, `after` that of weights fitted to the earlier.

    `weights` are fitted to all reviews and lie within the bounds of FSRS; `reviews` counts the answers used, `items`
    those that something can be learnt from, `judged` the later ones of these.
    """

    weights: tuple[float, ...]
    before: Loss
    after: Loss
    reviews: int
    items: int
    judged: int

    @property
    def better(self) -> bool:
        """Whether the fitted weights predict the later reviews better than the present ones."""
        return self.after.log_loss < self.before.log_loss


def optimizer() -> Any:
    """The module of `fsrs-rs-python`. Raises QuizError when it is not installed or cannot be loaded."""
    try:
        return importlib.import_module("fsrs_rs_python")
    except ImportError as error:
        raise QuizError(
            f"the optimiser of FSRS cannot be loaded ({error})",
            fix="Install it, in the folder of the quiz: pip install '.[fit]'",
        ) from None


def sequences(answers: Iterable[tuple[str, int, int, int]]) -> list[Learnt]:
    """Answers in the order of time, as (card, study day, phase before it, rating), grouped by card.

    Phase 0, a card that was new, begins a sequence; answers before a reset do not belong to it.
    """
    open_: dict[str, tuple[list[int], list[int]]] = {}
    done: list[tuple[list[int], list[int]]] = []
    for card, day, phase, rating in answers:
        known = open_.get(card)
        if phase == 0 or known is None:
            known = open_[card] = ([], [])
            done.append(known)
        # After a clock set back, or a journey west, no day may be before the one preceding it.
        known[0].append(max(day, known[0][-1]) if known[0] else day)
        known[1].append(rating)
    return [Learnt(tuple(days), tuple(ratings)) for days, ratings in done]


def fit(found: Sequence[Learnt], present: tuple[float, ...] | None, rust: Any, report: Step) -> Fit:
    """Weights fitted to these sequences, and whether they are better than `present` (None: the published ones).

    `rust` is the module from `optimizer`. Raises QuizError when there is too little to learn from.
    """
    report("putting the reviews together", 0.2)
    items, days = _items(found, rust)
    if len(items) < _LEAST_ITEMS:
        raise QuizError(
            f"only {len(items)} reviews came a day or more after another: there is nothing to fit",
            fix="Review for some days more.",
        )
    begins = _later(days)
    report("fitting to the earlier reviews", 0.3)
    trial = _weights(rust, items[:begins])
    report("judging by the later reviews", 0.6)
    known = tuple(rust.DEFAULT_PARAMETERS) if present is None else present
    before, after = (_loss(rust, weights, items[begins:]) for weights in (known, trial))
    report("fitting to all reviews", 0.7)
    weights = _weights(rust, items)
    report("done", 1.0)
    reviews = sum(len(learnt.days) for learnt in found)
    return Fit(weights, before, after, reviews, len(items), len(items) - begins)


def within_bounds(weights: Iterable[float]) -> tuple[float, ...]:
    """Weights that py-fsrs accepts: in f32, 0.8 becomes 0.800000012, which is beyond its bound."""
    from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

    bounds = zip(weights, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(round(weight, 6), low), high) for weight, low, high in bounds)


def _items(found: Sequence[Learnt], rust: Any) -> tuple[list[Any], list[int]]:
    """The items in the order of their days, and these days."""
    made: dict[tuple[int, int], Any] = {}
    dated: list[tuple[int, Any]] = []
    for learnt in found:
        reviews: list[Any] = []
        before = learnt.days[0]
        for day, rating in zip(learnt.days[:LONGEST], learnt.ratings, strict=False):
            key = (rating, day - before)
            if key not in made:
                made[key] = rust.FSRSReview(*key)
            reviews.append(made[key])
            if day > before:
                dated.append((day, rust.FSRSItem(reviews)))
            before = day
    dated.sort(key=lambda pair: pair[0])
    return [item for _, item in dated], [day for day, _ in dated]


def _later(days: Sequence[int]) -> int:
    """Where the later part begins: at the start of a day, so that no day is in both parts."""
    begins = int(len(days) * (1 - LATER_SHARE))
    day = days[begins]
    while begins > 0 and days[begins - 1] == day:
        begins -= 1
    if not begins:
        raise QuizError(
            "all reviews are of the same day: there is nothing to judge a fit by", fix="Try it again later."
        )
    return begins


def _weights(rust: Any, items: list[Any]) -> tuple[float, ...]:
    weights = _run(lambda: rust.FSRS(rust.DEFAULT_PARAMETERS).compute_parameters(items))
    if len(weights) != len(rust.DEFAULT_PARAMETERS) or not all(map(math.isfinite, weights)):
        raise QuizError("the optimiser gave weights that cannot be used", fix="The present ones stay.")
    return within_bounds(weights)


def _loss(rust: Any, weights: Sequence[float], items: list[Any]) -> Loss:
    found = _run(lambda: rust.FSRS(list(weights)).evaluate(items))
    return Loss(round(float(found.log_loss), 5), round(float(found.rmse_bins), 5))


def _run(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except BaseException as error:
        # A panic of the Rust part is raised as an exception that is not an Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise QuizError(
                f"the optimiser cannot work with these reviews ({error})", fix="The present weights stay."
            ) from error
        raise
