"""The study day: an int, the days since 1970-01-01 of the local date, with days starting at the rollover."""

from __future__ import annotations

from datetime import date

from quiz.schedule.memory import Moment

MINUTE_MS = 60_000
DAY_MS = 86_400_000
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def study_day(moment: Moment, rollover_min: int) -> int:
    """The study day that a moment belongs to."""
    return (moment.at_ms + (moment.offset_min - rollover_min) * MINUTE_MS) // DAY_MS


def day_starts_ms(day: int, offset_min: int, rollover_min: int) -> int:
    """The first UTC millisecond of a study day, for a local clock `offset_min` ahead of UTC."""
    return day * DAY_MS + (rollover_min - offset_min) * MINUTE_MS


def day_date(day: int) -> date:
    """The date: 0 is 1970-01-01. Raises ValueError outside the years 1 to 9999."""
    return date.fromordinal(_EPOCH_ORDINAL + day)


def day_text(day: int) -> str:
    """The date in ISO 8601: 0 is "1970-01-01". Raises ValueError outside the years 1 to 9999."""
    return day_date(day).isoformat()
