"""`quiz unsuspend`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quiz.cli._search import bulk

if TYPE_CHECKING:
    from quiz.store.log.events import EventKind


@bulk("unsuspend", "Bring suspended cards back.", "brought back")
def command() -> tuple[EventKind, dict[str, Any]]:
    """Bring the suspended cards that SEARCH finds back into the reviews, leeches too."""
    from quiz.store.log.events import EventKind

    return EventKind.UNSUSPEND, {}
