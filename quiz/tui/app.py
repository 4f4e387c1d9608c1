"""The quiz on the whole screen: `run` opens it, `QuizApp` says which screen comes when."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import App
from textual.binding import Binding

from quiz.errors import QuizError
from quiz.tui.desk import Desk, Standing
from quiz.tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from quiz.tui.driver import Driver
    from quiz.tui.screens.help import Sections


class QuizApp(App[int]):
    """`review` opens the review of the decks that the desk was given by name, of all where it was given none."""

    CSS_PATH = "quiz.tcss"
    TITLE = "quiz"
    BINDINGS: ClassVar = [Binding("ctrl+q", "quit", "Quit", show=False, priority=True)]

    def __init__(self, desk: Desk, *, review: bool = False) -> None:
        super().__init__()
        self.desk = desk
        self._opens_review = review
        self._study: Driver | None = None
        self._code = 0
        self._warm = False

    def get_default_screen(self) -> HomeScreen:
        return HomeScreen()

    def on_mount(self) -> None:
        if not self.is_headless:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, self._signalled, number)

    async def on_unmount(self) -> None:
        gc.enable()
        await self.desk.close()

    # Which screen comes when.

    def has_read(self, standing: Standing | None) -> None:
        """Home has read how things stand, or could not."""
        gc.enable()
        if standing is not None and self._opens_review:
            self._opens_review = False
            self.review(standing, standing.named)
        elif standing is not None and not self._warm:
            self._warm = True
            self.run_worker(self.desk.warm(), group="warm")

    def fails_with(self, error: QuizError | None) -> None:
        """What the exit code is to tell, if the learner leaves now."""
        self._code = error.exit_code if error is not None else 0

    def review(self, standing: Standing, decks: tuple[str, ...]) -> None:
        """Review these decks, or all."""
        from quiz.tui.screens.review import ReviewScreen

        if len(self.screen_stack) == 1:
            self._study = self.desk.driver(standing, decks)
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
        """Back home, once all that was answered is on the disk."""
        await driver.finish()
        self._study = None
        while len(self.screen_stack) > 1:
            self.pop_screen()

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


def run(
    decks: tuple[str, ...] = (),
    *,
    review: bool = False,
    seed: int | None = None,
    python: str = "",
    device: str = "",
) -> int:
    """Open the quiz on the terminal until the learner leaves; the exit code.

    `decks` are names or paths of decks beside the shipped ones; `review` begins with the review of them, of all where
    none is named. `seed` derives the seed of every question. Raises QuizError where nothing can be drawn.
    """
    if not (sys.__stdin__ and sys.__stdin__.isatty() and sys.__stderr__ and sys.__stderr__.isatty()):
        raise QuizError("the whole screen needs a terminal", mend="`quiz review --plain` works without one.")
    app = QuizApp(Desk(os.environ, decks, seed=seed, python=python, device=device), review=review)
    code = app.run()
    return app.return_code or 0 if code is None else code
