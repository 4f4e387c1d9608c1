"""What the screens work with: the settings, the clock, the decks and the store (on their thread), and the engine."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

from quiz.app.home import Home
from quiz.errors import QuizError
from quiz.schedule.memory import Moment
from quiz.settings.settings import place_of
from quiz.tui.backend.store_thread import StoreThread

if TYPE_CHECKING:
    from quiz.app.cards import FoundCards
    from quiz.collection.rows import CardLine
    from quiz.deck.model import Deck
    from quiz.engine.job import Job
    from quiz.engine.protocol import Reply
    from quiz.library.learning_path import Trail
    from quiz.schedule.study_options import StudyOptions
    from quiz.settings.paths import Places
    from quiz.settings.settings import Settings
    from quiz.stats.context import Panel
    from quiz.store.log.events import EventKind
    from quiz.store.store import Store
    from quiz.tui.backend.driver import Driver
    from quiz.tui.backend.overview import Outlook, Standing
    from quiz.worker.wire import Hello


LOOKED_S = 2.0
"""How often a screen looks whether somebody else has changed deck files or the database."""


class Engine(Protocol):
    """As much of `AsyncEngine` as the screens need."""

    async def start(self) -> Hello: ...

    async def run(self, job: Job, budget: float) -> Reply: ...

    def close(self) -> None: ...


class Backend:
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
        self.home = Home(environ, shipped=shipped)
        self._environ = dict(environ)
        self._words = decks
        self._seed = seed
        self._python = python or self.settings.python
        self._device = device or self.settings.device
        self._make_engine = engine or self.home.async_engine
        self._engine: Engine | None = None
        self.now()
        self._trail: Trail | None = None
        if decks:
            from quiz.library.learning_path import named

            self._trail = named(self.home.library.shipped, decks)
            self._words = () if self._trail is not None else decks
            self.home.library.find(self._words)
        self.store = StoreThread(self.home.open_store)
        self._read_at: tuple[object, ...] | None = None
        self._seen: WeakKeyDictionary[object, tuple[object, ...]] = WeakKeyDictionary()

    @property
    def places(self) -> Places:
        return self.home.places

    @property
    def settings(self) -> Settings:
        """Those in force now."""
        return self.home.settings

    @property
    def shipped(self) -> Path | None:
        """The folder of the shipped decks, None for the quiz's own."""
        return self.home.shipped

    def now(self) -> Moment:
        return self.home.now()

    async def standing(self) -> Standing:
        """Read the decks and what is remembered of their cards. Raises StoreError."""
        return await self.store.call(self._standing)

    async def changed(self, looker: object) -> bool:
        """Whether somebody else has changed a deck file or the database since this one looked last, or all was read."""
        return await self.store.call(lambda store: self._changed(store, looker))

    async def find(self, words: str) -> tuple[FoundCards, tuple[CardLine, ...]]:
        """The cards that a search finds, and a line for each as it is today. Raises SearchError, StoreError."""

        def work(store: Store) -> tuple[FoundCards, tuple[CardLine, ...]]:
            from quiz.app.cards import find

            self._read_at = self._signs(store)  # before all is read, so that no later change goes unnoticed
            found = find(self.home, store, (words,), self._named_decks([]))
            return found, found.lines(store)

        return await self.store.call(work)

    async def act(
        self, kind: EventKind, cards: Sequence[str], body: Mapping[str, Any], rules: StudyOptions
    ) -> list[str]:
        """Do one thing to all of these cards; those that it has changed. Raises StoreError."""

        def work(store: Store) -> list[str]:
            from quiz.app.cards import act

            return act(self.home, store, kind, cards, body, rules)

        return await self.store.call(work)

    async def put(self, key: str, value: str | None, deck: str = "") -> None:
        """Write a setting, None for its default. Raises ConfigError, and then nothing is changed."""

        await self.store.call(lambda store: self.home.put(key, value, deck))

    def place_of(self, key: str) -> str:
        """Where a setting has been set: its variable, or its place in config.toml."""
        variable = f"QUIZ_{key.upper()}"
        return variable if self._environ.get(variable) else place_of(self.places.config_file, key, value=True)

    async def panels(self, days: int | None) -> dict[str, Panel]:
        """All panels of the statistics over the last `days`, over all where None; none where nothing was answered.

        Raises StoreError.
        """
        return await self.store.call(lambda store: self._panels(store, days))

    async def undo(self) -> str:
        """Take back the last thing done today, whatever it was; what to say of it. Raises StoreError."""
        return await self.store.call(self._undo)

    async def outlook(self, standing: Standing) -> Outlook:
        """The rest of what home tells. Raises StoreError."""
        return await self.store.call(lambda store: self._outlook(standing, store))

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
        """Load what the first question and the first verdict need, while the learner looks at the decks.

        Raises ConfigError where config.toml gives keys that cannot be: only now are the screens there that have them.
        """
        await self.store.call(lambda store: self._load())

    def path(self, standing: Standing) -> tuple[str, ...]:
        """The cards of the path that was asked for by its name, none where no path was."""
        return self._trail.present(standing.collection.cards) if self._trail is not None else ()

    def driver(
        self,
        standing: Standing,
        decks: tuple[str, ...],
        *,
        path: tuple[str, ...] = (),
        cram: tuple[str, ...] = (),
    ) -> Driver:
        """A session of these decks, of all where none is named; of the cards of a path; or a cram of these cards."""
        from quiz.ask.seeds import session_seeds
        from quiz.review.session import Session
        from quiz.tui.backend.driver import Driver

        collection = standing.collection
        practice = None
        if cram:
            from quiz.schedule.cram import Cram

            practice = Cram(cram, self._seed or collection.moment.at_ms, collection.rules.options.rollover_min)
        session = Session(collection, decks, session_seeds(self._seed), practice, path)
        return Driver(session, self.store, self.engine, collection.rules.options, self.now)

    async def close(self) -> None:
        """Wait for what is being written, close the store, end the engine."""
        self.renew_engine()
        await asyncio.shield(self.store.close())

    # On the store thread.

    def _load(self) -> None:
        _load_screens()
        if self.settings.keys:
            from quiz.tui.keymap_check import check

            check(self.settings.keys, self.places.config_file)

    def _standing(self, store: Store) -> Standing:
        from quiz.collection.snapshot import collection_of
        from quiz.tui.backend.overview import standing_of

        self._read_at = self._signs(store)  # before all is read, so that no later change goes unnoticed
        present, faults = self.home.library.all()
        problems = [str(fault) for fault in faults]
        named = self._named_decks(problems)
        collection = collection_of((*present, *named), store, self.settings, self.now())
        return standing_of(collection, store, tuple(deck.name for deck in named), tuple(dict.fromkeys(problems)))

    def _named_decks(self, problems: list[str]) -> list[Deck]:
        """The decks that were named at the start; what is wrong with one of them by now is added to `problems`."""
        try:
            return self.home.library.find(self._words) if self._words else []
        except QuizError as error:  # a deck that was fine at the start has been edited since
            problems.append(str(error))
            return []

    def _panels(self, store: Store, days: int | None) -> dict[str, Panel]:
        from quiz.app.history import scene_of
        from quiz.stats.panels import PANELS, counted

        scene = scene_of(self.home, store, days=days)
        return counted(scene, PANELS) if scene.studied else {}

    def _signs(self, store: Store) -> tuple[object, ...]:
        """What changes whenever somebody else writes a deck file or into the database."""
        from quiz.store.queries.due import Agenda

        return self.home.library.signs(), Agenda(store).version()

    def _changed(self, store: Store, looker: object) -> bool:
        before, now = self._seen.get(looker, self._read_at), self._signs(store)
        self._seen[looker] = now
        return before is not None and before != now

    def _undo(self, store: Store) -> str:
        from quiz.review import messages

        undone = store.undo(self.now(), self.settings.options().rollover_min)
        return messages.NO_UNDO if undone is None else messages.undone(undone.event.kind, list(undone.rows))

    def _outlook(self, standing: Standing, store: Store) -> Outlook:
        from quiz.library.learning_path import trails
        from quiz.tui.backend.overview import outlook_of

        return outlook_of(standing, store, trails(self.home.library.shipped))


def _load_screens() -> None:
    for module in (
        "quiz.tui.screens.review",
        *(f"quiz.tui.widgets.answers.{kind}" for kind in ("predict", "choose", "print", "fill", "write", "arrange")),
        "quiz.schedule.fsrs",
        "pygments.lexers.python",
    ):
        importlib.import_module(module)
    from quiz.tui.widgets.code import coloured

    coloured("x = 1")  # what the first code needs is made once
