"""The home screen: the decks, what today brings for each, and whether torch is ready."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from quiz.errors import ConfigError, EngineError, NotFound, QuizError, StoreError
from quiz.schedule.day import study_day
from quiz.tui.backend.overview import LOOKED_S
from quiz.tui.keys.footer import Keys
from quiz.tui.keys.touch import is_tapped
from quiz.tui.screen_worker import while_shown
from quiz.tui.style.content import MUTED, plain, stacked
from quiz.tui.style.phrases import badge, check_theme
from quiz.tui.widgets.decks import TRAIL, DeckList, DeckTable
from quiz.tui.widgets.header import Head
from quiz.tui.widgets.today_summary import READING, next_steps, today_lines

if TYPE_CHECKING:
    from quiz.collection.collection import Collection
    from quiz.schedule.memory import Moment
    from quiz.tui.backend.overview import Outlook, Overview
    from quiz.tui.host import Host

RENEWED_S = 60.0
"""How old the list may be while it is shown, by the clock: steps come due."""
PATIENCE_S = 0.3
"""The first picture waits this long for the counts, which nearly always arrive by then."""

OTHER_ROWS, TAPPED_ROWS, LEAST_ROWS = 12, 5, 3
"""The lines of the screen besides the decks and the text below them; with buttons, besides these and the summary too;
and the fewest lines for decks.
"""

KEYS = (
    Binding("s", "study", "Study all", id="home.study", tooltip="what is due in all decks"),
    Binding("b", "app.browse", "Browse", id="home.browse", tooltip="search the cards, change many at once"),
    Binding("t", "app.stats", "Stats", id="home.stats", tooltip="how you are doing"),
    Binding("o", "app.settings", "Options", id="home.options", tooltip="of all decks or of one"),
    Binding("u,ctrl+z", "undo", "Undo the last action of today", show=False, id="home.undo"),
    Binding("r", "again", "Reload", show=False, id="home.again"),
    Binding("question_mark,f1,ctrl+g", "app.help", "Help", id="home.help"),
    Binding("q", "app.quit", "Quit", id="home.quit"),
)


def outdated(collection: Collection, now: Moment) -> bool:
    """Whether more may be due, or a new day have begun, since it was read; a clock that was set back does not count."""
    since_ms = now.at_ms - collection.moment.at_ms
    day = study_day(now, collection.rules.options.rollover_min)
    return since_ms >= RENEWED_S * 1000 or (since_ms > 0 and day > collection.today)


class HomeScreen(Screen[None]):
    BINDINGS: ClassVar = [*KEYS]
    SECTIONS: ClassVar = (("Home", KEYS),)

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self) -> None:
        super().__init__()
        self.overview: Overview | None = None
        self.outlook: Outlook | None = None
        self.torch_state = "starting torch …"
        self._notice = ""
        self._warnings: dict[str, str] = {}
        self._begun = False
        self._stale = False
        self._troubles: dict[str, QuizError] = {}

    def warn(self, about: str, text: str) -> None:
        """Show what is wrong with a part of the settings, until "" takes its place."""
        self._warnings[about] = text
        if self.is_mounted:
            self.redraw()

    @while_shown("settings")
    async def reread_settings(self) -> None:
        fault = ""
        try:
            await self.app.backend.reread()
        except ConfigError as error:
            fault = str(error)
        self.warn("settings", fault)
        self.app.restyle()
        self.judge_theme()

    def judge_theme(self) -> None:
        """Show that there is no theme of the name in the settings, as long as that is so."""
        name, fault = self.app.backend.settings.theme, ""
        try:
            if name:
                check_theme(name, self.app.available_themes, self.app.backend.place_of("theme"))
        except ConfigError as error:
            fault = str(error)
        self.warn("theme", fault)

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        yield Static("", id="today", markup=False)
        yield DeckTable(id="decks")
        yield Static("", id="words", markup=False)
        yield Keys()

    async def on_mount(self) -> None:
        self.query_one(DeckTable).display = False
        begun = asyncio.create_task(self.app.backend.overviews.overview())
        await asyncio.wait((begun,), timeout=PATIENCE_S)
        if begun.done():
            self._take(begun)
        self.redraw()
        # Everything else that takes time begins after the first picture.
        self.call_after_refresh(self._begin, begun)

    def _begin(self, begun: asyncio.Task[Overview]) -> None:
        self._begun = True
        if self._stale:
            self.read()
            self.wait_for_torch()
        else:
            self.first_read(begun)
        self.set_interval(RENEWED_S, self.on_screen_resume)
        self.set_interval(LOOKED_S, self.look)
        if self.app.backend.settings.sync:
            self.run_worker(self._sync(), group="sync")

    async def _sync(self) -> None:
        """Show what the sync beside the session has to say; what it has changed is noticed as any change is."""
        from quiz.tui.backend.synced import synced

        self.warn("sync", await synced(self.app.backend.home))

    def on_screen_resume(self) -> None:
        if self._begun and self.is_active:
            self.judge_theme()
            self.read()
            self.wait_for_torch()  # the review may have started it anew

    def on_screen_suspend(self) -> None:
        self._stale = True  # changes made elsewhere since the data of the first picture was read

    def on_resize(self) -> None:
        self.redraw()

    def action_again(self) -> None:
        if not self._begun:
            self._stale = True
            return
        if self._troubles.pop("torch", None):
            self.app.backend.engine.drop()
        self.reread_settings()
        self.read()
        self.wait_for_torch()

    def action_study(self) -> None:
        if self.overview is not None and self.overview.collection.decks:
            self.study(())

    @while_shown("undo")
    async def action_undo(self) -> None:
        try:
            self._notice = await self.app.backend.browse.undo()
        except StoreError as error:
            self._notice = str(error)
        self.read()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        if event.option_id is not None:
            self.study((event.option_id,))

    @while_shown("study")
    async def study(self, decks: tuple[str, ...]) -> None:
        """Review these decks, or all, or a path, as they are now: the list may have been open overnight."""
        progress = self.overview.progress if self.overview is not None else None
        overview = await self._read()
        if overview is None:
            return
        self._notice = ""
        if progress is not None and decks == (f"{TRAIL}{progress.trail.name}",):
            self.app.review(overview, (), path=progress.trail.present(overview.collection.cards))
        else:
            self.app.review(overview, decks)

    @while_shown("look", replaces=False)
    async def look(self) -> None:
        """Read again when somebody else has changed decks or store, or time has passed: the machine may have slept."""
        if self.overview is None or not self.is_active:
            return
        try:
            changed = await self.app.backend.overviews.changed(self)
        except QuizError:
            changed = True  # reading will report it
        if changed or outdated(self.overview.collection, self.app.backend.now()):
            self.read()

    @while_shown("read")
    async def first_read(self, begun: asyncio.Task[Overview]) -> None:
        """Continue with what was read, or could not be, before the first picture."""
        await asyncio.wait((begun,))
        if self.overview is None:  # it did not arrive in time for the first picture
            self._take(begun)
            self.redraw()
        self.wait_for_torch()
        self.app.has_read(self.overview)
        await self._look_out()

    @while_shown("read")
    async def read(self) -> None:
        """Read the decks and the state of their cards, and show them."""
        overview = await self._read()
        self.app.has_read(overview)
        await self._look_out()

    async def _read(self) -> Overview | None:
        """The overview; None when the store cannot be read, which is then shown."""
        reading = asyncio.create_task(self.app.backend.overviews.overview())
        await asyncio.wait((reading,))
        overview = self._take(reading)
        self.redraw()
        return overview

    def _take(self, reading: asyncio.Task[Overview]) -> Overview | None:
        try:
            self.overview = reading.result()
        except (StoreError, NotFound) as error:
            self._troubles["store"] = error
            self.app.fails_with(error)
            return None
        self._troubles.pop("store", None)
        self.app.fails_with(None)
        self._list()
        return self.overview

    async def _look_out(self) -> None:
        """Read and show the rest, if the store can be read."""
        if self.overview is None or "store" in self._troubles:
            return
        try:
            self.outlook = await self.app.backend.overviews.outlook(self.overview)
        except StoreError as error:
            self._troubles["store"] = error
        self._list()
        self.redraw()

    @while_shown("torch")
    async def wait_for_torch(self) -> None:
        try:
            hello = await self.app.backend.engine.hello()
        except EngineError as error:
            self.torch_state, self._troubles["torch"] = "torch cannot be started", error
        else:
            self.torch_state = badge(hello)
            self._troubles.pop("torch", None)
        self.redraw()

    def _list(self) -> None:
        if self.overview is None:
            return
        table = self.query_one(DeckTable)
        unlisted = not table.display
        table.show(self.overview)
        if unlisted and table.display:
            self.query_one(DeckList).focus()

    def redraw(self) -> None:
        tapped = is_tapped(self.app)
        self.set_class(tapped, "-tapped")
        width, above = self.app.size.width - (2 if tapped else 6), 0
        self.query_one(Head).show(plain("quiz", "bold $text-accent"), plain(self.torch_state, MUTED))
        words = [
            stacked([plain(error.what, "$text-warning"), plain(error.fix), plain("r tries again", MUTED)])
            for error in self._troubles.values()
        ]
        words += [plain(text, "$text-warning") for text in self._warnings.values() if text]
        if self._notice:
            words.insert(0, plain(self._notice))
        if self.overview is None and not self._troubles:
            self.query_one("#today", Static).update(READING)
        if self.overview is not None:
            today = today_lines(self.overview, self.outlook, width)
            self.query_one("#today", Static).update(today)
            above = today.plain.count("\n") + 1
            words = [*next_steps(self.overview, self.outlook), *words]
        text = Content("\n\n").join(words)
        self.query_one("#words", Static).update(text)
        # The text below the decks stays visible: many decks scroll in the remaining room.
        below = len(text.wrap(max(width, 20))) if words else 0
        others = TAPPED_ROWS + above + self.query_one(Keys).lines + (not below) if tapped else OTHER_ROWS
        self.query_one(DeckList).styles.max_height = max(self.app.size.height - others - below, LEAST_ROWS)
