"""`quiz try`: show one card with its truth, or judge an answer to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from quiz.cli._complete import deck_names
from quiz.cli._context import as_json, device_option, home, print_json, python_option
from quiz.text.terminal import clean

if TYPE_CHECKING:
    from quiz.deck.model import Card
    from quiz.engine.client import Engine


@click.command("try", short_help="Show one card with its truth.")
@click.argument("card", shell_complete=deck_names)
@click.option("--seed", type=int, default=0, show_default=True, help="Which draw to show.")
@click.option(
    "--answer", "answers", multiple=True, help="Judge this answer as a review would; once for each of several blanks."
)
@click.option(
    "--answer-file", type=click.File(encoding="utf-8"), help="Judge the answer in this file; - is the standard input."
)
@click.option("--draws", type=click.IntRange(1, 1000), default=1, help="So many draws side by side, from --seed on.")
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write the card as one page that stands by itself.",
)
@click.option("--show-program", is_flag=True, help="Print what is run: with the answer, or with a right one.")
@python_option
@device_option
@as_json
@click.pass_context
def command(
    ctx: click.Context,
    card: str,
    seed: int,
    answers: tuple[str, ...],
    answer_file: TextIO | None,
    show_program: bool,
    draws: int,
    page: Path | None,
    python: str,
    device: str,
    json_: bool,
) -> None:
    """Show one CARD (deck/card, or path/to/deck.yaml/card) as it is asked, with its truth and beliefs.

    For a card that asks for code, its stated answers are judged too. Nothing is recorded. Exits 1 when the card
    is broken, or when the answer given is not right.
    """
    from quiz.library.find_cards import card_at

    if answers and answer_file is not None:
        raise click.UsageError("--answer and --answer-file both give an answer: leave one out.")
    given = _given(answers, answer_file)
    if given is not None and (draws > 1 or page is not None):
        raise click.UsageError("an answer is judged on one draw: leave out --draws and --html.")

    here = home()
    found = card_at(here.library, card)
    with here.engine(python, device, keep=True) as engine:
        engine.prepare()
        if draws > 1 or page is not None:
            ctx.exit(_side_by_side(engine, found, range(seed, seed + draws), page, json_))
        from quiz.app import grade  # while torch is loaded

        shown = grade.show(engine, found, seed, given, program=show_program)
    if json_:
        print_json(shown.wire())
    else:
        for line in shown.lines():
            click.echo(clean(line))
    ctx.exit(shown.exit_code)


def _side_by_side(engine: Engine, card: Card, seeds: range, page: Path | None, json_: bool) -> int:
    """Show many draws, or write them to a page; the exit code."""
    from quiz.app import card_page, grade, variants

    tried = grade.show_all(engine, card, seeds)
    if page is not None:
        page.write_text(card_page.page(tried, grade.pictures(engine, tried)), "utf-8")
        click.echo(f"wrote {page}")
    elif json_:
        print_json([one.wire() for one in tried])
    else:
        for line in (*variants.variant_lines(tried), *variants.belief_lines(tried)):
            click.echo(clean(line))
    return max(one.exit_code for one in tried)


def _given(answers: tuple[str, ...], file: TextIO | None) -> str | list[str] | None:
    if file is None:
        return answers[0] if len(answers) == 1 else list(answers) or None
    try:
        return file.read()
    except UnicodeDecodeError:
        raise click.UsageError("the answer file is not UTF-8.") from None
