"""Bars that lie (one a line, with a word before and a number behind) and bars that stand (one a day)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quiz.text.plots.canvas import Ink, Paper

_WIDEST = 40
_NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """`mark` is a second value, shown as a stroke in the bar: what was foretold beside what came."""

    label: str
    value: float
    note: str
    ink: Ink = Ink.MAIN
    mark: float | None = None


def bars(rows: Sequence[Bar], paper: Paper, *, full: float = 0.0) -> Iterator[str]:
    """One line a bar, all on one scale: `full`, or the greatest value, fills the width that the words leave."""
    if not rows:
        return
    labels, notes = max(len(row.label) for row in rows), max(len(row.note) for row in rows)
    width = max(min(paper.width - labels - notes - 4, _WIDEST), _NARROWEST)
    full = full or max(row.value for row in rows) or 1.0
    for row in rows:
        drawn = paper.bar(row.value / full, width).ljust(width)
        if row.mark is not None:
            place = min(int(row.mark / full * width), width - 1)
            stroke = "┃" if paper.blocks else "|"
            before, after = drawn[:place], drawn[place + 1 :]
            drawn = paper.ink(before, row.ink) + stroke + paper.ink(after, row.ink)
        else:
            drawn = paper.ink(drawn, row.ink)
        yield f"  {row.label:>{labels}} {drawn} {row.note}".rstrip()


def columns(values: Sequence[float], paper: Paper, *, height: int = 5, ink: Ink = Ink.MAIN) -> Iterator[str]:
    """Standing bars, one character a value, as wide as they are many, with the scale at the left; the oldest first."""
    most = max(values, default=0)
    if not most:
        return
    steps = [max(round(value / most * height * 8), value > 0) for value in values]
    scale = len(f"{most:,.0f}")
    for row in range(height - 1, -1, -1):
        drawn = "".join(_cell(step - row * 8, paper) for step in steps)
        label = f"{most:,.0f}" if row == height - 1 else "0" if row == 0 else ""
        edge = "┤" if paper.blocks else "|"
        yield f"  {label:>{scale}} {edge}{paper.ink(drawn.rstrip(), ink)}"


def spark(values: Sequence[float], paper: Paper) -> str:
    """All values in one line, one character each; nothing is a blank."""
    most = max(values, default=0) or 1
    return "".join(paper.levels[min(int(value / most * 8), 7)] if value > 0 else " " for value in values)


def _cell(eighths: int, paper: Paper) -> str:
    return paper.levels[min(eighths, 8) - 1] if eighths > 0 else " "
