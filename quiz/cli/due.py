"""`quiz due`."""

from __future__ import annotations

from dataclasses import asdict

import click

from quiz.cli._open import as_json, home, print_json


@click.command("due", short_help="What today still brings, by deck.")
@click.argument("decks", nargs=-1)
@as_json
def command(decks: tuple[str, ...], json_: bool) -> None:
    """What today still brings, by deck: new cards, cards in their learning steps, reviews that are due.

    Each deck is counted as if it were reviewed alone, all of them together within the day's limits.
    """
    from quiz.schedule.day import day_text
    from quiz.schedule.policy import forecast

    here = home()
    found = here.decks(decks)
    with here.open_store() as store:
        collection = here.collection(store, found)
    counts = collection.counts()
    shown = {deck.name: counts[deck.name] for deck in found}
    total = collection.total(shown)
    if json_:
        named = [entry for entry in collection.entries if entry.deck in shown]
        ahead = {day_text(day): count for day, count in forecast(named, collection.today).items()}
        rows = {name: asdict(row) for name, row in shown.items()}
        print_json({"day": day_text(collection.today), **asdict(total), "decks": rows, "ahead": ahead})
        return
    for name, row in shown.items():
        click.echo(f"{name:12} {row.new:4} new {row.learning:4} learning {row.due:4} due")
    click.echo(f"{'all':12} {total.new:4} new {total.learning:4} learning {total.due:4} due")
