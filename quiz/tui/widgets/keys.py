"""The last line of a screen: what the keys do now. One line drawn at once, where a widget a key would cost each screen
and each verdict ten milliseconds."""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding
from textual.content import Content
from textual.style import Style
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
        items = list(self._items())
        while len(items) > 1 and _wide(items) > self.content_size.width:
            # The last one goes first, but for the one that leads to all.
            del items[-2 if items[-1][0] == HELP else -1]
        return Content(_GAP).join(item for _, item in items)

    def _items(self) -> Iterator[tuple[str, Content]]:
        shown = set()
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and binding.action not in shown:
                shown.add(binding.action)
                yield binding.description, self._item(binding, enabled)

    def _item(self, binding: Binding, enabled: bool) -> Content:
        name = plain(self.app.get_key_display(binding), "bold $text-accent")
        item = name + plain(f" {binding.description}")
        click = Style.from_meta({"@click": f"app.simulate_key({binding.key!r})"})
        return (item if enabled else item.stylize("dim")).stylize(click)


def _wide(items: list[tuple[str, Content]]) -> int:
    return sum(item.cell_length for _, item in items) + len(_GAP) * (len(items) - 1)
