"""`quiz undo`."""

from __future__ import annotations

import click

from quiz.cli._open import as_json, home, now, print_json


@click.command("undo", short_help="Take back the last answer of today.")
@as_json
def command(json_: bool) -> None:
    """Take back the last answer, or the last suspending, burying or flagging, of today. May be repeated."""
    here = home()
    with here.open_store() as store:
        undone = store.undo(now(), here.settings.rollover)
    if json_:
        event = undone.event if undone is not None else None
        print_json({"undone": {"event": event.id, "kind": event.kind, "card": event.card} if event else None})
    elif undone is None:
        click.echo("There is nothing of today to undo.")
    else:
        click.echo(f"Undone: the {undone.event.kind} of {undone.event.card}.")
