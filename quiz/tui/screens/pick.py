"""A dialogue to pick one of a few things from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quiz.tui.keys.footer import Keys
from quiz.tui.style.content import plain


class PickList(OptionList):
    BINDINGS: ClassVar = [Binding("enter", "select", "Take", id="pick.take")]


class Pick(ModalScreen[str | None]):
    """Returns the id of the row that was picked, None when it was left.

    `rows` are (id, text); `keys` has a letter for each row, or none; `pointed(id)` is called for each row that the
    cursor comes to.
    """

    DEFAULT_CSS = """
    Pick { align: center middle; }
    Pick #pick { width: 44; max-width: 100%; height: auto; max-height: 80%; padding: 1 2; background: $surface; }
    Pick PickList {
        height: auto; max-height: 60vh; border: none; padding: 0; margin: 1 0 0 0; background: $surface;
        scrollbar-size-vertical: 1;
    }
    Pick PickList:focus { border: none; }
    """
    BINDINGS: ClassVar = [Binding("escape,q", "leave", "Leave", id="pick.leave")]
    SECTIONS: ClassVar = ()

    def __init__(
        self,
        title: str,
        rows: Sequence[tuple[str, str]],
        *,
        at: str = "",
        keys: str = "",
        pointed: Callable[[str], None] = lambda row: None,
    ) -> None:
        super().__init__()
        self._title = title
        self._rows = rows
        self._first = at
        self._letters = keys
        self._pointed = pointed

    def compose(self) -> ComposeResult:
        with Vertical(id="pick"):
            yield Static(plain(self._title, "bold"), markup=False)
            yield PickList(*(Option(plain(text), row) for row, text in self._rows), markup=False)
        yield Keys()

    def on_mount(self) -> None:
        rows = self.query_one(PickList)
        ids = [row for row, _ in self._rows]
        rows.highlighted = ids.index(self._first) if self._first in ids else 0
        rows.focus()

    def on_key(self, event: Key) -> None:
        if event.character and event.character in self._letters:
            event.stop()
            self.dismiss(self._rows[self._letters.index(event.character)][0])

    async def key_ctrl_c(self) -> None:
        """Say how to quit: the bindings of the app do not reach a dialogue."""
        await self.run_action("app.help_quit")

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id is not None:
            self._pointed(event.option_id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_id)

    def action_leave(self) -> None:
        self.dismiss(None)
