"""The first line of a screen: its name on the left, a status on the right."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class Head(Widget):
    """`right` is replaced by `short`, and that by nothing, when the line is too narrow for both."""

    def __init__(self, left: Content | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left = left or Content("")
        self._right = self._short = Content("")

    def show(self, left: Content, right: Content, short: Content | None = None) -> None:
        shown = (left, right, short or Content(""))
        if shown != (self._left, self._right, self._short):
            self._left, self._right, self._short = shown
            self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        for right in (self._right, self._short):
            gap = width - self._left.cell_length - right.cell_length
            if gap >= 2:
                return self._left + Content(" " * gap) + right
        return self._left.truncate(width, ellipsis=True)
