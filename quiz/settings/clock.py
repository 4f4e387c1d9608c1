"""The current time. Only this file reads the system clock; QUIZ_NOW replaces it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from quiz.errors import ConfigError
from quiz.schedule.memory import Moment

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now(environ: Mapping[str, str]) -> Moment:
    """The present moment with the local offset from UTC at that moment, or the value of QUIZ_NOW.

    Raises ConfigError when QUIZ_NOW is not an ISO 8601 time with an offset, from 1970 on.
    """
    text = environ.get("QUIZ_NOW", "")
    return _moment(text) if text else wall()


def wall() -> Moment:
    """The present moment by this machine's clock, with the local offset from UTC at that moment."""
    at_ms = time.time_ns() // 1_000_000
    return Moment(at_ms, time.localtime(at_ms / 1000).tm_gmtoff // 60)


def _moment(text: str) -> Moment:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise _refused(text, "is not a time") from None
    offset = when.utcoffset()
    if offset is None:
        raise _refused(text, "has no offset from UTC")
    if when.year < 1970 or when < _EPOCH:
        raise _refused(text, "is before 1970")
    return Moment((when - _EPOCH) // timedelta(milliseconds=1), offset // timedelta(minutes=1))


def _refused(text: str, what: str) -> ConfigError:
    fix = "Write it as 2026-11-20T09:30:00+01:00, or unset QUIZ_NOW to use the clock."
    return ConfigError(f"{text[:40]!r} {what}", where="QUIZ_NOW", fix=fix)
