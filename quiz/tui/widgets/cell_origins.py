"""The origin of each cell of an answer: the source next to the result, with letters and colours."""

from __future__ import annotations

import string

from textual.content import Content

from quiz.answer.origin import Origin
from quiz.answer.value import Tensor
from quiz.ask.picture import NamedTensor, Picture
from quiz.text.terminal import line
from quiz.tui.style.content import MUTED, plain, stacked
from quiz.tui.widgets.tensor_grids import grid, titled

LETTERS = string.ascii_lowercase + string.ascii_uppercase + string.digits + "#%"
"""A letter for each of the cells that a source may have."""
_COLOURS = ("$text-accent", "$text-success", "$text-warning", "$text-secondary", "$text-primary", "$text-error")


def way(picture: Picture, at: int, width: int) -> Content:
    """The drawing with cell `at` of the result pointed out. Nothing when origins are unknown, or there is no room."""
    origin, result = picture.origin, picture.result
    if origin is None or result is None:
        return Content("")
    source = _source(picture.named, origin, result)
    if source is None:
        return Content("")
    at %= len(origin.cells)
    left = titled(origin.source, source, grid(source, lambda n, text: _cell(n, text, n == origin.cells[at])))
    right = titled("answer", result, grid(result, lambda n, text: _cell(origin.cells[n], text, n == at)))
    block = max(row.cell_length for row in left)
    if block + 6 + max(row.cell_length for row in right) <= width:
        left += [Content("")] * (len(right) - len(left))
        right += [Content("")] * (len(left) - len(right))
        rows = [mine.pad_right(block - mine.cell_length + 6) + theirs for mine, theirs in zip(left, right, strict=True)]
    elif max(row.cell_length for row in (*left, *right)) <= width:
        rows = [*left, *right]
    else:
        return Content("")
    return stacked([plain("where each cell came from", MUTED), *rows, _sentence(origin, result, at)])


def _source(named: tuple[NamedTensor, ...], origin: Origin, result: Tensor) -> Tensor | None:
    """The tensor that the cells were copied from; one without a name is known if all of its cells were copied."""
    for one in named:
        if one.name == origin.source and one.value.shape == origin.shape:
            # The code may have written into it since it got its name.
            copied = tuple(one.value.cells[at] for at in origin.cells)
            return one.value if copied == result.cells else None
    cells = dict(zip(origin.cells, result.cells, strict=True))
    count = 1
    for size in origin.shape:
        count *= size
    if not origin.shape or len(origin.shape) > 3 or len(cells) < count:
        return None
    return Tensor(result.dtype, origin.shape, tuple(cells[at] for at in range(count)))


def _cell(source: int, text: str, pointed: bool) -> Content:
    """The letter of the source's cell before its text."""
    style = f"{_COLOURS[source % len(_COLOURS)]}{' bold reverse' if pointed else ''}"
    return Content.styled(f"{LETTERS[source]}{text}", style)


def _sentence(origin: Origin, result: Tensor, at: int) -> Content:
    to, source = list(_index(at, result.shape)), list(origin.index(at))
    letter = LETTERS[origin.cells[at]]
    return plain(f"answer{to} is {line(origin.source, 40)}{source} ({letter})") + plain("   ← → the next cell", MUTED)


def _index(flat: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    return Origin("", shape, tuple(range(flat + 1))).index(flat)
