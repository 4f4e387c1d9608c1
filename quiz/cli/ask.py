"""`quiz ask`: print questions for other front ends."""

from __future__ import annotations

import click

from quiz.cli._complete import deck_names
from quiz.cli._context import as_json, device_option, home, print_json, python_option
from quiz.text.terminal import clean


@click.command("ask", short_help="Print questions, for other front ends.")
@click.argument("decks", nargs=-1, shell_complete=deck_names)
@click.option("--seed", type=int, default=0, show_default=True, help="Derive every question's seed from this number.")
@click.option("--count", type=click.IntRange(1), help="How many questions; one per card by default.")
@python_option
@device_option
@as_json
def command(decks: tuple[str, ...], seed: int, count: int | None, python: str, device: str, json_: bool) -> None:
    """Print questions of DECKS (names, paths or deck/card), without their answers: one JSON line each with --json.

    `quiz grade` judges the answers. Nothing is recorded.
    """
    from quiz.ask.seeds import session_seeds
    from quiz.library.find_cards import cards_of

    here = home()
    cards = cards_of(here.library, decks)
    with here.engine(python, device, keep=True) as engine:
        engine.prepare()
        from quiz.app import grade  # while torch is loaded

        for asked in grade.ask_all(engine, cards[:count], session_seeds(seed)):
            if json_:
                print_json(asked.wire())
            else:
                for line in asked.lines():
                    click.echo(clean(line))
                click.echo()
