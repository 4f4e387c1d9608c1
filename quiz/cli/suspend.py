"""`quiz suspend`: stop asking cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quiz.cli._search import bulk

if TYPE_CHECKING:
    from quiz.store.log.events import EventKind


@bulk("suspend", "Suspend cards: they are not asked.", "suspended")
def command() -> tuple[EventKind, dict[str, Any]]:
    """Suspend the cards that SEARCH finds: they are not asked until `quiz unsuspend`."""
    from quiz.store.log.events import EventKind

    return EventKind.SUSPEND, {}
