"""`quiz flag`: mark cards with a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from quiz.cli._search import bulk

if TYPE_CHECKING:
    from quiz.store.log.events import EventKind

NUMBER = click.argument("number", type=click.IntRange(0, 7))


@bulk("flag", "Mark cards with one of seven flags.", "marked with flag {number}", NUMBER)
def command(number: int) -> tuple[EventKind, dict[str, Any]]:
    """Mark the cards that SEARCH finds with flag NUMBER, from 1 to 7; 0 removes the flag."""
    from quiz.store.log.events import EventKind

    return EventKind.FLAG, {"flag": number}
