"""Durations in words, one form for sentences and one for buttons and tables."""

from __future__ import annotations

from quiz.text.numbers import plural

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86_400, 365 * 86_400
_MONTH = 30 * _DAY
_UNITS = ((_YEAR, "year"), (_DAY, "day"), (_HOUR, "h"), (_MINUTE, "min"), (1, "s"))


def duration(seconds: float, *, whole_minutes: bool = False) -> str:
    """A duration in its two largest units: "45 s", "6 min 40 s", "1 h 5 min", "1 day 3 h", "2 years 30 days".

    `whole_minutes` is for rough values: "7 min", "1 min" for anything less.
    """
    rest = max(0, int(seconds + 0.5))
    if whole_minutes:
        rest = max(1, int(seconds / _MINUTE + 0.5)) * _MINUTE
    first = next((at for at, (size, _) in enumerate(_UNITS) if rest >= size), len(_UNITS) - 1)
    parts: list[str] = []
    for size, unit in _UNITS[first : first + 2]:
        count, rest = divmod(rest, size)
        if count or not parts:
            parts.append(f"{count:,} {plural(count, unit) if size >= _DAY else unit}")
    return " ".join(parts)


def short_duration(seconds: float) -> str:
    """A duration as on the buttons of Anki: "now", "30s", "10m", "5h", "12d", "2.1mo", "1.3y"."""
    if seconds <= 0:
        return "now"
    if seconds < _MINUTE:
        return f"{_half_up(seconds)}s"
    if seconds < _HOUR:
        minutes = _half_up(seconds / _MINUTE)
        return f"{minutes}m" if minutes < 60 else "1h"
    if seconds < _DAY:
        return f"{_half_up(seconds / _HOUR)}h"
    if seconds < _MONTH:
        return f"{_half_up(seconds / _DAY)}d"
    text = f"{seconds / _MONTH:.1f}mo" if seconds < _YEAR else f"{seconds / _YEAR:.1f}y"
    return text.replace(".0", "")


def _half_up(number: float) -> int:
    return int(number + 0.5)
