"""`quiz decks`."""

from __future__ import annotations

from collections import Counter

import click

from quiz.cli._complete import deck_names
from quiz.cli._context import as_json, home, print_json
from quiz.text.terminal import clean, line


@click.command("decks", short_help="List the decks.")
@click.argument("decks", nargs=-1, shell_complete=deck_names)
@as_json
def command(decks: tuple[str, ...], json_: bool) -> None:
    """The decks there are: cards, how many are drawn anew at each review or are answered in code, how many you know."""
    from quiz.ask import kinds

    here = home()
    found = here.decks(decks)
    with here.open_store() as store:
        collection = here.collection(store, found)
    counts, known = collection.counts(), collection.known()
    rows = [
        {
            "deck": deck.name,
            "title": deck.title,
            "about": deck.about,
            "path": deck.path,
            "requires": list(deck.requires),
            "cards": len(deck.cards),
            "kinds": dict(sorted(Counter(card.ask for card in deck.cards).items())),
            "drawn": sum(bool(card.draw) for card in deck.cards),
            "code": sum(kinds.kind(card.ask).RUNS for card in deck.cards),
            "seen": known[deck.name][0],
            "new": counts[deck.name].new,
            "learning": counts[deck.name].learning,
            "due": counts[deck.name].due,
        }
        for deck in found
    ]
    if json_:
        print_json(rows)
        return
    for row in rows:
        head = f"{row['deck']:10} {line(str(row['title']))}"
        count = f"{row['cards']} cards, {row['drawn']} drawn anew each time, {row['code']} in code, {row['seen']} seen"
        click.echo(f"{head}\n{'':10} {count}")
        click.echo(f"{'':10} {clean(str(row['path']))}")
