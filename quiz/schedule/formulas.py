"""The formulas of FSRS-6 on plain numbers: the operations of py-fsrs in its order, so equal to the bit.

Ratings are the numbers 1 (Again) to 4 (Easy), stabilities and times are in days, difficulties from 1 to 10.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from fsrs.scheduler import DEFAULT_PARAMETERS, MAX_DIFFICULTY, MIN_DIFFICULTY, STABILITY_MIN

MAX_STABILITY = 36_500.0
"""Anki's bound, in days; py-fsrs has none and can overflow under fitted weights."""
_RATINGS = range(1, 5)
_E = math.e


class Formulas:
    """The formulas under 21 weights, None for the published ones; what they alone decide is computed once."""

    def __init__(self, weights: Sequence[float] | None) -> None:
        w = DEFAULT_PARAMETERS if weights is None else weights
        self.decay = -w[20]
        self.factor = 0.9 ** (1 / self.decay) - 1
        self.first_stability = [_stability(w[rating - 1]) for rating in _RATINGS]
        """By rating, Again first, as all lists here."""
        start = [w[4] - (_E ** (w[5] * (rating - 1))) + 1 for rating in _RATINGS]
        self.first_difficulty = [_difficulty(value) for value in start]
        self._w = w
        self._shift = [-(w[6] * (rating - 3)) for rating in _RATINGS]
        self._pull, self._kept = w[7] * start[-1], 1 - w[7]
        self._same_day = [_E ** (w[17] * (rating - 3 + w[18])) for rating in _RATINGS]
        self._recall_scale = _E ** w[8]
        self._recall_bonus = [1, w[15], 1, w[16]]
        self._forget_bound = _E ** (w[17] * w[18])

    def recall(self, stability: float, days: int) -> float:
        """The chance of recall, from 0 to 1, so many days after the last answer."""
        return float((1 + self.factor * days / stability) ** self.decay)

    def days_until(self, share: float) -> float:
        """Days, as a multiple of the stability, after which the chance of recall is down to `share`."""
        return float((share ** (1 / self.decay) - 1) / (0.9 ** (1 / self.decay) - 1))

    def difficulty(self, difficulty: float, rating: int) -> float:
        """The difficulty after an answer to a card that was answered before."""
        moved = difficulty + (10.0 - difficulty) * self._shift[rating - 1] / 9.0
        value = self._pull + self._kept * moved
        return value if MIN_DIFFICULTY <= value <= MAX_DIFFICULTY else _difficulty(value)

    def stabilities(
        self, stability: float, difficulty: float, days: int, recall: float, lowest: int, highest: int
    ) -> list[float]:
        """The stability after each rating from `lowest` to `highest`, both included, `days` after the last answer.

        `recall` is the chance of recall at that time. Again must be asked for alone.
        """
        if highest == 1:
            return [_stability(self._forgotten(stability, difficulty, days, recall))]
        w = self._w
        if days < 1:
            power = stability ** -w[19]
            return [_stability(stability * max(scale * power, 1.0)) for scale in self._same_day[lowest - 1 : highest]]
        gain = _E ** ((1 - recall) * w[10]) - 1
        growth = self._recall_scale * (11 - difficulty) * (stability ** -w[9]) * gain
        found = []
        for bonus in self._recall_bonus[lowest - 1 : highest]:
            grown = stability * (1 + growth * bonus)
            found.append(grown if STABILITY_MIN <= grown <= MAX_STABILITY else _stability(grown))
        return found

    def _forgotten(self, stability: float, difficulty: float, days: int, recall: float) -> float:
        w = self._w
        if days < 1:
            return float(stability * (self._same_day[0] * (stability ** -w[19])))
        gain = _E ** ((1 - recall) * w[14])
        long_term = w[11] * (difficulty ** -w[12]) * (((stability + 1) ** w[13]) - 1) * gain
        return float(min(long_term, stability / self._forget_bound))


def _stability(value: float) -> float:
    return float(min(max(value, STABILITY_MIN), MAX_STABILITY))


def _difficulty(value: float) -> float:
    return float(min(max(value, MIN_DIFFICULTY), MAX_DIFFICULTY))
