"""`quiz reset`: make cards new again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quiz.cli._search import bulk

if TYPE_CHECKING:
    from quiz.store.log.events import EventKind


@bulk("reset", "Make cards new again; their history is kept.", "new again")
def command() -> tuple[EventKind, dict[str, Any]]:
    """Make the cards that SEARCH finds new again, neither suspended nor buried. Their history is kept."""
    from quiz.store.log.events import EventKind

    return EventKind.RESET, {}
