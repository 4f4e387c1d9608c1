"""Noticing when torch imports a part of itself in a child, so that this time does not count as the code's."""

from __future__ import annotations

import sys
from typing import Any, Callable, Optional

PARTS = ("torch", "sympy")


class ImportNotice:
    """The first of the finders: it finds nothing, and calls `notify` once, when a module of PARTS is imported."""

    def __init__(self, notify: Callable[[], None]) -> None:
        self._notify: Optional[Callable[[], None]] = notify

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        if self._notify is not None and name.partition(".")[0] in PARTS:
            notify, self._notify = self._notify, None
            notify()


def notice(notify: Callable[[], None]) -> None:
    """Call `notify` when the next lazy import begins in this process."""
    sys.meta_path.insert(0, ImportNotice(notify))
