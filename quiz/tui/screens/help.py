"""Help: the keys of the screen beneath, made from its bindings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quiz.tui.prose import plain, stacked
from quiz.tui.widgets.keys import Keys

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

Sections = Sequence[tuple[str, Sequence[Binding]]]

_NAMES = {
    "question_mark": "?",
    "at": "@",
    "minus": "-",
    "slash": "/",
    "escape": "esc",
    "pageup": "page-up",
    "pagedown": "page-down",
}
APP_KEYS = (
    Binding("ctrl+p", "", "Commands: the theme, and more"),
    Binding("ctrl+z", "", "To the shell; fg comes back"),
    Binding("ctrl+q", "", "Quit from anywhere; all is saved"),
)


class HelpScreen(ModalScreen[None]):
    BINDINGS: ClassVar = [Binding("question_mark,f1,enter,escape,q", "dismiss", "Back", key_display="enter")]

    if TYPE_CHECKING:
        app = getters.app(QuizApp)

    def __init__(self, sections: Sections) -> None:
        super().__init__()
        self._sections = [*sections, ("Everywhere", APP_KEYS)]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(self._text(), markup=False)
        yield Keys()

    def _text(self) -> Content:
        lines = []
        for title, bindings in self._sections:
            lines += [plain(title, "bold $text-accent"), *(self._row(one) for one in bindings), Content("")]
        return stacked(lines[:-1])

    def _row(self, binding: Binding) -> Content:
        own = self.app.desk.settings.keys.get(binding.id or "", binding.key)
        keys = " ".join(_NAMES.get(key, key) for key in own.split(","))
        return plain(f"  {keys:<14} ", "bold") + plain(binding.description)
