"""The study day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.schedule.day import day_starts_ms, day_text, study_day
from quiz.schedule.memory import Moment

offsets = st.integers(-14 * 60, 14 * 60)
rollovers = st.integers(0, 1439)


def local(year: int, month: int, day: int, hour: int, minute: int, offset_min: int) -> Moment:
    zone = timezone(timedelta(minutes=offset_min))
    instant = datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)
    return Moment(int(instant.timestamp() * 1000), offset_min)


@pytest.mark.parametrize(
    ("hour", "minute", "text"), [(3, 59, "2026-11-20"), (4, 0, "2026-11-21"), (23, 59, "2026-11-21")]
)
@pytest.mark.parametrize("offset_min", [-600, 0, 330, 840])
def test_a_day_begins_at_the_rollover_of_the_local_clock(hour: int, minute: int, text: str, offset_min: int) -> None:
    """Wherever one lives, 03:59 on 21 November belongs to the 20th and 04:00 to the 21st."""
    assert day_text(study_day(local(2026, 11, 21, hour, minute, offset_min), 240)) == text


def test_day_zero_is_the_first_of_january_1970() -> None:
    assert study_day(Moment(0, 0), 0) == 0
    assert study_day(Moment(-1, 0), 0) == -1
    assert day_text(0) == "1970-01-01"


@given(st.integers(-(10**13), 10**13), offsets, rollovers)
def test_a_moment_lies_between_its_day_and_the_next(at_ms: int, offset_min: int, rollover_min: int) -> None:
    day = study_day(Moment(at_ms, offset_min), rollover_min)
    assert day_starts_ms(day, offset_min, rollover_min) <= at_ms < day_starts_ms(day + 1, offset_min, rollover_min)


@given(st.integers(-100_000, 100_000), offsets, rollovers)
def test_a_day_starts_at_its_first_millisecond(day: int, offset_min: int, rollover_min: int) -> None:
    starts = day_starts_ms(day, offset_min, rollover_min)
    assert study_day(Moment(starts, offset_min), rollover_min) == day
    assert study_day(Moment(starts - 1, offset_min), rollover_min) == day - 1
