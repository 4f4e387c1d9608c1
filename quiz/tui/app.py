"""The quiz on the whole screen: which screen comes when, and how it ends."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import App, SystemCommand
from textual.binding import Binding

from quiz.errors import EngineError, QuizError
from quiz.tui.desk import Desk
from quiz.tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.theme import Theme

    from quiz.tui.driver import Driver
    from quiz.tui.screens.help import Sections
    from quiz.tui.standing import Standing


class QuizApp(App[int]):
    """`review` opens the review of the decks that the desk was given by name, of all where it was given none."""

    CSS_PATH = "quiz.tcss"
    TITLE = "quiz"
    BINDINGS: ClassVar = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "To the shell; fg comes back", show=False),
    ]

    def __init__(self, desk: Desk, *, review: bool = False) -> None:
        super().__init__()
        self.desk = desk
        self._opens_review = review
        self._study: Driver | None = None
        self._code = 0
        self._warm = False
        self._insisted = False
        self._own_theme = self.theme

    def get_default_screen(self) -> HomeScreen:
        return HomeScreen()

    def on_mount(self) -> None:
        if self._opens_review:
            with suppress(EngineError):  # whoever needs it is told
                self.desk.engine()  # torch takes a second to load: nothing else may come before it
        self.restyle()
        self.set_keymap(dict(self.desk.settings.keys))
        self.theme_changed_signal.subscribe(self, self._themed)
        if not self.is_headless:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, self._signalled, number)

    def restyle(self) -> None:
        """Take the theme that is set; the screen's own where there is none of that name."""
        if (name := self.desk.settings.theme) in self.available_themes:
            self.theme = name

    def _themed(self, theme: Theme) -> None:
        """A theme that was picked is kept."""
        if theme.name != (self.desk.settings.theme or self._own_theme):
            self.run_worker(self._keep(theme.name), group="theme")

    async def _keep(self, theme: str) -> None:
        with suppress(QuizError):  # it holds until the quiz ends
            await self.desk.put("theme", theme)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every action of the screen by its name, and the theme."""
        for _, bindings in getattr(screen, "SECTIONS", ()):
            for binding in bindings:
                if binding.action:
                    key = self.get_key_display(binding)
                    yield SystemCommand(binding.description, f"key {key}", partial(self._do, binding.action, screen))
        yield SystemCommand("Theme", "Other colours, light or dark; your choice is kept", self.action_change_theme)
        yield SystemCommand("Quit the quiz", "All is saved", partial(self._do, "app.quit", screen))

    def _do(self, action: str, screen: Screen[Any]) -> None:
        self.run_worker(self.run_action(action, screen), group="command")

    async def on_unmount(self) -> None:
        gc.enable()
        await self.desk.close()

    # Which screen comes when.

    def has_read(self, standing: Standing | None) -> None:
        """Home has read how things stand, or could not."""
        gc.enable()
        if standing is not None and self._opens_review:
            self._opens_review = False
            self.review(standing, standing.named, path=self.desk.path(standing))
        elif standing is not None and not self._warm:
            self._warm = True
            self.run_worker(self.desk.warm(), group="warm")

    def fails_with(self, error: QuizError | None) -> None:
        """What the exit code is to tell, if the learner leaves now."""
        self._code = error.exit_code if error is not None else 0

    def review(
        self,
        standing: Standing,
        decks: tuple[str, ...],
        *,
        path: tuple[str, ...] = (),
        cram: tuple[str, ...] = (),
    ) -> None:
        """Review these decks, or all; or go along a path; or cram these cards."""
        from quiz.tui.screens.review import ReviewScreen

        if len(self.screen_stack) == 1:
            self._insisted = False
            self._study = self.desk.driver(standing, decks, path=path, cram=cram)
            self.push_screen(ReviewScreen(self._study))

    def done(self, driver: Driver) -> None:
        """Nothing can be asked any more."""
        from quiz.tui.screens.done import DoneScreen

        if not any(isinstance(screen, DoneScreen) for screen in self.screen_stack):
            self.push_screen(DoneScreen(driver))

    def reopen(self, driver: Driver) -> None:
        """An undo has brought a card back: from the done screen to the review beneath."""
        from quiz.tui.screens.review import ReviewScreen

        while not isinstance(self.screen, ReviewScreen):
            self.pop_screen()
        driver.changed = self.screen.show_view
        self.screen.show_view()

    async def leave(self, driver: Driver) -> None:
        """Back home, once all that was answered is on the disk; where that cannot be, once more leaves all the same."""
        if not await driver.finish() and not self._insisted:
            self._insisted = True
            return
        self._study = None
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_browse(self) -> None:
        from quiz.tui.screens.browse import BrowseScreen

        self.push_screen(BrowseScreen())

    def action_stats(self) -> None:
        from quiz.tui.screens.stats import StatsScreen

        self.push_screen(StatsScreen())

    def action_settings(self) -> None:
        from quiz.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen())

    def action_help(self) -> None:
        from quiz.tui.screens.help import HelpScreen

        sections = cast("Sections", getattr(self.screen, "SECTIONS", ()))
        if sections:
            self.push_screen(HelpScreen(sections))

    async def action_quit(self) -> None:
        await self._finish()
        self.exit(self._code)

    async def _finish(self) -> None:
        if self._study is not None:
            await self._study.finish()

    def _signalled(self, number: signal.Signals) -> None:
        self._code = 128 + number
        self.run_worker(self._end(), group="quit")

    async def _end(self) -> None:
        await self._finish()
        if not os.isatty(2):
            # The terminal is gone. Textual would wait for ever to draw its last on it.
            await self.desk.close()
            os._exit(self._code)
        self.exit(self._code)
