"""What several commands begin with: the folders, the settings, the decks, the store, the clock."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from quiz.collection.collection import Collection
    from quiz.deck.model import Deck
    from quiz.engine.client import Engine
    from quiz.library.decks import Library
    from quiz.schedule.memory import Moment
    from quiz.settings.paths import Places
    from quiz.settings.settings import Settings
    from quiz.store.store import Store

as_json = click.option("--json", "json_", is_flag=True, help="Print JSON instead of text.")


def whole_path(ctx: click.Context, option: click.Parameter, value: str) -> str:
    """A relative path of an interpreter is taken from the folder where the command runs: workers run elsewhere."""
    from pathlib import Path

    from quiz.settings.paths import interpreter_path

    return interpreter_path(value, Path())


def _from_root(ctx: click.Context, option: click.Parameter, value: str) -> str:
    """`quiz --python PATH review` is as good as `quiz review --python PATH`."""
    return whole_path(ctx, option, value) or str(ctx.find_root().params.get("python") or "")


device_option = click.option(
    "--device",
    default="",
    metavar="NAME",
    help="auto, cpu, cuda, cuda:N or mps; auto takes a GPU where there is one and the card allows it.",
)
python_option = click.option(
    "--python",
    default="",
    metavar="PATH",
    callback=_from_root,
    help="An interpreter that has torch; this one where none is given.",
)


@dataclass(frozen=True)
class Home:
    """Where this learner's things are and how they are set."""

    places: Places
    settings: Settings
    library: Library

    def decks(self, words: Sequence[str]) -> list[Deck]:
        """The decks named, or all there are; what is wrong with one of these is told on stderr."""
        if words:
            return self.library.find(list(words))
        decks, problems = self.library.all()
        for problem in problems:
            click.echo(f"quiz: {problem}", err=True)
        return decks

    def engine(self, python: str, device: str) -> Engine:
        """The engine by these options, by the settings where they are empty."""
        from quiz.engine.client import Engine

        return Engine(python or self.settings.python, device=device or self.settings.device)

    def open_store(self) -> Store:
        """The store; what it has written is backed up when it closes, where the last backup is an hour old."""
        from quiz.store.store import Store

        return Store.open(self.places.db, on_close=_back_up)

    def collection(self, store: Store, decks: Sequence[Deck]) -> Collection:
        """All decks there are and these, as they stand now: the limits count over all of them."""
        from quiz.collection.snapshot import collection_of

        present, _ = self.library.all()
        return collection_of((*present, *decks), store, self.settings, now())


def _back_up(store: Store) -> None:
    from quiz.errors import QuizError
    from quiz.store.maintenance.backup import keep_automatically

    try:
        keep_automatically(store, now())
    except QuizError as error:  # what it has written is in the database all the same
        click.echo(f"quiz: no backup was made: {error}", err=True)


class _Any:
    """Contains everything: every deck is trusted."""

    def __contains__(self, _: object) -> bool:
        return True


def home(*, trusting: bool = False) -> Home:
    """Where `trusting`, the decks from elsewhere that are named may run. Raises ConfigError."""
    from quiz.library.cache import Kept
    from quiz.library.decks import Library
    from quiz.settings.paths import places
    from quiz.settings.settings import load_settings
    from quiz.settings.trusted import TrustList

    found = places(os.environ)
    trusted = _Any() if trusting else TrustList(found.trusted)
    return Home(
        found,
        load_settings(found.config_file, os.environ),
        Library(found.decks, trusted=trusted, kept=Kept(found.cache)),
    )


def now() -> Moment:
    from quiz.settings import clock

    return clock.now(os.environ)


def print_json(value: Any) -> None:
    """One JSON document on one line, flushed: the reader may be waiting for it."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # half a surrogate pair, or a terminal of few letters: JSON has its own escapes
        text = json.dumps(value)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
