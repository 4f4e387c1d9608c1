"""`quiz undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quiz.cli._context import as_json, home, now, print_json

if TYPE_CHECKING:
    from quiz.store.store import Undone


@click.command("undo", short_help="Take back the last answer of today.")
@as_json
def command(json_: bool) -> None:
    """Take back the last thing done today: an answer, or what was done to cards, to one or to many. May be repeated."""
    here = home()
    with here.open_store() as store:
        undone = store.undo(now(), here.settings.rollover)
    if json_:
        event = undone.event if undone is not None else None
        cards = sorted(undone.rows) if undone is not None else []
        told = {"event": event.id, "kind": event.kind, "card": event.card, "cards": cards} if event else None
        print_json({"undone": told})
    elif undone is None:
        click.echo("There is nothing of today to undo.")
    else:
        click.echo(f"Undone: the {undone.event.kind}{_of(undone)}.")


def _of(undone: Undone) -> str:
    if len(undone.rows) > 1:
        return f" of {len(undone.rows):,} cards"
    return f" of {undone.event.card}" if undone.event.card else ""
