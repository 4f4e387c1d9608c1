"""Handling keys that arrive together one by one: the effect of a key is complete before the next is handled.

Textual passes a key to the focused widget, and runs the binding of a key that the widget does not want only after it
has been offered to everything around the widget. Of keys that were read together (from a slow line, a busy machine,
a paste without brackets) the second would be typed before Enter, the first, had submitted.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import takewhile
from typing import Any, Protocol, runtime_checkable

from textual.app import App
from textual.dom import DOMNode
from textual.events import Key, Paste
from textual.message_pump import MessagePump

BURST_S = 0.005
"""Keys that are closer together were not typed by hand, or were read together."""
SETTLE_S = 0.02
"""The rest of a burst may take this long to arrive."""
STUCK_S = 0.5
"""How often it is looked whether a key is still being handled: one whose widget is gone keeps no later key waiting."""
MOST_LOOKS = 20
"""A widget that takes longer keeps no later key waiting either. A stall of the machine counts as one look."""
BREAKS = ("enter",)


@runtime_checkable
class TakesLines(Protocol):
    """A widget that can distinguish the line break of a pasted text from Enter."""

    def break_line(self, following: str) -> bool:
        """Take a line break in a burst that continues with the text `following`; False when it is Enter."""


class KeyQueue:
    """`dispatch(event)` passes an event on as the app does. All is called on the app's task."""

    def __init__(self, app: App[Any], dispatch: Callable[[Key | Paste], Awaitable[None]]) -> None:
        self._app = app
        self._dispatch = dispatch
        self._waiting: deque[Key | Paste] = deque()
        self._busy = 0
        self._handling: MessagePump = app
        self._count = 0
        self._last_at = 0.0
        self._arrived: Key | None = None

    async def put(self, event: Key | Paste) -> None:
        """Pass the event on at once, or after those before it."""
        if isinstance(event, Key) and event.key == "ctrl+j":
            if self._arrived is not None and self._arrived.key == "enter" and event.time - self._arrived.time < BURST_S:
                return  # both ends of a line: one line break
            # A line feed is what some terminals, and pastes, send for Enter.
            event, at = Key("enter", "\r"), event.time
            event.time = at
        self._arrived = event if isinstance(event, Key) else None
        self._waiting.append(event)
        if not self._busy:
            await self._next()

    async def _next(self) -> None:
        if not self._waiting or not self._app.is_running:
            return
        self._count += 1
        self._busy = number = self._count
        event = self._waiting[0]
        in_burst = event.time - self._last_at < BURST_S or len(self._waiting) > 1
        self._last_at = event.time
        focused = self._app.focused
        if in_burst and isinstance(event, Key) and event.key in BREAKS and isinstance(focused, TakesLines):
            self._app.set_timer(SETTLE_S, lambda: self._app.call_later(self._break, focused))
        else:
            self._waiting.popleft()
            await self._pass_on(event, number)

    async def _break(self, focused: TakesLines) -> None:
        """Decide about a line break, now that the rest of the burst has arrived."""
        event = self._waiting.popleft()
        keys = takewhile(lambda later: isinstance(later, Key), self._waiting)
        following = "".join("\n" if later.key in BREAKS else later.character or "" for later in keys)  # type: ignore[union-attr]
        if following.strip() and focused.break_line(following):
            await self._done(self._busy)
        else:
            await self._pass_on(event, self._busy)

    async def _pass_on(self, event: Key | Paste, number: int) -> None:
        target: DOMNode = self._app.focused or self._app.screen
        typed = isinstance(event, Key) and target.check_consume_key(event.key, event.character)
        self._handling = target
        self._look_after(number, MOST_LOOKS)
        await self._dispatch(event)
        self._follow(iter([target] if typed else target.ancestors_with_self), number)

    def _look_after(self, number: int, looks: int) -> None:
        """Go on to the next key if what handles this one has gone, or still does so after as many looks."""
        asyncio.get_running_loop().call_later(STUCK_S, self._look, number, looks)

    def _look(self, number: int, looks: int) -> None:
        if number != self._busy:
            return
        if looks > 1 and self._handling.is_running and self._handling.is_attached:
            self._look_after(number, looks - 1)
        else:
            self._app.call_later(self._done, number)

    def _follow(self, nodes: Any, number: int) -> None:
        """Wait until each of these has handled its messages, from the widget up to the app."""
        if number != self._busy:
            return  # it took too long
        for node in nodes:
            if isinstance(node, MessagePump) and node.call_later(self._follow, nodes, number):
                self._handling = node
                return
        self._app.call_later(self._done, number)

    async def _done(self, number: int) -> None:
        if number == self._busy:
            self._busy = 0
            await self._next()
