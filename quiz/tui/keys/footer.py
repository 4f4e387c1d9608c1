"""The footer: the keys that do something now, in the last line of a screen; where it is tapped, buttons for them.

It is drawn as one widget: a widget per key would cost every new screen and every verdict ten milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters
from textual.content import Content
from textual.events import Click
from textual.widget import Widget

from quiz.tui.keys.bindings import LiveBinding, each_once, live
from quiz.tui.keys.touch import Button, button_height, drawn, hit, in_rows, is_tapped
from quiz.tui.style.content import plain

if TYPE_CHECKING:
    from quiz.tui.host import Host

HELP = "Help"
"""What stays visible on the narrowest screen: the way to all other keys."""
LEAVE = "Leave"
"""What is dropped last but for it: the way out."""
MORE = "More"
"""The button of the palette, which has everything that can be done."""
_GAP = "  "
_MOST_ROWS, _SHARE = 3, 6
"""A row of buttons for so many rows of the screen, and never more than that."""


class Keys(Widget):
    """The active bindings of the screen that are meant to be shown, in their order; each can be clicked."""

    DEFAULT_CSS = "Keys { dock: bottom; height: 1; padding: 0 1; }"
    ALLOW_SELECT = False

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self) -> None:
        super().__init__()
        self._buttons: list[LiveBinding] = []
        self._rows: list[list[Button]] = []
        self._names_keys = True

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._changed(), immediate=True)
        self._changed()

    def on_resize(self) -> None:
        self._changed()

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        return len(self._rows) * button_height(self.app) or 1

    def _changed(self) -> None:
        """Other keys, or another width."""
        self._rows = []
        if is_tapped(self.app):
            self._arrange()
        if self.styles.height is None or self.styles.height.value != self.lines:
            self.styles.height = self.lines
        self.refresh()

    def render(self) -> Content:
        if self._rows:
            return drawn(self._rows, list(map(self._label, self._buttons)), button_height(self.app))
        return Content(_GAP).join(map(_drawn, self._fitting()))

    def on_click(self, event: Click) -> None:
        at = event.x - self.styles.padding.left
        if self._rows:
            if (place := hit(self._rows, button_height(self.app), at, event.y)) >= 0:
                self.app.simulate_key(self._buttons[place].keys[0])
            return
        for entry in self._fitting():
            wide = _drawn(entry).cell_length
            if 0 <= at < wide:
                self.app.simulate_key(entry.keys[0])
            at -= wide + len(_GAP)

    def _arrange(self) -> None:
        """Make rows of buttons, of as many as there is room for; all else is behind the last one."""
        active = live(self.screen)
        self._buttons = list(each_once(entry for entry in active if entry.binding.show))
        self._buttons += [entry for entry in active if entry.binding.action == "command_palette"]
        most = min(self.app.size.height // _SHARE, _MOST_ROWS)
        self._names_keys = not self.app.touch
        while True:
            widths = [self._label(entry).cell_length for entry in self._buttons]
            self._rows = in_rows(widths, max(self.app.size.width - 2, 1))
            if len(self._rows) <= max(most, 1):
                return
            if self._names_keys:
                self._names_keys = False
            elif not self._drop():
                return

    def _drop(self) -> bool:
        """Drop the last button that can be done without; False when there is none."""
        kept = (LEAVE, MORE) if any(_name(entry) == MORE for entry in self._buttons) else (LEAVE, HELP)
        places = [at for at, entry in enumerate(self._buttons) if _name(entry) not in kept]
        if len(self._buttons) > 1:
            del self._buttons[places[-1] if places else 0]
            return True
        return False

    def _label(self, entry: LiveBinding) -> Content:
        """Its name; after the key's, where there may be a keyboard, and room."""
        name = _drawn(entry) if self._names_keys and _name(entry) != MORE else plain(_name(entry))
        return name if entry.enabled else name.stylize("dim")

    def _fitting(self) -> list[LiveBinding]:
        """The bindings that fit; the last one is dropped first, except the one that leads to all."""
        shown = list(each_once(entry for entry in live(self.screen) if entry.binding.show))
        wide = [_drawn(entry).cell_length + len(_GAP) for entry in shown]
        while len(shown) > 1 and sum(wide) - len(_GAP) > self.content_size.width:
            droppable = [at for at, entry in enumerate(shown) if entry.binding.description not in (HELP, LEAVE)]
            last = max(droppable or (at for at, entry in enumerate(shown) if entry.binding.description != HELP))
            del shown[last], wide[last]
        return shown


def _drawn(entry: LiveBinding) -> Content:
    item = plain(entry.key, "bold $text-accent") + plain(f" {entry.binding.description}")
    return item if entry.enabled else item.stylize("dim")


def _name(entry: LiveBinding) -> str:
    return MORE if entry.binding.action == "command_palette" else entry.binding.description
