"""The forgetting curve of FSRS-6 for many cards at once; `fsrs` answers for one card with its memory.

The chance of recall is (1 + factor * days / stability) ** decay, where decay is -w[20] and the factor makes it 0.9
after as many days as the stability.
"""

from __future__ import annotations

from collections.abc import Callable

from quiz.schedule.options import Options

_AT_STABILITY = 0.9
"""The chance of recall after as many days as the stability."""


def recall(options: Options) -> Callable[[float, float], float]:
    """A function of days and stability (in days, above 0) that gives the chance of recall, from 0 to 1."""
    decay, factor = _shape(options)

    def chance(days: float, stability: float) -> float:
        return float((1 + factor * days / stability) ** decay)

    return chance


def days_until(options: Options) -> Callable[[float, float], float]:
    """The inverse: a function of a chance (above 0, up to 1) and a stability that gives the days until then."""
    decay, factor = _shape(options)

    def days(chance: float, stability: float) -> float:
        return float(stability * (chance ** (1 / decay) - 1) / factor)

    return days


def _shape(options: Options) -> tuple[float, float]:
    """The decay and the factor of the curve."""
    if options.weights is None:
        import fsrs

        decay = -float(fsrs.Scheduler().parameters[20])
    else:
        decay = -options.weights[20]
    return decay, _AT_STABILITY ** (1 / decay) - 1
