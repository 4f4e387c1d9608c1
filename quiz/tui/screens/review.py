"""The review: what each key does while a card is asked, judged and rated."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Footer

from quiz import moves
from quiz.schedule.memory import Rating
from quiz.tui.driver import Driver
from quiz.tui.widgets.answer import AnswerWidget
from quiz.tui.widgets.page import Page
from quiz.tui.widgets.ratings import Choice
from quiz.view import Stage

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

# Before an answer is submitted letters are text, so that everything else is on the function keys.
BEFORE = (
    Binding("f2", "hint", "Hint"),
    Binding("f3", "give_up", "Give up"),
    Binding("f1", "before('help')", "Help"),
    Binding("f6", "suspend", "Suspend the card", show=False),
    Binding("f7", "bury", "Bury it until tomorrow", show=False),
    Binding("f8", "flag", "Flag it, or take the flag away", show=False),
    Binding("f9", "undo", "Undo", show=False),
)
AFTER = (
    Binding("space,enter", "rate(0)", "Go on", key_display="space"),
    Binding("1", "rate(1)", "Again", show=False),
    Binding("2", "rate(2)", "Hard", show=False),
    Binding("3", "rate(3)", "Good", show=False),
    Binding("4", "rate(4)", "Easy", show=False),
    Binding("u", "after('undo')", "Undo"),
    Binding("s,at", "after('suspend')", "Suspend", key_display="s"),
    Binding("b,minus", "after('bury')", "Bury", key_display="b"),
    Binding("f", "after('flag')", "Flag"),
    Binding("question_mark", "after('help')", "Help", key_display="?"),
    Binding("q", "after('leave')", "Leave"),
)
ALWAYS = (
    Binding("escape", "leave", "Leave; all is saved", key_display="esc", show=False),
    Binding("pageup", "page(-1)", "Scroll up", show=False),
    Binding("pagedown", "page(1)", "Scroll down", show=False),
    Binding("r", "retry", "Try torch again, where it failed"),
)


class ReviewScreen(Screen[None]):
    """One screen for all cards of a session; `Page` shows them."""

    BINDINGS: ClassVar = [*BEFORE, *AFTER, *ALWAYS]
    SECTIONS: ClassVar = (
        ("Before you submit", (Binding("enter", "", "Submit the answer"), *BEFORE)),
        ("After it", AFTER),
        ("At any time", ALWAYS),
    )
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]  # noqa: RUF012 (Textual declares it so)

    if TYPE_CHECKING:
        app = getters.app(QuizApp)

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self.driver = driver

    def compose(self) -> ComposeResult:
        yield Page()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self.driver.changed = self.show_view
        self.drive()

    @work(group="drive")
    async def drive(self) -> None:
        await self.driver.run()

    def show_view(self) -> None:
        """Bring the screen in line with the session."""
        if self.driver.view.stage is Stage.DONE:
            self.app.done(self.driver)
        else:
            self.query_one(Page).show(self.driver.view, self.driver.trouble)
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys mean something at this stage: only those are taken and shown."""
        stage = self.driver.view.stage
        stuck = self.driver.trouble is not None
        if action in ("hint", "give_up"):
            return stage is Stage.ASKING
        if action in ("suspend", "bury", "flag"):
            return stage in (Stage.ASKING, Stage.ANSWERED)
        if action == "rate":
            return stage is Stage.ANSWERED
        if action == "before":
            return stage is not Stage.ANSWERED
        if action == "after":
            return stage is Stage.ANSWERED or (stuck and parameters == ("leave",))
        if action == "retry":
            return stuck
        return True

    @on(AnswerWidget.Submitted)
    def _submitted(self, event: AnswerWidget.Submitted) -> None:
        if self.driver.view.stage is Stage.ASKING:
            self.driver.submit(event.given)

    @on(Choice.Picked)
    def _picked(self, event: Choice.Picked) -> None:
        self.action_rate(int(event.rating))

    def action_rate(self, rating: int) -> None:
        self.driver.send(moves.Rate(Rating(rating) if rating else None))

    async def action_before(self, what: str) -> None:
        await self.run_action(f"screen.{what}")

    async def action_after(self, what: str) -> None:
        await self.run_action(f"screen.{what}")

    def action_help(self) -> None:
        self.app.action_help()

    def action_hint(self) -> None:
        self.driver.send(moves.Hint())

    def action_give_up(self) -> None:
        self.driver.give_up()

    def action_undo(self) -> None:
        self.driver.send(moves.Undo())

    def action_suspend(self) -> None:
        self.driver.send(moves.Suspend())

    def action_bury(self) -> None:
        self.driver.send(moves.Bury())

    def action_flag(self) -> None:
        self.driver.send(moves.Flag(0 if self.driver.view.flag else 1))

    def action_retry(self) -> None:
        self.app.desk.renew_engine()
        self.driver.retry()

    def action_page(self, pages: int) -> None:
        self.query_one(Page).scroll_pages(pages)

    async def action_leave(self) -> None:
        await self.app.leave(self.driver)
