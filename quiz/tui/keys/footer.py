"""The footer: the keys that do something now, in the last line of a screen.

It is drawn as one widget: a widget per key would cost every new screen and every verdict ten milliseconds.
"""

from __future__ import annotations

from textual.content import Content
from textual.events import Click
from textual.widget import Widget

from quiz.tui.keys.bindings import LiveBinding, each_once, live
from quiz.tui.style.content import plain

HELP = "Help"
"""What stays visible on the narrowest screen: the way to all other keys."""
LEAVE = "Leave"
"""What is dropped last but for it: the way out."""
_GAP = "  "


class Keys(Widget):
    """The active bindings of the screen that are meant to be shown, in their order; each can be clicked."""

    DEFAULT_CSS = "Keys { dock: bottom; height: 1; padding: 0 1; }"
    ALLOW_SELECT = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh(), immediate=True)

    def render(self) -> Content:
        return Content(_GAP).join(map(_drawn, self._fitting()))

    def on_click(self, event: Click) -> None:
        at = event.x - self.styles.padding.left
        for entry in self._fitting():
            wide = _drawn(entry).cell_length
            if 0 <= at < wide:
                self.app.simulate_key(entry.keys[0])
            at -= wide + len(_GAP)

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
