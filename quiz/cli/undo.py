"""`quiz undo`: undo the last action of today."""

from __future__ import annotations

import click

from quiz.cli._context import as_json, home, now, print_json


@click.command("undo", short_help="Undo the last action of today.")
@as_json
def command(json_: bool) -> None:
    """Undo the last action of today: an answer, or what was done to one or many cards. May be repeated."""
    from quiz.review import messages

    here = home()
    with here.open_store() as store:
        undone = store.undo(now(), here.settings.rollover)
    if json_:
        event = undone.event if undone is not None else None
        cards = sorted(undone.rows) if undone is not None else []
        shown = {"event": event.id, "kind": event.kind, "card": event.card, "cards": cards} if event else None
        print_json({"undone": shown})
    else:
        click.echo(messages.NO_UNDO if undone is None else messages.undone(undone.event.kind, list(undone.rows)))
