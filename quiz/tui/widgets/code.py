"""Showing Python with line numbers and colours; long lines are wrapped."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.highlight import highlight
from textual.widget import Widget

from quiz.ask.code.changed_lines import Changes
from quiz.text.terminal import clean
from quiz.tui.style.content import MUTED, hanging, plain, stacked, wrapped_code

_MOST_COLOURED = 20_000
"""A longer text is shown without colours: nobody reads it, and each key would wait for them."""


def coloured(code: str, python: bool = True) -> list[Content]:
    """The lines of a text, Python highlighted; [] for an empty one."""
    text = clean(code).strip("\n")
    if not text:
        return []
    whole = highlight(text, language="python") if python and len(text) <= _MOST_COLOURED else Content(text)
    return whole.split("\n", allow_blank=True)


def gutter(count: int) -> int:
    """The cells that the numbers of `count` lines take, with the gap after them."""
    return max(2, len(str(count))) + 2


def numbered(
    lines: Sequence[Content], width: int, marked: int | None = None, changed: Changes | None = None
) -> Content:
    """Lines with numbers from 1, `width` cells wide; `marked` and changed ones have a sign before them.

    A removed line is where it stood, without a number.
    """
    added, removed = (changed.added, changed.removed) if changed is not None else (frozenset[int](), {})
    signed = max({*added, marked or 0}, default=0)
    digits = max(gutter(len(lines)) - 2, len(str(signed)) + 1)
    rows = []
    for number in range(1, len(lines) + 2):
        gone = Content.styled(f"{'-':{digits}}  ", MUTED)
        rows += [hanging(gone, plain(text, MUTED), width, wrapped_code) for text in removed.get(number, ())]
        head = Content.styled(f"{number:{digits}}  ", MUTED)
        if number == marked:
            head = Content.styled(f"▸{number:>{digits - 1}}  ", "bold $text-error")
        elif number in added:
            head = Content.styled(f"+{number:>{digits - 1}}  ", "$text-accent")
        if number <= len(lines):
            rows.append(hanging(head, lines[number - 1], width, wrapped_code))
    return stacked(rows)


class CodeView(Widget):
    ALLOW_SELECT = True

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Content] = []

    @property
    def wide(self) -> int:
        """The width of its longest line."""
        return max((one.cell_length for one in self._lines), default=0) + gutter(len(self._lines))

    def show(self, code: str) -> None:
        """Show this code. An empty text takes no room."""
        self._lines = coloured(code)
        self.display = bool(self._lines)
        self.refresh(layout=True)

    def render(self) -> Content:
        return numbered(self._lines, self.content_size.width)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self.wide

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return numbered(self._lines, width).plain.count("\n") + 1 if self._lines else 0
