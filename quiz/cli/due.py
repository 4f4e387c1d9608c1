"""`quiz due`: what is left for today, by deck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quiz.cli._complete import deck_names
from quiz.cli._context import as_json, home, print_json
from quiz.text.cells import cell_width, padded
from quiz.text.terminal import clean

if TYPE_CHECKING:
    from quiz.schedule.policy import DeckCounts


@click.command("due", short_help="What is left for today, by deck.")
@click.argument("decks", nargs=-1, shell_complete=deck_names)
@as_json
def command(decks: tuple[str, ...], json_: bool) -> None:
    """What is left for today, by deck: new cards, cards in their learning steps, reviews that are due.

    The new cards of all decks together keep to the day's limit; decks that are named are each counted as if reviewed
    alone. Cards put off are due too, but beyond the limit of reviews. Siblings are due too, but another card of their
    group is asked today. Cards that torch could not run when last tried are listed, but not counted.
    """
    from quiz.collection.snapshot import scheduled
    from quiz.review import messages
    from quiz.schedule.day import day_text
    from quiz.schedule.policy import forecast

    here = home()
    found = here.decks(decks)
    with here.open_store() as store:
        collection = here.collection(store, found)
        named = scheduled(store, collection, [deck.name for deck in found]) if json_ else []
    names = {deck.name for deck in found}
    aside = {card: why for card, why in collection.snapshot.aside.items() if card.partition("/")[0] in names}
    counts, locked = collection.counts() if decks else collection.shares(), collection.locked()
    shown = {deck.name: counts[deck.name] for deck in found}
    total = collection.total(shown if decks else ())
    if json_:
        days = forecast(named, collection.today, collection.until_ms, collection.buried_siblings)
        ahead = {day_text(day): count for day, count in days.items()}
        rows = {
            name: _counts(row) | {"locked": locked[name]._asdict() if name in locked else None}
            for name, row in shown.items()
        }
        print_json({"day": day_text(collection.today), **_counts(total), "decks": rows, "ahead": ahead, "aside": aside})
        return
    wide = max(12, *(cell_width(name) for name in shown)) if shown else 12
    for name, row in [*shown.items(), ("all", total)]:
        late = f"  {row.deferred} put off" if row.deferred else ""
        late += f"  {messages.siblings_text(row.buried_siblings)}" if row.buried_siblings else ""
        lock = locked.get(name)
        wait = f"  locked: learn {lock.needed - lock.passed} more of {lock.requires}" if lock else ""
        click.echo(f"{padded(name, wide)} {row.new:4} new {row.learning:4} learning {row.due:4} due{late}{wait}")
    for message in messages.not_asked(aside):
        click.echo(clean(message))


def _counts(counts: DeckCounts) -> dict[str, int]:
    return {
        "new": counts.new,
        "learning": counts.learning,
        "due": counts.due,
        "put_off": counts.deferred,
        "siblings_held_back": counts.buried_siblings,
    }
