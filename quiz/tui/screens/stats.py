"""The statistics screen: the panels of `quiz stats`, in tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quiz.errors import QuizError
from quiz.tui.keys.footer import Keys
from quiz.tui.screen_worker import while_shown
from quiz.tui.style.content import MUTED, plain, stacked
from quiz.tui.widgets.header import Head
from quiz.tui.widgets.plot import plot_line

if TYPE_CHECKING:
    from quiz.stats.context import Panel
    from quiz.tui.host import Host

GROUPS = {
    "Overview": ("today", "streak", "forecast", "calendar"),
    "Memory": ("retention", "retrievability", "stability", "difficulty", "intervals"),
    "Reviews": ("reviews", "ratings", "hours", "cards"),
    "Decks": ("decks",),
    "Beliefs": ("beliefs",),
    "Calibration": ("calibration",),
}
TABS_FROM = 60
"""From this width on, all tabs are named."""
NARROWEST = 40
"""In fewer columns the plots give up their margins."""
PERIODS = (("last year", 365), ("last month", 30), ("all time", None))
KEYS = (
    Binding("right,tab,l", "turn(1)", "Next", id="stats.next"),
    Binding("left,shift+tab,h", "turn(-1)", "Previous", id="stats.before"),
    Binding("down,j", "scroll(1)", "Down", show=False, id="stats.down"),
    Binding("up,k", "scroll(-1)", "Up", show=False, id="stats.up"),
    Binding("pagedown,space", "page(1)", "A page down", show=False, id="stats.page-down"),
    Binding("pageup", "page(-1)", "A page up", show=False, id="stats.page-up"),
    Binding("p", "period", "Period", id="stats.period", tooltip="the last year, the last month, or all time"),
    Binding("question_mark,f1,ctrl+g", "app.help", "Help", id="stats.help"),
    Binding("q,escape", "app.pop_screen", "Back", id="stats.back"),
)


class StatsScreen(Screen[None]):
    BINDINGS: ClassVar = [*KEYS]
    SECTIONS: ClassVar = (("Statistics", KEYS),)

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self) -> None:
        super().__init__()
        self._at = self._period = 0
        self._panels: dict[str, Panel] | None = None
        self._trouble: QuizError | None = None

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        with VerticalScroll(id="body", can_focus=False):
            yield Static("", id="panels", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        self._draw()
        self.count()

    def on_resize(self) -> None:
        self.query_one("#body").set_class(self.size.width < NARROWEST + 6, "-slim")
        self._draw()

    def action_turn(self, by: int) -> None:
        self._at = (self._at + by) % len(GROUPS)
        self.query_one("#body").scroll_home(animate=False)
        self._draw()

    def action_scroll(self, by: int) -> None:
        self.query_one("#body").scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        body = self.query_one("#body")
        body.scroll_relative(y=by * max(body.size.height - 1, 1), animate=False)

    def action_period(self) -> None:
        self._period = (self._period + 1) % len(PERIODS)
        self._panels = None
        self._draw()
        self.count()

    @while_shown("count")
    async def count(self) -> None:
        """Count on the store's thread; years of reviews take a moment."""
        try:
            self._panels = await self.app.backend.overviews.panels(PERIODS[self._period][1])
            self._trouble = None
        except QuizError as error:
            self._trouble = error
        self._draw()

    def _draw(self) -> None:
        words, period = [plain("stats  ", "bold $text-accent")], plain(PERIODS[self._period][0], MUTED)
        for at, name in enumerate(GROUPS):
            words.append(plain(f"[{name}]" if at == self._at else f" {name} ", "bold" if at == self._at else MUTED))
        if self.app.size.width < TABS_FROM:
            words = [words[0], words[self._at + 1], plain(f"  {self._at + 1} of {len(GROUPS)}", MUTED)]
        self.query_one(Head).show(Content("").join(words), period)
        self.query_one("#panels", Static).update(self._text())

    def _text(self) -> Content:
        if self._trouble is not None:
            return stacked([plain(self._trouble.what, "$text-warning"), plain(self._trouble.fix)])
        if self._panels is None:
            return plain("counting …", MUTED)
        if not self._panels:
            return plain("No answers yet, so there is nothing to count. Your first review begins at home.")
        from quiz.stats.panels import drawn
        from quiz.text.plots.canvas import Canvas

        names = tuple(GROUPS.values())[self._at]
        margins = 4 if self.size.width < NARROWEST + 6 else 6
        canvas = Canvas(max(min(self.size.width - margins, 100), 36))
        return stacked(map(plot_line, drawn({name: self._panels[name] for name in names}, canvas)))
