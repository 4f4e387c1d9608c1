"""Drawing tensors as small grids of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from textual.content import Content
from textual.widgets import Static

from quiz.answer.torch_print import printed_cells
from quiz.answer.value import Tensor
from quiz.ask.picture import NamedTensor
from quiz.text.terminal import line
from quiz.tui.style.content import MUTED, plain, stacked

Cell = Callable[[int, str], Content]
"""How to draw a cell: from its number, in row-major order, and its padded text."""


class TensorGrids(Static):
    """The tensors of a program, drawn again only when they or the room for them have changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._shown: tuple[Sequence[NamedTensor], int] | None = None

    def show(self, named: Sequence[NamedTensor], width: int) -> None:
        """Draw these within `width` cells; without any the widget is hidden."""
        if (named, width) != self._shown:
            self._shown = (named, width)
            drawn = grids(named, width)
            self.display = bool(drawn)
            self.update(drawn)

    def clear(self) -> None:
        self._shown = None
        self.display = False


def grid(tensor: Tensor, cell: Cell = lambda number, text: Content(text)) -> list[Content]:
    """The rows of a tensor of 1 to 3 dimensions; a blank line between its matrices."""
    texts = printed_cells(tensor)
    widest = max(map(len, texts))
    columns = tensor.shape[-1]
    rows = []
    for start in range(0, len(texts), columns):
        if start and len(tensor.shape) == 3 and start % (tensor.shape[1] * columns) == 0:
            rows.append(Content(""))
        drawn = (cell(at, texts[at].rjust(widest)) for at in range(start, start + columns))
        rows.append(Content("  ").join(drawn))
    return rows


def titled(name: str, tensor: Tensor, rows: Sequence[Content]) -> list[Content]:
    """The rows of a grid below its name and its shape."""
    title = plain(line(name, 24), "bold") + plain(f"  {shape_text(tensor.shape)}", MUTED)
    return [title, *(Content("  ") + row for row in rows)]


def shape_text(shape: Sequence[int]) -> str:
    """2 x 3."""
    return " x ".join(map(str, shape))


def grids(named: Sequence[NamedTensor], width: int) -> Content:
    """The tensors below each other, in one line if there is no more to see; those wider than `width` are left out."""
    return Content("\n\n").join(stacked(rows) for rows in _drawn(named, width))


def _drawn(named: Sequence[NamedTensor], width: int) -> Iterator[list[Content]]:
    for tensor in named:
        if tensor.brief:
            rows = [plain(line(tensor.name, 24), "bold") + plain(f"  {tensor.brief}", MUTED)]
        else:
            rows = titled(tensor.name, tensor.value, grid(tensor.value))
        if max(row.cell_length for row in rows) <= width:
            yield rows
