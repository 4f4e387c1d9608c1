"""`quiz disputes`: list the disputed verdicts."""

from __future__ import annotations

import click

from quiz.cli._context import as_json, home, print_json


@click.command("disputes", short_help="List the verdicts that you disputed.")
@as_json
def command(json_: bool) -> None:
    """List the verdicts that you disputed, with all that the deck's author needs to reproduce them."""
    from quiz.review.dispute_text import dispute_text
    from quiz.schedule.day import day_text
    from quiz.store.log.events import EventKind

    with home().open_store() as store:
        events = store.standing(EventKind.DISPUTE)
    rows = [{"card": e.card, "day": day_text(e.study_day), "at_ms": e.at_ms, **e.body} for e in events]
    if json_:
        print_json(rows)
        return
    for row in rows:
        click.echo(dispute_text(row["card"], row, row["day"]))
    if not rows:
        click.echo("No disputes. In a review `d` (in plain lines `:dispute`) disputes a verdict.")
