"""Opening a learner's home: the folders, the settings, the clock, the decks, the store and the engine."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.settings import clock
from quiz.settings.paths import Places, places
from quiz.settings.settings import Settings, load_settings

if TYPE_CHECKING:
    from quiz.app.torch_health import HealthFile
    from quiz.app.torch_hello import HelloFile
    from quiz.collection.collection import Collection
    from quiz.deck.model import Deck
    from quiz.engine.async_client import AsyncEngine
    from quiz.engine.client import Engine
    from quiz.library.decks import Library
    from quiz.schedule.memory import Moment
    from quiz.schedule.options import Options
    from quiz.store.store import Store
    from quiz.worker.wire import Hello


def _ignore(warning: str) -> None:
    pass


class Home:
    """A learner's folders and settings.

    What a caller may not need (the decks, the store, torch) is loaded when it is first asked for.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        shipped: Path | None = None,
        trusting: bool = False,
        warn: Callable[[str], None] = _ignore,
    ) -> None:
        """`shipped` is the folder of the shipped decks, None for the quiz's.

        With `trusting`, decks from elsewhere may run. `warn` is called with a message for each problem that stops
        nothing. Raises ConfigError when the environment or the settings cannot be used.
        """
        self.places: Places = places(environ)
        self.settings: Settings = load_settings(self.places.config_file, environ)
        self.shipped = shipped
        self.environ = dict(environ)
        self._trusting = trusting
        self._warn = warn
        self._before: Collection | None = None
        self.rated: list[str] = []
        """Sentences about answers that were rated when the store was opened."""

    def now(self) -> Moment:
        """The time by the clock, or by QUIZ_NOW. Raises ConfigError when QUIZ_NOW is not a time."""
        return clock.now(self.environ)

    def put(self, key: str, value: str | None, deck: str = "") -> None:
        """Write a setting, None for its default. Raises ConfigError, and then nothing is changed."""
        from quiz.settings.edit import put

        put(self.places.config_file, key, value, deck)
        self.reread()

    def reread(self) -> None:
        """Read the settings as they are in the file now. Raises ConfigError, and then those before stay."""
        self.settings = load_settings(self.places.config_file, self.environ)

    @cached_property
    def library(self) -> Library:
        """The decks that ship with the quiz, the learner's own, and those that a path names."""
        from quiz.library.cache import Kept
        from quiz.library.decks import Library

        trusted: Container[str] = _EveryDeck() if self._trusting else _TrustedDecks(self.places)
        return Library(self.places.decks, self.shipped, trusted, Kept(self.places.cache))

    def decks(self, words: Sequence[str]) -> list[Deck]:
        """The named decks, or all; a problem in one of all is a warning.

        Raises NotFound, DeckError for decks that are named.
        """
        if words:
            return self.library.find(list(words))
        decks, problems = self.library.all()
        for problem in problems:
            self._warn(str(problem))
        return decks

    def open_store(self) -> Store:
        """The store; if it has written something, it is backed up when it closes and the last backup is an hour old.

        An answer that a process left behind at its verdict is rated first. Raises StoreError, Locked.
        """
        from quiz.store.store import Store
        from quiz.store.unrated import rate_left_behind

        store = Store.open(self.places.db, now=self.now, on_close=self._back_up)
        try:
            rated = rate_left_behind(store, lambda card: self._options_of(store, card), self.now())
        except BaseException:
            store.close()
            raise
        self.rated += [
            f"The quiz was ended at a verdict; your answer to {review.card} is rated {review.rating.name.capitalize()}."
            for review in rated
        ]
        return store

    def _options_of(self, store: Store, card: str) -> Options:
        from quiz.collection.snapshot import rules_of

        return rules_of(self.settings, store).options_of(card)

    def collection(self, store: Store, decks: Sequence[Deck] = ()) -> Collection:
        """All decks and these, as of now: the limits count over all of them. Raises StoreError."""
        present, _ = self.library.all()
        return self.collection_of(store, (*present, *decks))

    def collection_of(self, store: Store, decks: Sequence[Deck]) -> Collection:
        """These decks as of now; what was worked out for the same decks before is used again. Raises StoreError."""
        from quiz.collection.snapshot import collection_of

        self._before = collection_of(decks, store, self.settings, self.now(), self._before)
        return self._before

    def engine(self, python: str = "", device: str = "", *, ahead: bool = True, keep: bool | None = False) -> Engine:
        """An engine that blocks, with these options, or the settings where they are empty.

        With `ahead` a spare child waits ready for the next question, and what some cards will need is loaded when idle.
        With `keep` it may stay for the next command; with None, none that waits is used either. Raises ConfigError.
        """
        from quiz.engine.client import Engine
        from quiz.engine.keeping import NOT_KEPT, keeping

        health, hellos = self._memories()
        interpreter, wished = python or self.settings.python, device or self.settings.device
        kept = NOT_KEPT if keep is None else keeping(self.environ, leave=keep)
        spares = int(ahead)
        return Engine(interpreter, None, wished, spares, health=health, hellos=hellos, ahead=ahead, keep=kept)

    def known_hello(self, python: str = "", device: str = "") -> Hello | None:
        """What such an engine would say of its torch, as far as that is known without starting it; else None."""
        from quiz.engine.known_hello import known_hello

        health, hellos = self._memories()
        interpreter, wished = python or self.settings.python, device or self.settings.device
        return known_hello(hellos, health, interpreter, wished)

    def async_engine(self, python: str = "", device: str = "") -> AsyncEngine:
        """An engine for an asyncio loop, whose torch begins to load at once, unless an engine waits that was kept.

        Raises EngineError where its Python cannot be started, ConfigError.
        """
        from quiz.engine.async_client import AsyncEngine
        from quiz.engine.keeping import keeping
        from quiz.errors import EngineError

        health, hellos = self._memories()
        interpreter, wished = python or self.settings.python, device or self.settings.device
        kept = keeping(self.environ, leave=False)
        engine = AsyncEngine(interpreter, device=wished, health=health, hellos=hellos, keep=kept)
        try:
            engine.prepare()
        except EngineError:
            engine.close()
            raise
        return engine

    def _memories(self) -> tuple[HealthFile, HelloFile]:
        """Where it is kept what torch computes wrongly, and what it says of itself."""
        from quiz.app.torch_health import HealthFile
        from quiz.app.torch_hello import HelloFile

        return HealthFile(self.places.cache), HelloFile(self.places.cache)

    def _back_up(self, store: Store) -> None:
        from quiz.errors import QuizError
        from quiz.store.maintenance.backup import keep_automatically

        try:
            keep_automatically(store, self.now())
        except QuizError as error:  # what it has written is in the database all the same
            self._warn(f"no backup was made: {error}")


class _EveryDeck:
    """Contains every fingerprint: every deck is trusted."""

    def __contains__(self, _: object) -> bool:
        return True


class _TrustedDecks:
    """The contents that the learner trusts; the list is read only when a deck is from elsewhere."""

    def __init__(self, places: Places) -> None:
        self._path = places.trusted

    def __contains__(self, fingerprint: object) -> bool:
        from quiz.settings.trusted import TrustList

        return fingerprint in TrustList(self._path)
