"""`quiz decks`: list the decks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quiz.cli._complete import deck_names
from quiz.cli._context import as_json, home, print_json
from quiz.cli._print import canvas, print_lines
from quiz.text.terminal import clean, line

if TYPE_CHECKING:
    from rich.text import Text

    from quiz.deck.model import Deck


@click.command("decks", short_help="List the decks.")
@click.argument("decks", nargs=-1, shell_complete=deck_names)
@as_json
def command(decks: tuple[str, ...], json_: bool) -> None:
    """List the decks: how many cards each has, how many of them you have seen, how many draw new numbers at each
    review, and how many are answered by writing code.
    """
    from quiz.app.hidden_decks import hidden_decks
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
            "hides": deck.shadows,
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
    print_lines(_lines(found, rows, here.library.shipped))
    for hidden in hidden_decks(here.library, found):
        if hidden.missing:
            click.echo(clean(f"note: {hidden}"))


def _lines(decks: Sequence[Deck], rows: Sequence[Mapping[str, Any]], shipped: Path) -> Iterator[Text]:
    """One line per deck; below it the path of a deck that is not shipped, and the shipped deck it replaces."""
    from quiz.text.plots.canvas import Ink, styled
    from quiz.text.plots.table import Column, columned

    numbers = ("cards", "seen", "drawn", "code")
    columns = (Column("deck", words=True), Column("title", words=True), *(Column(name) for name in numbers))
    table = [(row["deck"], line(str(row["title"])), *(f"{row[name]:,}" for name in numbers)) for row in rows]
    head, *body = columned(columns, table, canvas()) if table else [styled("  There are no decks.")]
    yield head
    for deck, text in zip(decks, body, strict=True):
        yield text
        if not Path(deck.path).is_relative_to(shipped):
            yield styled(f"    {clean(deck.path)}", Ink.FAINT)
        if deck.shadows:
            yield styled(f"    replaces the shipped deck {clean(deck.shadows)}", Ink.WARN)
