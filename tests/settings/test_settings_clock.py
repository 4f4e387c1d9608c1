"""The clock: the system's, or QUIZ_NOW."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from quiz.errors import ConfigError
from quiz.schedule.memory import Moment
from quiz.settings.clock import now


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("shown", "at_ms", "offset_min"),
    [
        ("2026-11-20T09:30:00+01:00", ms("2026-11-20T08:30:00"), 60),
        ("2026-11-20T09:30:00Z", ms("2026-11-20T09:30:00"), 0),
        ("2026-11-20 09:30-03:30", ms("2026-11-20T13:00:00"), -210),
        ("2026-11-20T09:30:00.250+00:00", ms("2026-11-20T09:30:00") + 250, 0),
    ],
)
def test_quiz_now_sets_the_clock(shown: str, at_ms: int, offset_min: int) -> None:
    """An ISO time with an offset is the moment, to the millisecond."""
    assert now({"QUIZ_NOW": shown}) == Moment(at_ms, offset_min)


@pytest.mark.parametrize(
    "shown",
    ["2026-11-20T09:30:00", "2026-11-20", "tomorrow", "1969-12-31T23:00:00+00:00", "1970-01-01T00:00+14:00",
     "0001-01-01T00:00:00+14:00", "9999-99-99T00:00:00+00:00", "\x1b[31m"],
)  # fmt: skip
def test_a_quiz_now_that_is_no_moment_is_refused_with_the_mend(shown: str) -> None:
    """A time without an offset, before 1970, or no time at all: ConfigError that names the variable."""
    with pytest.raises(ConfigError) as caught:
        now({"QUIZ_NOW": shown})
    assert caught.value.where == "QUIZ_NOW"
    assert "\x1b" not in str(caught.value)
    assert "+01:00" in caught.value.fix


def test_without_quiz_now_the_system_clock_is_read() -> None:
    """The time is that of the system, in milliseconds."""
    before = time.time_ns() // 1_000_000
    assert before <= now({}).at_ms <= time.time_ns() // 1_000_000


def test_the_offset_is_that_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Summer and winter in one time zone have different offsets."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        offsets = []
        for text in ("2026-01-15T12:00:00", "2026-07-15T12:00:00"):
            monkeypatch.setattr(time, "time_ns", lambda text=text: ms(text) * 1_000_000)
            offsets.append(now({}).offset_min)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert offsets == [60, 120]
