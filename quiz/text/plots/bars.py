"""Bar plots: horizontal bars (one a line, with label and note) and columns (one a day)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from quiz.text.cells import cell_width, padded
from quiz.text.plots.canvas import Canvas, Ink, styled

WIDEST = 40
NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float
    note: str
    ink: Ink = Ink.MAIN


def bars(rows: Sequence[Bar], canvas: Canvas) -> Iterator[Text]:
    """One line per bar, all on one scale: the greatest value fills the width that labels and notes leave."""
    if not rows:
        return
    labels, notes = max(cell_width(row.label) for row in rows), max(cell_width(row.note) for row in rows)
    width = max(min(canvas.width - labels - notes - 4, WIDEST), NARROWEST)
    full = max(row.value for row in rows) or 1.0
    for row in rows:
        drawn = styled(canvas.bar(row.value / full, width).ljust(width), row.ink)
        line = Text.assemble(f"  {padded(row.label, labels, right=True)} ", drawn, f" {row.note}")
        line.rstrip()
        yield line


def marked_bar(value: float, mark: float, canvas: Canvas, width: int, ink: Ink) -> Text:
    """A bar of a share (0 to 1) with a stroke at a second one."""
    drawn = canvas.bar(value, width).ljust(width)
    place = min(int(mark * width), width - 1)
    return Text.assemble(styled(drawn[:place], ink), canvas.stroke, styled(drawn[place + 1 :], ink))


def columns(values: Sequence[float], canvas: Canvas, *, height: int = 5, ink: Ink = Ink.MAIN) -> Iterator[Text]:
    """Vertical bars, one character per value, with the scale at the left; the oldest first."""
    most = max(values, default=0)
    if not most:
        return
    steps = [max(round(value / most * height * 8), value > 0) for value in values]
    scale = len(f"{most:,.0f}")
    for row in range(height - 1, -1, -1):
        drawn = "".join(_cell(step - row * 8, canvas) for step in steps)
        label = f"{most:,.0f}" if row == height - 1 else "0" if row == 0 else ""
        edge = "┤" if canvas.blocks else "|"
        yield Text.assemble(f"  {label:>{scale}} {edge}", styled(drawn.rstrip(), ink))


def _cell(eighths: int, canvas: Canvas) -> str:
    return canvas.levels[min(eighths, 8) - 1] if eighths > 0 else " "
