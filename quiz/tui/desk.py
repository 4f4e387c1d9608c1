"""What the screens work with: the settings, the clock, the decks and the store (on their thread), and the engine."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from quiz import clock
from quiz.config import Settings, load_settings
from quiz.errors import EngineError, QuizError
from quiz.paths import Places, places
from quiz.schedule.memory import Moment
from quiz.tui.store_thread import StoreThread

if TYPE_CHECKING:
    from quiz.collection import Collection
    from quiz.deck.library import Library
    from quiz.engine.protocol import Reply
    from quiz.store.db import Store, Tally
    from quiz.tui.driver import Driver
    from quiz.view import Ahead
    from quiz.worker.wire import Hello, Job


class Engine(Protocol):
    """As much of `AsyncEngine` as the screens need."""

    async def start(self) -> Hello: ...

    async def run(self, job: Job, budget: float) -> Reply: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand now. `named` are the decks that were asked for by name, `problems` what keeps decks out."""

    collection: Collection
    named: tuple[str, ...]
    today: Tally
    ahead: Ahead
    problems: tuple[str, ...]


class Desk:
    """`shipped` is the folder of the shipped decks, None for the quiz's own; `engine` makes an engine on the loop."""

    def __init__(
        self,
        environ: Mapping[str, str],
        decks: tuple[str, ...] = (),
        *,
        seed: int | None = None,
        python: str = "",
        device: str = "",
        shipped: Path | None = None,
        engine: Callable[[str, str], Engine] | None = None,
    ) -> None:
        """Raises ConfigError where the environment or the settings cannot be used, and what `Library.find` raises."""
        self.places: Places = places(environ)
        self.settings: Settings = load_settings(self.places.config_file, environ)
        self._environ = dict(environ)
        self._words = decks
        self._seed = seed
        self._python = python or self.settings.python
        self._device = device or self.settings.device
        self._shipped = shipped
        self._make_engine = engine or _engine
        self._library: Library | None = None
        self._engine: Engine | None = None
        self.now()
        if decks:
            self._books().find(decks)
        self.store = StoreThread(self._open_store)

    def now(self) -> Moment:
        return clock.now(self._environ)

    async def standing(self) -> Standing:
        """Read the decks and what is remembered of their cards. Raises StoreError."""
        return await self.store.call(self._standing)

    def engine(self) -> Engine:
        """The engine; torch begins to load at the first call. Raises EngineError where its Python cannot be started."""
        if self._engine is None:
            self._engine = self._make_engine(self._python, self._device)
        return self._engine

    async def hello(self) -> Hello:
        """Wait until torch is loaded. Raises EngineError when it cannot be."""
        return await self.engine().start()

    def renew_engine(self) -> None:
        """Drop an engine that could not start; the next one is begun when it is asked for."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    async def warm(self) -> None:
        """Load what the first question and the first verdict need, while the learner looks at the decks."""
        await self.store.call(lambda store: _load())

    def driver(self, standing: Standing, decks: tuple[str, ...]) -> Driver:
        """A session of these decks, of all where none is named."""
        from quiz.seeds import seeds
        from quiz.session import Session
        from quiz.tui.driver import Driver

        session = Session(standing.collection, decks, seeds(self._seed))
        return Driver(session, self.store, self.engine, standing.collection.rules.options, self.now)

    async def close(self) -> None:
        """Wait for what is being written, close the store, end the engine."""
        self.renew_engine()
        await asyncio.shield(self.store.close())

    # On the store thread.

    def _open_store(self) -> Store:
        from quiz.store.db import Store

        return Store.open(self.places.db)

    def _books(self) -> Library:
        from quiz.deck.library import Library
        from quiz.trusted import TrustList

        if self._library is None:
            self._library = Library(self.places.decks, self._shipped, TrustList(self.places.trusted))
        return self._library

    def _standing(self, store: Store) -> Standing:
        from quiz.session import Session
        from quiz.shelf import collection_of

        library = self._books()
        shipped, faults = library.all()
        problems = [str(fault) for fault in faults]
        try:
            named = library.find(self._words) if self._words else []
        except QuizError as error:  # a deck that was fine at the start has been edited since
            named = []
            problems.append(str(error))
        collection = collection_of((*shipped, *named), store, self.settings, self.now())
        today = collection.today
        ahead = Session(collection, (), lambda card, nth: 0).ahead(collection.moment, today)
        return Standing(collection, tuple(deck.name for deck in named), store.day_tally(today), ahead, tuple(problems))


def _load() -> None:
    for module in (
        "quiz.tui.screens.review",
        "quiz.tui.widgets.answer_predict",
        "quiz.schedule.fsrs",
        "pygments.lexers.python",
    ):
        importlib.import_module(module)


def _engine(python: str, device: str) -> Engine:
    from quiz.engine.client import AsyncEngine

    engine = AsyncEngine(python, device=device)
    try:
        engine.prepare()
    except EngineError:
        engine.close()
        raise
    return engine
