"""A calendar plot: a column a week, a row a weekday, darker for more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from rich.text import Text

from quiz.text.plots.canvas import Canvas, Ink, styled

_MARGIN = 6
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_INKS = (Ink.FAINT, Ink.GOOD, Ink.GOOD, Ink.GOOD, Ink.GOOD)
_DARKEST = len(_INKS) - 1


def calendar(counts: Mapping[date, int], last: date, weeks: int, canvas: Canvas) -> Iterator[Text]:
    """The last `weeks` up to day `last`, fewer when the canvas is narrow. The shades are the quarters of the days, the
    darkest that of the busiest.
    """
    weeks = max(min(weeks, canvas.width - _MARGIN), 1)
    begins = last - timedelta(days=last.weekday(), weeks=weeks - 1)
    edges = _quarters([count for day, count in counts.items() if begins <= day <= last and count])
    yield styled(" " * _MARGIN + _months(begins, weeks))
    for weekday, name in enumerate(_WEEKDAYS):
        days = [begins + timedelta(days=weekday, weeks=week) for week in range(weeks)]
        levels = [_level(counts.get(day, 0), edges) for day in days if day <= last]
        yield Text.assemble(f"  {name:3} ", *(_shade(level, canvas) for level in levels))
    if edges:
        parts = [part for level, text in _legend(edges) for part in (_shade(level, canvas), f" {text} ")]
        legend = Text.assemble(" " * _MARGIN, *parts)
        legend.rstrip()
        yield legend


def _quarters(counts: list[int]) -> list[int]:
    """The least count of each of the four shades; fewer when days are too alike to tell apart."""
    counts.sort()
    return sorted({counts[len(counts) * quarter // 4] for quarter in range(4)}) if counts else []


def _shade(level: int, canvas: Canvas) -> Text:
    return styled(canvas.shades[level], _INKS[level])


def _level(count: int, edges: list[int]) -> int:
    return _DARKEST - len(edges) + sum(count >= edge for edge in edges) if count else 0


def _legend(edges: list[int]) -> Iterator[tuple[int, str]]:
    yield 0, "none"
    for place, edge in enumerate(edges):
        nearest = edges[place + 1] - 1 if edge != edges[-1] else None
        yield (
            _level(edge, edges),
            f"{edge:,}+" if nearest is None else f"{edge:,}" if nearest == edge else f"{edge:,}-{nearest:,}",
        )


def _months(begins: date, weeks: int) -> str:
    """The name of each month over the first week that begins in it."""
    line = ""
    for week in range(weeks):
        monday = begins + timedelta(weeks=week)
        if monday.day <= 7 and len(line) <= week:
            line = line.ljust(week) + f"{monday:%b} "
    return line.rstrip()
