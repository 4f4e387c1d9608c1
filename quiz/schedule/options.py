"""The options of the schedule: retention, steps, weights, fuzz, rollover. They are written to the event log as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

DAY_S = 86_400
WEIGHTS = 21
LONGEST_INTERVAL = 36_500


@dataclass(frozen=True, slots=True)
class Options:
    """Raises ValueError, with a sentence for a person, when a setting cannot be used.

    `retention` is the share of reviews to be remembered; steps are in seconds, `maximum_interval` in days,
    `rollover_min` in minutes after midnight; `weights` are the 21 of FSRS-6, None for the published ones.
    """

    retention: float = 0.90
    learning_steps_s: tuple[int, ...] = (60, 600)
    relearning_steps_s: tuple[int, ...] = (600,)
    maximum_interval: int = LONGEST_INTERVAL
    rollover_min: int = 240
    fuzz: bool = True
    weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        in_reach = _is_number(self.retention) and 0.70 <= self.retention <= 0.99
        _check(in_reach, "retention", self.retention, "from 0.70 to 0.99")
        for name in ("learning_steps_s", "relearning_steps_s"):
            steps = getattr(self, name)
            short = isinstance(steps, tuple) and all(_is_int(step) and 0 < step < DAY_S for step in steps)
            _check(short, name, steps, "a list of whole seconds, each above 0 and shorter than a day")
        whole_days = _is_int(self.maximum_interval) and 1 <= self.maximum_interval <= LONGEST_INTERVAL
        _check(whole_days, "maximum_interval", self.maximum_interval, f"from 1 to {LONGEST_INTERVAL} days")
        in_a_day = _is_int(self.rollover_min) and 0 <= self.rollover_min < 24 * 60
        _check(in_a_day, "rollover_min", self.rollover_min, "minutes after midnight, from 0 to 1439")
        _check(isinstance(self.fuzz, bool), "fuzz", self.fuzz, "true or false")
        if self.weights is not None:
            _check_weights(self.weights)

    def to_json(self) -> dict[str, Any]:
        """A plain dict of JSON types."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Options:
        """Missing names take their default. Raises ValueError on an unknown name or a value that cannot be used."""
        if not isinstance(row, Mapping):
            raise ValueError(f"options are a table of names and values, not {row!r}")
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(row) - known)
        if unknown:
            raise ValueError(f"unknown option {unknown[0]!r}: the options are {', '.join(sorted(known))}")
        settings: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
        }
        return cls(**settings)


def _check_weights(weights: object) -> None:
    whole = isinstance(weights, tuple) and len(weights) == WEIGHTS and all(_is_number(weight) for weight in weights)
    _check(whole, "weights", weights, f"a list of {WEIGHTS} numbers")
    assert isinstance(weights, tuple)
    from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

    for index, (weight, low, high) in enumerate(
        zip(weights, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    ):
        _check(low <= weight <= high, f"weights[{index}]", weight, f"from {low} to {high}")


def _check(holds: bool, name: str, value: object, wanted: str) -> None:
    if not holds:
        raise ValueError(f"{name} must be {wanted}, not {value!r}")


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
