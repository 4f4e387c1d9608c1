"""Two values side by side, with a mark at each place that differs."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from quiz.answer.torch_print import printed_cells
from quiz.answer.typed.describe import text_of
from quiz.answer.typed.typed import Typed, grid_of, settled
from quiz.answer.value import Tensor, Value
from quiz.answer.verdict import CellDiff
from quiz.text.terminal import line
from quiz.tui.style.content import MUTED, stacked

MOST_CELLS = 64
MOST_ROWS = 12
MOST_LISTED = 8
_WRONG = "$text-error"


_WHOLE = ("value", "exception")
"""When the whole answer differs, no list is needed."""


def compared(typed: Typed, truth: Value, differences: Sequence[CellDiff], width: int) -> Content:
    """The typed answer next to torch's: as rows of cells when both are tensors of one shape, else as a list.

    Nothing when the answer is one thing, and wrong as a whole.
    """
    if all(difference.index in _WHOLE for difference in differences):
        return Content("")
    rows = _side_by_side(typed, truth, differences, width)
    rest = [difference for difference in differences if not difference.index.endswith("]")] if rows else differences
    return stacked([*rows, *([listed(rest, width)] if rest else [])])


def shows_truth(typed: Typed, truth: Value, differences: Sequence[CellDiff], width: int) -> bool:
    """Whether `compared` shows every cell of torch's answer."""
    return bool(_side_by_side(typed, truth, differences, width))


def _side_by_side(typed: Typed, truth: Value, differences: Sequence[CellDiff], width: int) -> list[Content]:
    """Both side by side; nothing when a list is better."""
    if not isinstance(truth, Tensor) or not truth.shape or not 1 < len(truth.cells) == truth.numel <= MOST_CELLS:
        return []
    grid = grid_of(settled(typed, len(truth.shape)))
    columns = truth.shape[-1]
    if grid is None or grid.shape != truth.shape or truth.numel // columns > MOST_ROWS:
        return []
    wrong = {difference.index: difference for difference in differences if difference.index.endswith("]")}
    at = [_index(flat, truth.shape) for flat in range(truth.numel)]
    if not wrong.keys() <= set(at) or not wrong:
        return []
    # A right answer in other words (1 for 1.) is no difference, so the typed text is shown as it is.
    yours = [f"{'*' if place in wrong else ' '}{text_of(cell)}" for place, cell in zip(at, grid.cells, strict=True)]
    said = printed_cells(truth)
    left, right = max(map(len, yours)), max(map(len, said))
    block = max(columns * (left + 1) - 1, len("yours"))
    if block + 6 + columns * (right + 1) > width:
        return []
    rows = [Content.styled(f" {'yours':{block}}     torch says", MUTED)]
    for start in range(0, truth.numel, columns):
        cells = range(start, start + columns)
        mine = Content(" ").join(
            Content.styled(yours[cell].rjust(left), _WRONG if at[cell] in wrong else "") for cell in cells
        )
        theirs = " ".join(said[cell].rjust(right) for cell in cells)
        rows.append(mine.pad_right(block - mine.cell_length) + Content(f"      {theirs}"))
    rows.append(Content.styled(" * differs", MUTED))
    return rows


def listed(differences: Sequence[CellDiff], width: int, says: str = "torch says") -> Content:
    """A line for each difference: where, what was typed, what torch says (or whoever says it)."""
    shown = differences[:MOST_LISTED]
    room = max((width - 20) // 2, 10)
    texts = [(Content(line(d.index, 16)), Content(line(d.got, room)), Content(line(d.want, room))) for d in shown]
    header = (Content("where"), Content("yours"), Content(says))
    first, second = (max(row[column].cell_length for row in (header, *texts)) for column in (0, 1))
    rows = [
        Content.assemble(mark, where.pad_right(first - where.cell_length), "   ", yours, gap, "   ", said)
        for mark, (where, yours, said), gap in (
            (" ", header, " " * (second - header[1].cell_length)),
            *(("*", row, " " * (second - row[1].cell_length)) for row in texts),
        )
    ]
    coloured = [rows[0].stylize(MUTED), *(row.stylize(_WRONG, 0, 1) for row in rows[1:])]
    if len(differences) > len(shown):
        coloured.append(Content.styled(f" and {len(differences) - len(shown)} more", MUTED))
    return stacked(coloured)


def _index(flat: int, shape: Sequence[int]) -> str:
    """The place of a cell, written as the comparison writes it: "[0, 2]"."""
    index: list[int] = []
    for size in reversed(shape):
        index.append(flat % size)
        flat //= size
    return str(index[::-1])
