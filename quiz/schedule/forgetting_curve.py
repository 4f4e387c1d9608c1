"""The forgetting curve of FSRS-6 by itself, for many cards at once: the adapter answers for one."""

from __future__ import annotations

from collections.abc import Callable

from quiz.schedule.options import Options

_AT_STABILITY = 0.9
"""The stability of a card is the number of days after which it is recalled with this chance."""


def recall(options: Options) -> Callable[[float, float], float]:
    """A function of days and stability (in days, above 0) that gives the chance of recall, from 0 to 1.

    The same as `fsrs.retrievability` without a Memory: (1 + factor * days / stability) ** -w[20].
    """
    if options.weights is None:
        import fsrs

        decay = -float(fsrs.Scheduler().parameters[20])
    else:
        decay = -options.weights[20]
    factor = _AT_STABILITY ** (1 / decay) - 1

    def chance(days: float, stability: float) -> float:
        return float((1 + factor * days / stability) ** decay)

    return chance
