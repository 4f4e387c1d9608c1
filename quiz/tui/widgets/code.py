"""Python with line numbers and colours; long lines go on beneath their beginning."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.highlight import highlight
from textual.widget import Widget

from quiz.display import clean
from quiz.tui.prose import MUTED, hanging, stacked


class Code(Widget):
    ALLOW_SELECT = True

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Content] = []

    def show(self, code: str) -> None:
        """An empty text takes no room."""
        text = clean(code).strip("\n")
        self._lines = highlight(text, language="python").split("\n", allow_blank=True) if text else []
        self.display = bool(self._lines)
        self.refresh(layout=True)

    def render(self) -> Content:
        return self._numbered(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._numbered(width).plain.count("\n") + 1 if self._lines else 0

    def _numbered(self, width: int) -> Content:
        digits = max(2, len(str(len(self._lines))))
        return stacked(
            hanging(Content.styled(f"{number:{digits}}  ", MUTED), text_line, width)
            for number, text_line in enumerate(self._lines, 1)
        )
