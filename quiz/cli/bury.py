"""`quiz bury`: put cards off until tomorrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from quiz.cli._search import bulk

if TYPE_CHECKING:
    from quiz.store.log.events import EventKind

OFF = click.option("--off", is_flag=True, help="Unbury them: show them again today.")


@bulk("bury", "Put cards off until tomorrow.", "buried (or shown again)", OFF)
def command(off: bool) -> tuple[EventKind, dict[str, Any]]:
    """Put the cards that SEARCH finds off until tomorrow."""
    from quiz.store.log.events import EventKind

    return EventKind.BURY, {"until": 0} if off else {}
