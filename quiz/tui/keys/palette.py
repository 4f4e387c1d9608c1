"""The command palette: the actions possible now, one line each, with their keys."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from quiz.tui.style.content import MUTED, plain

if TYPE_CHECKING:
    from textual.screen import Screen

WIDTH = 60
_MARGINS = 8


class NamedCommands(Provider):
    """`App.get_system_commands` as lines: the name on the left, the key on the right."""

    async def discover(self) -> Hits:
        for command in self._commands():
            yield DiscoveryHit(self._line(Content(command.title), command.help), command.callback)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            if (score := matcher.match(command.title)) > 0:
                yield Hit(score, self._line(matcher.highlight(command.title), command.help), command.callback)

    def _commands(self) -> list[SystemCommand]:
        screen: Screen[object] = self.screen
        return list(self.app.get_system_commands(screen))

    def _line(self, title: Content, key: str) -> Content:
        room = max(min(WIDTH, self.app.size.width) - _MARGINS, 8)
        shown = title.truncate(max(room - len(key) - 2, 1), ellipsis=True)
        return shown + Content(" " * max(room - shown.cell_length - len(key), 1)) + plain(key, MUTED)


def can_suspend() -> bool:
    """Whether there is a shell that will continue when this process stops, and can resume it.

    A shell with job control makes each command a process group. A script, a launcher or a terminal that runs nothing
    else does not: stopped there, the quiz would stay frozen.
    """
    if not hasattr(signal, "SIGTSTP") or not hasattr(os, "getpgrp"):
        return False
    try:
        of_parent, session = os.getpgid(os.getppid()), os.getsid(0)
        return os.getpgrp() == os.getpid() != session == os.getsid(os.getppid()) and of_parent != os.getpgrp()
    except OSError:
        return False
