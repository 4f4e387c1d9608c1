"""`quiz review`: review what is due, in the terminal or as plain lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from quiz.cli._complete import deck_names
from quiz.cli._context import device_option, home, now, python_option
from quiz.errors import NotFound
from quiz.text.numbers import counted
from quiz.text.terminal import is_dumb

if TYPE_CHECKING:
    from quiz.app.home import Home
    from quiz.review.session import Session
    from quiz.schedule.options import Options
    from quiz.store.store import Store

MOST = 9999


@click.command("review", short_help="Review what is due.")
@click.argument("decks", nargs=-1, shell_complete=deck_names)
@click.option(
    "--plain", is_flag=True, help="Plain lines instead of the whole screen; also used when there is no terminal."
)
@click.option("--seed", type=int, help="Derive the seed of every question from this number.")
@click.option("--more", type=click.IntRange(0, MOST), default=0, help="Raise today's limit of new cards by this many.")
@click.option(
    "--more-reviews", type=click.IntRange(0, MOST), default=0, help="Raise today's limit of reviews by this many."
)
@click.option(
    "--cram",
    is_flag=True,
    help="Practise the cards that a search finds, due or not; nothing is scheduled or recorded.",
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
    """Review what is due in DECKS (names, paths or deck/card), in all decks if none is named; or go along a path
    through the decks by its name, such as first-steps.

    A deck opened by its name asks its new cards even if it is locked. With --cram the words are a search instead,
    such as `deck:gather is:leech`.
    """
    if cram and (more or more_reviews):
        raise click.UsageError("--more raises the daily limits, and --cram has none: give only one of them.")
    if more or more_reviews:
        _ask_for_more(more, more_reviews)
    if not plain and sys.stdin.isatty() and is_dumb(os.environ):
        click.echo("quiz: this terminal (TERM=dumb) cannot show the whole screen, so here are plain lines.", err=True)
        plain = True
    if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
        _plain(ctx, decks, seed, cram, ask_rating, python, device)
        return
    from quiz.tui.launch import run

    if cram:
        ctx.exit(run(review=True, cram=_searched(decks), seed=seed, python=python, device=device))
    ctx.exit(run(decks, review=True, seed=seed, python=python, device=device))


def _ask_for_more(new: int, reviews: int) -> None:
    """Raise today's limits; this applies to every session of this study day."""
    from quiz.store.log.events import EventKind

    here = home()
    asked = {name: count for name, count in (("new", new), ("reviews", reviews)) if count}
    with here.open_store() as store:
        store.note(EventKind.MORE, asked, now(), options=here.settings.options())


def _searched(words: tuple[str, ...]) -> tuple[str, ...]:
    """The cards that the search finds. Raises SearchError, NotFound."""
    here = home()
    with here.open_store() as store:
        return _cards_to_cram(here, store, words)


def _cards_to_cram(here: Home, store: Store, words: tuple[str, ...]) -> tuple[str, ...]:
    """The cards of decks that the search finds, suspended ones too. Raises SearchError, NotFound."""
    from quiz.app.cards import find

    found = find(here, store, words)
    cards = tuple(card for card in found.ids if card in found.cards)
    if not cards:
        raise NotFound("no card matches this search", fix="`quiz browse` takes the same words, and lists the cards.")
    return cards


def _plain(
    ctx: click.Context,
    words: tuple[str, ...],
    seed: int | None,
    cram: bool,
    ask_rating: bool,
    python: str,
    device: str,
) -> None:
    from quiz.plain.line_mode import LineMode
    from quiz.plain.lines import standard_input
    from quiz.plain.signals import EndedBySignal, ending_signals_raise

    here = home()
    try:
        with ending_signals_raise(), here.engine(python, device) as engine:
            engine.prepare()  # torch loads while the decks are read
            with here.open_store() as store:
                session, options = _crammed(here, store, words, seed) if cram else _due(here, store, words, seed)
                lines, say = standard_input(), partial(click.echo, err=True) if sys.stderr.isatty() else _nothing
                with _synced(here):
                    LineMode(session, store, engine, options, now, lines, _printer(), ask_rating, say).run()
    except EndedBySignal as ended:
        ctx.exit(ended.exit_code)


@contextmanager
def _synced(here: Home) -> Iterator[None]:
    """A sync beside the beginning of a session, and one after its end, where the settings name a folder."""
    if not here.settings.sync:
        yield
        return
    from quiz.app.sync_beside import sync_at_end, sync_beside
    from quiz.text.terminal import clean

    sync_beside(here)
    try:
        yield
    finally:
        if said := sync_at_end(here):
            click.echo(clean(said), err=True)


def _due(here: Home, store: Store, words: tuple[str, ...], seed: int | None) -> tuple[Session, Options]:
    """A session of what is due in these decks or among these cards, or along a path."""
    from quiz.app.study import study_of
    from quiz.ask.seeds import session_seeds
    from quiz.review import messages
    from quiz.review.session import Session

    for sentence in here.rated:
        click.echo(sentence)
    study = study_of(here.library, words)
    decks = here.decks(study.words)
    collection = here.collection(store, decks)
    named = tuple(deck.name for deck in decks) if study.words else ()
    locked = {} if study.narrows else collection.locked()
    for deck in named:
        if deck in locked:
            click.echo(messages.locked(deck, locked[deck]))
    session = Session(collection, named, session_seeds(seed), None, study.cards(collection.cards))
    return session, collection.rules.options


def _crammed(here: Home, store: Store, words: tuple[str, ...], seed: int | None) -> tuple[Session, Options]:
    """A session that goes through the cards of a search."""
    from quiz.ask.seeds import random_seed, session_seeds
    from quiz.review.session import Session
    from quiz.schedule.cram import Cram

    cards = _cards_to_cram(here, store, words)
    click.echo(f"Cram: {counted(len(cards), 'card')}, in random order. Nothing is recorded.")
    collection = here.collection(store)
    options = collection.rules.options
    cram = Cram(cards, random_seed() if seed is None else seed, options.rollover_min)
    return Session(collection, (), session_seeds(seed), cram), options


def _nothing(words: str) -> None:
    """Say nothing where nobody waits at a terminal."""


def _printer() -> Callable[[str], None]:
    """A function that prints a line; on a terminal, broken between words."""
    if not sys.stdout.isatty():
        return click.echo
    from quiz.plain.wrap import terminal_width, wrapped

    return lambda text: click.echo(wrapped(text, terminal_width(sys.stdout.fileno())))
