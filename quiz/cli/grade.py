"""`quiz grade`: judge answers given as JSON lines."""

from __future__ import annotations

import sys

import click

from quiz.cli._complete import deck_names
from quiz.cli._context import as_json, device_option, home, print_json, python_option


@click.command("grade", short_help="Judge answers given as JSON lines.")
@click.argument("decks", nargs=-1, shell_complete=deck_names)
@python_option
@device_option
@as_json
@click.pass_context
def command(ctx: click.Context, decks: tuple[str, ...], python: str, device: str, json_: bool) -> None:
    """Judge answers to the cards of DECKS: a JSON line for each in, a JSON verdict for each out, in order.

    Nothing is recorded.

    A line in is {"card": "deck/card", "seed": 7, "answer": "..."}; the seed is the one `quiz ask --json` gave. It may
    also have the digest: a card that has changed since gives the error `changed-card`. All other fields are returned.

    Exits 1 when a line was not JSON, 5 when torch cannot be run.
    """
    from quiz.app import grade
    from quiz.library.find_cards import cards_of

    here = home()
    cards = grade.by_id(cards_of(here.library, decks))
    readable = True
    with here.engine(python, device, keep=True) as engine:
        engine.start()
        for row in sys.stdin.buffer:
            if row.strip():
                verdict = grade.grade_line(engine, cards, row)
                readable = readable and verdict.get("code") != grade.NOT_JSON
                print_json(verdict)
    ctx.exit(0 if readable else 1)
