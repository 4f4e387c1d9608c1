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
    from quiz.collection import Collection
    from quiz.config import Settings
    from quiz.deck.library import Library
    from quiz.deck.model import Deck
    from quiz.paths import Places
    from quiz.schedule.memory import Moment
    from quiz.store.db import Store

as_json = click.option("--json", "json_", is_flag=True, help="Print JSON instead of text.")
python_option = click.option(
    "--python", default="", metavar="PATH", help="An interpreter that has torch; this one where none is given."
)


@dataclass(frozen=True)
class Home:
    """Where this learner's things are and how they are set."""

    places: Places
    settings: Settings
    library: Library

    def decks(self, words: Sequence[str]) -> list[Deck]:
        """The decks named, or all shipped ones; what is wrong with a shipped deck is told on stderr."""
        if words:
            return self.library.find(list(words))
        decks, problems = self.library.all()
        for problem in problems:
            click.echo(f"quiz: {problem}", err=True)
        return decks

    def open_store(self) -> Store:
        from quiz.store.db import Store

        return Store.open(self.places.db)

    def collection(self, store: Store, decks: Sequence[Deck]) -> Collection:
        """All shipped decks and these, as they stand now: the limits count over all of them."""
        from quiz.shelf import collection_of

        shipped, _ = self.library.all()
        return collection_of((*shipped, *decks), store, self.settings, now())


def home() -> Home:
    """Raises ConfigError."""
    from quiz.config import load_settings
    from quiz.deck.library import Library
    from quiz.paths import places

    found = places(os.environ)
    return Home(found, load_settings(found.config_file, os.environ), Library(found.decks))


def now() -> Moment:
    from quiz import clock

    return clock.now(os.environ)


def print_json(value: Any) -> None:
    """One JSON document on one line, flushed: the reader may be waiting for it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
