"""`quiz suspend`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quiz.cli._search import bulk

if TYPE_CHECKING:
    from quiz.store.log.events import EventKind


@bulk("suspend", "Take cards out of the reviews.", "suspended")
def command() -> tuple[EventKind, dict[str, Any]]:
    """Take the cards that SEARCH finds out of the reviews, until `quiz unsuspend` brings them back."""
    from quiz.store.log.events import EventKind

    return EventKind.SUSPEND, {}
