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
        for one in self._fitting():
            wide = _drawn(one).cell_length
            if 0 <= at < wide:
                self.app.simulate_key(one.keys[0])
            at -= wide + len(_GAP)

    def _fitting(self) -> list[LiveBinding]:
        """The bindings that fit; the last one is dropped first, except the one that leads to all."""
        shown = list(each_once(one for one in live(self.screen) if one.binding.show))
        wide = [_drawn(one).cell_length + len(_GAP) for one in shown]
        while len(shown) > 1 and sum(wide) - len(_GAP) > self.content_size.width:
            last = max(at for at, one in enumerate(shown) if one.binding.description != HELP)
            del shown[last], wide[last]
        return shown


def _drawn(one: LiveBinding) -> Content:
    item = plain(one.key, "bold $text-accent") + plain(f" {one.binding.description}")
    return item if one.enabled else item.stylize("dim")
