"""A dialogue with one line to type; nothing happens without Enter and a word."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from quiz.tui.keys.footer import Keys
from quiz.tui.style.content import MUTED, plain


class Reason(Input):
    BINDINGS: ClassVar = [Binding("enter", "submit", "Save", id="ask.save")]


class AskLine(ModalScreen[str | None]):
    """Returns the typed text, None when it was left."""

    DEFAULT_CSS = """
    AskLine { align: center bottom; }
    AskLine #ask { height: auto; padding: 1 3; background: $surface; margin: 0 0 1 0; }
    AskLine Reason { border: none; height: 1; padding: 0; margin: 1 0; background: $background; }
    """
    BINDINGS: ClassVar = [Binding("escape", "leave", "Leave", id="ask.leave")]
    SECTIONS: ClassVar = ()

    def __init__(self, question: str, note: str = "") -> None:
        super().__init__()
        self._question = question
        self._note = note

    def compose(self) -> ComposeResult:
        with Vertical(id="ask"):
            yield Static(plain(self._question, "bold"), markup=False)
            yield Reason(compact=True)
            yield Static(plain(self._note, MUTED), id="note", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        self.query_one(Reason).focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if text := event.value.strip():
            self.dismiss(text)
        else:
            self.query_one("#note", Static).update(plain("Say it in a few words, or leave with esc.", "$text-warning"))

    async def key_ctrl_c(self) -> None:
        """Say how to quit: the bindings of the app do not reach a dialogue."""
        await self.run_action("app.help_quit")

    @property
    def unsaved(self) -> str:
        """The typed text that would be lost if the learner left now."""
        return self.query_one(Reason).value.strip()

    def action_leave(self) -> None:
        self.dismiss(None)
