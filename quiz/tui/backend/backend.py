"""The backend of the screens: settings, clock, the store and the decks (on their thread), and the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.app.home import Home
from quiz.settings.settings import place_of
from quiz.tui.backend.browse_tasks import BrowseTasks
from quiz.tui.backend.engine_port import CurrentEngine, EnginePort
from quiz.tui.backend.overview import OverviewReader
from quiz.tui.backend.store_thread import StoreThread

if TYPE_CHECKING:
    from quiz.schedule.memory import Moment
    from quiz.settings.paths import Places
    from quiz.settings.settings import Settings


class Backend:
    """`overviews` reads decks and counts, `browse` finds and changes cards, `engine` runs torch, `store` does
    the rest.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        decks: tuple[str, ...] = (),
        *,
        seed: int | None = None,
        python: str = "",
        device: str = "",
        shipped: Path | None = None,
        engine: Callable[[str, str], EnginePort] | None = None,
    ) -> None:
        """`shipped` is the folder of the shipped decks, None for the quiz's; `engine` makes an engine.

        Raises ConfigError when the environment or the settings cannot be used, and what `Library.find` raises.
        """
        self.home = Home(environ, shipped=shipped)
        self.seed = seed
        self.now()
        settings = self.settings
        make = partial(engine or self.home.async_engine, python or settings.python, device or settings.device)
        self.engine = CurrentEngine(make)
        self.store = StoreThread(self.home.open_store)
        self.overviews = OverviewReader(self.home, decks, self.store)
        self.browse = BrowseTasks(self.home, self.overviews, self.store)

    @property
    def places(self) -> Places:
        return self.home.places

    @property
    def settings(self) -> Settings:
        """The settings in force now."""
        return self.home.settings

    def now(self) -> Moment:
        """Raises ConfigError when QUIZ_NOW is not a time."""
        return self.home.now()

    async def put(self, key: str, value: str | None, deck: str = "") -> None:
        """Write a setting, None for its default. Raises ConfigError, and then nothing is changed."""
        await self.store.call(lambda store: self.home.put(key, value, deck))

    async def reread(self) -> None:
        """Read the settings again. Raises ConfigError, and then those before stay in force."""
        await self.store.call(lambda store: self.home.reread())

    def place_of(self, key: str) -> str:
        """Where a setting was set: its variable, or its place in config.toml."""
        variable = f"QUIZ_{key.upper()}"
        return variable if self.home.environ.get(variable) else place_of(self.places.config_file, key, value=True)

    async def close(self) -> None:
        """Wait for what is being written, close the store, end the engine."""
        self.engine.drop()
        await asyncio.shield(self.store.close())
