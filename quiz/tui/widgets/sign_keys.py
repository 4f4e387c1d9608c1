"""Keys for the signs of tensors and code, which are far away on the keyboard of a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters
from textual.content import Content
from textual.events import Click, Key
from textual.geometry import Size
from textual.widget import Widget

from quiz.tui.keys.touch import Button, button_height, drawn, hit, one_row
from quiz.tui.style.content import plain

if TYPE_CHECKING:
    from quiz.tui.host import Host

BACK = "⌫"
_KEYS = {BACK: "backspace", "←": "left", "→": "right", "␣": "space"}


class SignKeys(Widget):
    """Rows of one sign a key; a tap types it where the keyboard would."""

    DEFAULT_CSS = "SignKeys { height: auto; }"
    ALLOW_SELECT = False

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self) -> None:
        super().__init__()
        self._signs: tuple[str, ...] = ()

    def show(self, signs: tuple[str, ...]) -> None:
        """Show these signs, a row for each text."""
        if signs != self._signs:
            self._signs = signs
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._signs) * button_height(self.app)

    def render(self) -> Content:
        high = button_height(self.app)
        rows = zip(self._signs, self._rows(), strict=True)
        return Content("\n").join(drawn([row], [plain(sign) for sign in signs], high) for signs, row in rows)

    def on_click(self, event: Click) -> None:
        high = button_height(self.app)
        if 0 <= event.y // high < len(self._signs):
            row = event.y // high
            if (at := hit([self._rows()[row]], high, event.x, 0)) >= 0:
                sign = self._signs[row][at]
                name = _KEYS.get(sign, sign)
                self.app.post_message(Key(name, " " if name == "space" else sign if name == sign else None))

    def _rows(self) -> list[list[Button]]:
        """One row each, whatever the width."""
        return [one_row(len(signs), self.size.width) for signs in self._signs]
