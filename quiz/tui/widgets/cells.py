"""Two values side by side, with a mark on each place that differs."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from quiz.answer.printed import cell_text
from quiz.answer.typed import Grid, Typed, grid_of, settled
from quiz.answer.value import Tensor, Value
from quiz.answer.verdict import CellDiff
from quiz.display import line
from quiz.tui.prose import stacked

MOST_ROWS = 12
MOST_DIFFERENCES = 8
_GAP = "      "


def side_by_side(typed: Typed, truth: Value, width: int) -> Content | None:
    """Both tensors as rows of cells, `*` before each typed cell that differs; None where they cannot be laid so."""
    if not isinstance(truth, Tensor) or not truth.shape or not truth.whole:
        return None
    grid = grid_of(settled(typed, len(truth.shape)))
    if grid is None or grid.shape != truth.shape or not 1 < truth.numel <= 64:
        return None
    said = [cell_text(cell, truth.dtype) for cell in truth.cells]
    marks = _marks(grid, said)
    yours = [f"{'*' if wrong else ' '}{_typed_text(grid, at)}" for at, wrong in enumerate(marks)]
    columns = truth.shape[-1]
    if len(said) // columns > MOST_ROWS:
        return None
    left, right = _rows(yours, columns), _rows(said, columns)
    room = max(len(left[0]), len("yours"))
    if room + len(_GAP) + max(len(right[0]), len("torch says")) > width:
        return None
    head = Content.styled("yours".ljust(room) + _GAP + "torch says", "$text-muted")
    rows = [
        _coloured(row, marks[at * columns : (at + 1) * columns]) + Content(" " * (room - len(row)) + _GAP + right[at])
        for at, row in enumerate(left)
    ]
    note = Content.styled(f"* differs: {sum(marks)} of {len(marks)}", "$text-muted")
    return stacked([head, *rows, note])


def listed(differences: Sequence[CellDiff], width: int) -> Content:
    """A line for each difference: where, what was typed, what torch says."""
    shown = differences[:MOST_DIFFERENCES]
    room = max((width - 14) // 2, 10)
    table = [("where", "yours", "torch says")]
    table += [(line(d.index, 24), line(d.got, room), line(d.want, room)) for d in shown]
    wide = [max(Content(row[column]).cell_length for row in table) for column in range(2)]
    rows = []
    for number, row in enumerate(table):
        where, yours = (Content(row[column]).pad_right(wide[column] - Content(row[column]).cell_length) for column in (0, 1))
        style = "$text-muted" if number == 0 else ""
        mark = Content("  ") if number == 0 else Content.styled("* ", "$text-error")
        rows.append(mark + where.stylize("$text-muted") + Content("   ") + yours.stylize(style or "$text-error") + Content("   ") + Content.styled(row[2], style))
    if len(differences) > len(shown):
        rows.append(Content.styled(f"  and {len(differences) - len(shown)} more", "$text-muted"))
    return stacked(rows)
