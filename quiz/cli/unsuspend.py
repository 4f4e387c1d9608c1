"""`quiz unsuspend`: ask suspended cards again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quiz.cli._search import bulk

if TYPE_CHECKING:
    from quiz.store.log.events import EventKind


@bulk("unsuspend", "Ask suspended cards again.", "unsuspended")
def command() -> tuple[EventKind, dict[str, Any]]:
    """Ask the suspended cards that SEARCH finds again, leeches too."""
    from quiz.store.log.events import EventKind

    return EventKind.UNSUSPEND, {}
