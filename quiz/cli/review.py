"""`quiz review`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from quiz.cli._complete import deck_names
from quiz.cli._context import device_option, home, now, python_option
from quiz.errors import NotFound
from quiz.text.numbers import counted

if TYPE_CHECKING:
    from quiz.collection.collection import Collection
    from quiz.schedule.cram import Cram
    from quiz.store.store import Store

MOST = 9999


@click.command("review", short_help="Review what is due.")
@click.argument("decks", nargs=-1, shell_complete=deck_names)
@click.option("--plain", is_flag=True, help="Plain lines instead of the whole screen; also where there is no terminal.")
@click.option("--seed", type=int, help="Derive the seed of every question from this number.")
@click.option("--more", type=click.IntRange(0, MOST), default=0, help="Raise today's limit of new cards by this many.")
@click.option(
    "--more-reviews", type=click.IntRange(0, MOST), default=0, help="Raise today's limit of reviews by this many."
)
@click.option(
    "--cram",
    is_flag=True,
    help="Go through the cards that a search finds, due or not; nothing is scheduled or recorded.",
)
@click.option("--ask-rating", is_flag=True, help="In plain mode, ask for a rating after each answer.")
@python_option
@device_option
@click.pass_context
def command(
    ctx: click.Context,
    decks: tuple[str, ...],
    plain: bool,
    seed: int | None,
    more: int,
    more_reviews: int,
    cram: bool,
    ask_rating: bool,
    python: str,
    device: str,
) -> None:
    """Review what is due in DECKS (names or paths), in all decks where none is named; or go along a path through the
    decks by its name, such as first-steps.

    A deck opened by its name brings its new cards even where it is locked. With --cram the words are a search instead,
    such as `deck:gather is:leech`.
    """
    if cram and (more or more_reviews):
        raise click.UsageError("--more raises the limits of a day, and --cram knows none: give one of them.")
    if more or more_reviews:
        _ask_for_more(more, more_reviews)
    if cram or plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
        _plain(decks, seed, cram, ask_rating, python, device)
        return
    from quiz.tui.launch import run

    ctx.exit(run(decks, review=True, seed=seed, python=python, device=device))


def _ask_for_more(new: int, reviews: int) -> None:
    """Today only; it holds for every session of this study day."""
    from quiz.store.log.events import EventKind

    here = home()
    asked = {name: count for name, count in (("new", new), ("reviews", reviews)) if count}
    with here.open_store() as store:
        store.note(EventKind.MORE, asked, now(), options=here.settings.options())


def _plain(words: tuple[str, ...], seed: int | None, cram: bool, ask_rating: bool, python: str, device: str) -> None:
    from quiz.ask.seeds import session_seeds
    from quiz.library.learning_path import named as named_trail
    from quiz.plain.line_mode import Plain
    from quiz.review import messages
    from quiz.review.session import Session

    here = home()
    with here.engine(python, device) as engine:
        engine.prepare()  # torch loads while the decks are read
        trail = None if cram else named_trail(here.library.shipped, words)
        decks = here.decks(() if cram or trail is not None else words)
        with here.open_store() as store:
            collection = here.collection(store, decks)
            named = tuple(deck.name for deck in decks) if words and not cram and trail is None else ()
            locked = collection.locked()
            for deck in named:
                if deck in locked:
                    click.echo(messages.locked(deck, locked[deck]))
            practice = _cram(store, collection, words, seed) if cram else None
            path = trail.present(collection.cards) if trail is not None else ()
            session = Session(collection, named, session_seeds(seed), practice, path)
            options = collection.rules.options
            Plain(session, store, engine, options, now, _line_reader(), click.echo, ask_rating).run()


def _cram(store: Store, collection: Collection, words: Sequence[str], seed: int | None) -> Cram:
    """The cards that the search finds, suspended ones too. Raises SearchError, NotFound."""
    from quiz.ask.seeds import random_seed
    from quiz.schedule.cram import Cram
    from quiz.search import Catalog, parse
    from quiz.store.queries import search

    query, catalog = parse(" ".join(words)), Catalog(collection.decks)
    ids = search.find(
        store,
        query,
        catalog,
        collection.today,
        collection.rules.options,
        until_ms=collection.until_ms,
        buried_siblings=collection.buried_siblings,
    )
    found = [card for card in ids if card in collection.cards]
    if not found:
        raise NotFound(
            "no card is found by this search", fix="`quiz browse` takes the same words, and lists the cards."
        )
    click.echo(f"Cram: {counted(len(found), 'card')}, in any order. Nothing of it is recorded.")
    return Cram(found, random_seed() if seed is None else seed, collection.rules.options.rollover_min)


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
