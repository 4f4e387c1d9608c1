"""A table: columns of words and numbers under a header, aligned by terminal cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.text import Text

from quiz.text.cells import cell_width, cut, padded, wrapped
from quiz.text.plots.canvas import Canvas, Ink, styled

_LEAST = 8


@dataclass(frozen=True, slots=True)
class Column:
    """`words` are aligned to the left, numbers to the right; `wraps` wraps a cell that is too wide instead of cutting
    it.

    `most` bounds the width; the widest column of words takes what the others leave.
    """

    head: str
    words: bool = False
    wraps: bool = False
    most: int = 200
    ink: Ink = Ink.PLAIN


def table(head: Sequence[str], rows: Sequence[Sequence[str]], canvas: Canvas) -> Iterator[Text]:
    """A first column of words, the others of numbers; a word that is too wide for the canvas is cut."""
    yield from columned([Column(name, words=not place) for place, name in enumerate(head)], rows, canvas)


def columned(columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], canvas: Canvas) -> Iterator[Text]:
    """The rows under their header; [] when there are none. A cell that is a Text keeps its inks."""
    if not rows:
        return
    widths = _widths(columns, rows, canvas)
    yield _line([column.head for column in columns], columns, widths, Ink.FAINT)
    for row in rows:
        stacks = [
            wrapped(cell, width) if column.wraps and isinstance(cell, str) else [cell]
            for cell, column, width in zip(row, columns, widths, strict=True)
        ]
        for cells in zip_longest(*stacks, fillvalue=""):
            yield _line(cells, columns, widths, Ink.PLAIN)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], canvas: Canvas) -> list[int]:
    cells = zip(*rows, strict=True)
    widths = [
        min(max(cell_width(column.head), *(cell_width(str(cell)) for cell in own)), column.most)
        for column, own in zip(columns, cells, strict=True)
    ]
    flexible = max(range(len(columns)), key=lambda place: widths[place] * columns[place].words)
    others = sum(width + 2 for place, width in enumerate(widths) if place != flexible)
    widths[flexible] = max(min(widths[flexible], canvas.width - 2 - others), _LEAST)
    return widths


def _line(cells: Sequence[str | Text], columns: Sequence[Column], widths: Sequence[int], ink: Ink) -> Text:
    line = Text()
    for cell, column, width in zip(cells, columns, widths, strict=True):
        line.append("  ")
        if isinstance(cell, Text):
            line.append_text(cell)
            line.append(" " * max(0, width - cell_width(cell.plain)))
        else:
            line.append_text(styled(padded(cut(cell, width), width, right=not column.words), ink or column.ink))
    line.rstrip()
    return line
