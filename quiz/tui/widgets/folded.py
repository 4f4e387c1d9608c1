"""A widget of text that wraps to its width without breaking shapes and indices."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from quiz.tui.style.content import folded


class FoldedText(Static):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", markup=False, id=id)
        self._content = Content("")
        self._margins = 6

    def show(self, content: Content) -> None:
        self._content = content
        self._fold()

    def on_resize(self) -> None:
        self._fold()

    def _fold(self) -> None:
        width = self.content_size.width or max(self.app.size.width - self._margins, 20)
        self.update(folded(self._content, width))
