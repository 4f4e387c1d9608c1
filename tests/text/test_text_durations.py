"""Spans of time in words."""

from __future__ import annotations

import pytest

from quiz.text.durations import duration, short_duration

MINUTE, HOUR, DAY = 60, 3600, 86_400


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (44.6, "45 s"),
        (59.7, "1 min"),
        (400, "6 min 40 s"),
        (HOUR + 5 * MINUTE + 3, "1 h 5 min"),
        (2 * HOUR, "2 h"),
        (DAY, "1 day"),
        (2 * DAY + 3 * HOUR, "2 days 3 h"),
        (365 * DAY, "1 year"),
        (1500 * 365 * DAY, "1,500 years"),
        (-3, "0 s"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "1 min"), (100, "2 min"), (59 * MINUTE + 50, "1 h"), (HOUR + 20 * MINUTE, "1 h 20 min")]
)
def test_what_is_roughly_known_is_told_in_whole_minutes(seconds: float, text: str) -> None:
    assert duration(seconds, whole_minutes=True) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "now"), (30, "30s"), (600, "10m"), (3590, "1h"), (5 * HOUR, "5h"), (12.4 * DAY, "12d"), (63 * DAY, "2.1mo"),
     (475 * DAY, "1.3y"), (30 * DAY, "1mo")],
)  # fmt: skip
def test_on_buttons_and_in_tables_it_is_short(seconds: float, text: str) -> None:
    assert short_duration(seconds) == text
