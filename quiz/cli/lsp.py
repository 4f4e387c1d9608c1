"""`quiz lsp`: the language server for decks, which an editor starts."""

from __future__ import annotations

import click

from quiz.cli._context import home


@click.command(short_help="Show an editor what is wrong with a deck, and what torch gives.")
@click.option("--stdio", is_flag=True, help="Nothing else is possible; editors that insist on saying so may.")
def command(stdio: bool) -> None:
    """The language server for decks, on stdin and stdout; an editor starts it.

    It shows what `quiz check` finds while a deck is written, what torch gives for code, beliefs and options, completes
    fields, names of torch and ids, and renames cards. How to point an editor at it: docs/editors.md.
    """
    from quiz.errors import QuizError

    try:
        from quiz.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        fix = "Install it, in the folder of the quiz: pip install '.[lsp]'"
        raise QuizError("the language server needs pygls, which is not installed", fix=fix) from None
    serve(home())
