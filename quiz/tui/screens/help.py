"""The help screen: what the keys of the screen beneath do now, made from its bindings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quiz.tui.keys.bindings import HelpRow
from quiz.tui.keys.footer import Keys
from quiz.tui.style.content import MUTED, hanging, plain, stacked

_WIDEST, _KEYS = 58, 14
_OTHERWISE = "Other keys: [keys] in config.toml; `quiz options --keys` lists the names."


class HelpScreen(ModalScreen[None]):
    BINDINGS: ClassVar = [Binding("enter,escape,q,question_mark,f1,ctrl+g", "dismiss", "Back", id="help.back")]

    def __init__(self, sections: Sequence[tuple[str, Sequence[HelpRow]]]) -> None:
        super().__init__()
        self._sections = sections

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static("", id="text", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = max(min(_WIDEST, self.app.size.width - 6), 20)
        lines = []
        for title, rows in self._sections:
            some = any(row.now for row in rows)
            head = plain(title, "bold $text-accent") + plain("" if some else " (not now)", MUTED)
            lines += [head, *(_line(row, width, some) for row in rows), Content("")]
        self.query_one("#text", Static).update(stacked([*lines, hanging(Content(""), plain(_OTHERWISE, MUTED), width)]))


def _line(row: HelpRow, width: int, others_do: bool) -> Content:
    """One line of the help; "(not now)" only when other keys of its section do something now."""
    more = f": {row.more}" if row.more else ""
    keys = f"  {row.keys:<{_KEYS}} "
    if row.now:
        return hanging(plain(keys, "bold"), plain(row.does) + plain(more, MUTED), width)
    return hanging(plain(keys, MUTED), plain(f"{row.does}{more}{' (not now)' if others_do else ''}", MUTED), width)
