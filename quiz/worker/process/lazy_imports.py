"""Noticing when torch imports a part of itself in a child, so that this time does not count as the code's."""

from __future__ import annotations

import sys
from typing import Any, Callable, Optional

PARTS = ("torch", "sympy")


class ImportNotice:
    """The first of the finders: it finds nothing, and calls `notify` once, when a module of PARTS is imported."""

    def __init__(self) -> None:
        self.notify: Optional[Callable[[], None]] = None

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        if self.notify is not None and name.partition(".")[0] in PARTS:
            notify, self.notify = self.notify, None
            notify()


# In the finders from the start: adding it in each child would copy pages.
_NOTICE = ImportNotice()
sys.meta_path.insert(0, _NOTICE)


def notice(notify: Optional[Callable[[], None]]) -> None:
    """Call `notify`, if any, when the next lazy import begins in this process."""
    _NOTICE.notify = notify
