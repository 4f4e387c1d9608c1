"""`quiz try`."""

from __future__ import annotations

import click

from quiz.cli._open import as_json, device_option, home, print_json, python_option
from quiz.display import clean


@click.command("try", short_help="Show one card with its truth.")
@click.argument("card")
@click.option("--seed", type=int, default=0, show_default=True, help="Which draw to show.")
@click.option("--answer", "given", help="Judge this answer as a review would; nothing is recorded.")
@python_option
@device_option
@as_json
@click.pass_context
def command(ctx: click.Context, card: str, seed: int, given: str | None, python: str, device: str, json_: bool) -> None:
    """Show one CARD (deck/card, or path/to/deck.yaml/card) as it is asked, with its truth and beliefs.

    Exits 1 when the card is broken, or when the answer given is not right.
    """
    from quiz import grading

    here = home()
    found = grading.card_at(here.library, card)
    with here.engine(python, device) as engine:
        shown = grading.show(engine, found, seed, given)
    if json_:
        print_json(shown.wire())
    else:
        for line in shown.lines():
            click.echo(clean(line))
    ctx.exit(shown.exit_code)
