"""`quiz review`."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from quiz.cli._open import device_option, home, now, python_option


@click.command("review", short_help="Review what is due.")
@click.argument("decks", nargs=-1)
@click.option("--plain", is_flag=True, help="Plain lines instead of the whole screen; also where there is no terminal.")
@click.option("--seed", type=int, help="Derive the seed of every question from this number.")
@click.option("--ask-rating", is_flag=True, help="In plain mode, ask for a rating after each answer.")
@python_option
@device_option
@click.pass_context
def command(
    ctx: click.Context,
    decks: tuple[str, ...],
    plain: bool,
    seed: int | None,
    ask_rating: bool,
    python: str,
    device: str,
) -> None:
    """Review what is due in DECKS (names or paths), in all decks where none is named."""
    if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
        _plain(decks, seed, ask_rating, python, device)
        return
    from quiz.tui.app import run

    ctx.exit(run(decks, review=True, seed=seed, python=python, device=device))


def _plain(words: tuple[str, ...], seed: int | None, ask_rating: bool, python: str, device: str) -> None:
    from quiz.plain import Plain
    from quiz.seeds import seeds
    from quiz.session import Session

    here = home()
    with here.engine(python, device) as engine:
        engine.prepare()  # torch loads while the decks are read
        decks = here.decks(words)
        with here.open_store() as store:
            collection = here.collection(store, decks)
            session = Session(collection, tuple(deck.name for deck in decks) if words else (), seeds(seed))
            options = collection.rules.options
            Plain(session, store, engine, options, now, _line_reader(), click.echo, ask_rating).run()


def _line_reader() -> Callable[[str], str | None]:
    """Lines of the terminal, with its editing keys; of a pipe, without prompts."""
    if sys.stdin.isatty():
        import readline  # noqa: F401 (gives input() its editing keys)

        def typed(prompt: str) -> str | None:
            try:
                return input(prompt)
            except EOFError:
                click.echo()
                return None

        return typed

    def piped(prompt: str) -> str | None:
        text = sys.stdin.readline()
        return text.rstrip("\n") if text else None

    return piped
