"""The last line of a screen: what the keys do now.

It is drawn as one: a widget for each key costs every new screen and every verdict ten milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding
from textual.content import Content
from textual.events import Click
from textual.widget import Widget

from quiz.tui.prose import plain

HELP = "Help"
"""What stays in sight on the narrowest screen: the way to all other keys."""
_GAP = "  "


class Keys(Widget):
    """The bindings of the screen that are active and meant to be shown, in their order; each can be clicked."""

    DEFAULT_CSS = "Keys { dock: bottom; height: 1; padding: 0 1; }"
    ALLOW_SELECT = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh(), immediate=True)

    def render(self) -> Content:
        return Content(_GAP).join(self._drawn(binding, enabled) for binding, enabled in self._fitting())

    def on_click(self, event: Click) -> None:
        at = event.x - self.styles.padding.left
        for binding, enabled in self._fitting():
            wide = self._drawn(binding, enabled).cell_length
            if 0 <= at < wide:
                self.app.simulate_key(binding.key)
            at -= wide + len(_GAP)

    def _fitting(self) -> list[tuple[Binding, bool]]:
        """Those that have room; the last one goes first, but for the one that leads to all."""
        shown = list(self._shown())
        wide = [self._drawn(*one).cell_length + len(_GAP) for one in shown]
        while len(shown) > 1 and sum(wide) - len(_GAP) > self.content_size.width:
            last = max(at for at, (binding, _) in enumerate(shown) if binding.description != HELP)
            del shown[last], wide[last]
        return shown

    def _shown(self) -> Iterator[tuple[Binding, bool]]:
        actions = set()
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and binding.action not in actions:
                actions.add(binding.action)
                yield binding, enabled

    def _drawn(self, binding: Binding, enabled: bool) -> Content:
        item = plain(self.app.get_key_display(binding), "bold $text-accent") + plain(f" {binding.description}")
        return item if enabled else item.stylize("dim")
