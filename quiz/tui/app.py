"""The Textual app: which screen follows which, and how the quiz ends."""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding

from quiz.errors import ConfigError, EngineError, QuizError
from quiz.tui.backend.backend import Backend
from quiz.tui.host import QUIT, UNSAVED, Host
from quiz.tui.keys.bindings import each_once, help_of, key_name, keys_of, live
from quiz.tui.keys.in_order import KeyQueue
from quiz.tui.screens.home import HomeScreen
from quiz.tui.signals import on_signals
from quiz.tui.style.contrast import muted
from quiz.tui.style.scrollbars import scrollbar_variables

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.dom import DOMNode
    from textual.screen import Screen
    from textual.theme import Theme

    from quiz.tui.backend.driver import Driver
    from quiz.tui.backend.overview import Overview


def commands() -> type[Provider]:
    """The entries of the palette; loaded when the palette is opened."""
    from quiz.tui.keys.palette import NamedCommands

    return NamedCommands


class QuizApp(Host):
    """`review` opens the review of the decks that the backend was given by name, or of all."""

    CSS_PATH = "quiz.tcss"
    COMMANDS: ClassVar = {commands}
    TITLE = "quiz"

    def __init__(
        self, backend: Backend, *, review: bool = False, cram: tuple[str, ...] = (), touch: bool = False
    ) -> None:
        """`review` opens with a review instead of home: of what was asked for, or of the cards in `cram`. `touch` says
        that the screen is used by fingers.
        """
        super().__init__()
        self.backend = backend
        self.touch = touch
        self._opens_review = review
        self._cram = cram
        self.study: Driver | None = None
        self._code = 0
        self._warm = False
        self._insisted = False
        self._warned: object = ""
        self._own_theme = self.theme
        self._keys = KeyQueue(self, super().on_event)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not self.screen_stack:
            return  # the quiz is ending: its screens are gone, and nothing is left that could take a key
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._keys.put(event)
        else:
            await super().on_event(event)

    def get_default_screen(self) -> HomeScreen:
        return HomeScreen()

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **scrollbar_variables(variables), "muted": muted(variables, self.console.color_system)}

    def on_mount(self) -> None:
        if self._opens_review:
            with suppress(EngineError):  # the caller shows it
                self.backend.engine.get()  # torch takes a second to load, so it must start before everything else
        self.restyle()
        self.set_keymap(dict(self.backend.settings.keys))
        self.theme_changed_signal.subscribe(self, self._themed)
        if not self.is_headless:
            on_signals(self._end_on_signal)

    def restyle(self) -> None:
        """Apply the theme of the settings; the default theme when there is none of that name."""
        if (name := self.backend.settings.theme) in self.available_themes:
            self.theme = name

    def _themed(self, theme: Theme) -> None:
        """Save a theme that was picked."""
        if not self.previews_theme and theme.name != (self.backend.settings.theme or self._own_theme):
            self.run_worker(self._keep(theme.name), group="theme")

    async def _keep(self, theme: str) -> None:
        with suppress(QuizError):  # it applies until the quiz ends
            await self.backend.put("theme", theme)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every action possible now, each once, by its name; and the theme."""
        targets: set[tuple[object, str]] = {(App, "command_palette")}
        for active in each_once(live(screen)):
            if active.enabled and active.target not in targets:
                targets.add(active.target)
                act = partial(self._do, active.binding.action, active.node)
                yield SystemCommand(active.binding.description, active.key, act)
        if (App, "change_theme") not in targets:
            yield SystemCommand("Theme", "", self.action_change_theme)
        from quiz.tui.keys.palette import can_suspend

        if can_suspend():
            yield SystemCommand("Suspend (fg resumes)", "", self.action_suspend_process)

    def get_key_display(self, binding: Binding) -> str:
        return key_name(binding.key)

    def action_help_quit(self) -> None:
        """Ctrl+C, which ends other programs."""
        keys = [active.key for active in live(self.screen) if active.target == (App, "quit")]
        # A dialogue leaves out what the app itself does, but for the key that works everywhere.
        key = keys[0] if keys else key_name(keys_of(QUIT, self.backend.settings.keys)[0])
        self.notify(f"{key} quits the quiz. {UNSAVED if self._unsaved else 'All is saved.'}", markup=False)

    @property
    def _unsaved(self) -> object:
        """The typed text that would be lost by quitting now, on the screens that are open; "" for nothing."""
        return next(filter(None, (getattr(screen, "unsaved", "") for screen in reversed(self.screen_stack))), "")

    def _do(self, action: str, node: DOMNode) -> None:
        self.run_worker(self.run_action(action, node), group="command")

    async def on_unmount(self) -> None:
        gc.enable()
        await self.backend.close()

    # Which screen comes when.

    def has_read(self, overview: Overview | None) -> None:
        """Home has read the decks and the store, or could not."""
        gc.freeze()  # the objects that exist now stay: collecting them would take a tenth of a second after some key
        gc.enable()
        if overview is not None and self._opens_review:
            self._opens_review = False
            self.review(overview, overview.named, path=self.backend.overviews.path(overview), cram=self._cram)
        elif overview is not None and not self._warm:
            self._warm = True
            self.run_worker(self._load(), group="warm")

    async def _load(self) -> None:
        """Load what is needed next; home shows what is wrong in settings that only the screens can judge."""
        home = self.screen_stack[0]
        assert isinstance(home, HomeScreen)
        home.judge_theme()
        try:
            await self.backend.store.call(lambda store: self._load_modules())
            gc.freeze()
        except ConfigError as error:
            home.warn("keys", str(error))

    def _load_modules(self) -> None:
        """Load what the first question and the first verdict need, while the learner looks at the decks.

        Raises ConfigError when config.toml gives impossible keys: only now are the screens loaded that have them.
        """
        load_screens()
        if keys := self.backend.settings.keys:
            from quiz.tui.keymap_check import check

            check(keys, self.backend.places.config_file)

    def fails_with(self, error: QuizError | None) -> None:
        """Set the exit code, if the learner leaves now."""
        self._code = error.exit_code if error is not None else 0

    def review(
        self,
        overview: Overview,
        decks: tuple[str, ...],
        *,
        path: tuple[str, ...] = (),
        cram: tuple[str, ...] = (),
    ) -> None:
        """Review these decks, or all; or a path; or cram these cards."""
        from quiz.tui.screens.review import ReviewScreen

        if len(self.screen_stack) == 1:
            self._insisted = False
            if self._warm:
                self.backend.home.rated.clear()  # home has said it
            self.study = self._new_driver(overview, decks, path, cram)
            self.push_screen(ReviewScreen(self.study))

    def _new_driver(
        self, overview: Overview, decks: tuple[str, ...], path: tuple[str, ...], cram: tuple[str, ...]
    ) -> Driver:
        from quiz.ask.seeds import session_seeds
        from quiz.review.session import Session
        from quiz.tui.backend.driver import Driver

        backend, collection = self.backend, overview.collection
        options = collection.rules.options
        practice = None
        if cram:
            from quiz.schedule.cram import Cram

            practice = Cram(cram, backend.seed or collection.moment.at_ms, options.rollover_min)
        session = Session(collection, decks, session_seeds(backend.seed), practice, path)
        return Driver(session, backend.store, backend.engine.get, options, backend.now)

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
        """Go home, once all answers are on the disk; if that fails, a second call leaves all the same."""
        if not await driver.finish() and not self._insisted:
            self._insisted = True
            return
        self.study = None
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

        sections = getattr(self.screen, "SECTIONS", ())
        if sections:
            self.push_screen(HelpScreen(help_of(self.screen, sections, self.backend.settings.keys)))

    async def action_quit(self) -> None:
        """Leave; while something is typed that is not saved, only at the second call."""
        if self._unsaved and self._unsaved != self._warned:
            self._warned = self._unsaved
            self.notify(f"{UNSAVED} The same key once more quits.", severity="warning", markup=False)
            return
        await self._finish()
        self.exit(self._code)

    async def _finish(self) -> None:
        if self.study is not None:
            await self.study.finish()

    def _end_on_signal(self, number: int) -> None:
        self._code = 128 + number
        self.run_worker(self._end(), group="quit")

    async def _end(self) -> None:
        await self._finish()
        if not os.isatty(2):
            # The terminal is gone. Textual would wait for ever to draw its last frame on it.
            await self.backend.close()
            os._exit(self._code)
        self.exit(self._code)


def load_screens() -> None:
    """Import what a review needs, so that its first card does not wait for it."""
    for module in (
        "quiz.tui.screens.review",
        *(f"quiz.tui.widgets.answers.{kind}" for kind in ("predict", "choose", "print", "fill", "write", "arrange")),
        "quiz.schedule.fsrs",
        "pygments.lexers.python",
    ):
        importlib.import_module(module)
    from quiz.tui.widgets.code import coloured

    coloured("x = 1")  # this makes what the first code needs, once
