"""The review: one screen for asking, judging and rating, updated in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Static

from quiz import session as s
from quiz.ask._question import Question
from quiz.schedule.memory import Rating
from quiz.session import Stage, View
from quiz.tui.driver import Driver
from quiz.tui.phrases import left
from quiz.tui.prose import hanging, plain, prose, stacked
from quiz.tui.widgets.answer import AnswerWidget, answer_widget
from quiz.tui.widgets.code import Code
from quiz.tui.widgets.head import Head
from quiz.tui.widgets.ratings import Choice, Ratings
from quiz.tui.widgets.verdict import VerdictText

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

PATIENCE_S = 0.15
"""A question that is there sooner takes the place of the one before without a word between."""

_WAITS = {
    Stage.DRAWING: "One moment: torch works out the answer …",
    Stage.JUDGING: "One moment: torch judges …",
    Stage.SAVING: "One moment: the database is busy …",
}

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
    Binding("r", "retry", "Try torch again"),
)


class ReviewScreen(Screen[None]):
    BINDINGS: ClassVar = [*BEFORE, *AFTER, *ALWAYS]
    SECTIONS: ClassVar = (
        ("Before you submit", (Binding("enter", "", "Submit the answer"), *BEFORE)),
        ("After it", AFTER),
        ("At any time", ALWAYS),
    )
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (76, "-wide")]

    if TYPE_CHECKING:
        app = getters.app(QuizApp)

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self.driver = driver
        self._question: Question | None = None
        self._stage = Stage.DRAWING
        self._waiting: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        with VerticalScroll(id="body"):
            yield Static("", id="prompt", markup=False)
            yield Code(id="code")
            yield VerdictText(id="verdict")
        with Vertical(id="panel"):
            yield Static("", id="hints", markup=False)
            yield Vertical(id="answer")
            yield Ratings(id="ratings")
            yield Static("", id="notice", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        for name in ("#ratings", "#verdict", "#hints", "#notice", "#code"):
            self.query_one(name).display = False
        self.driver.changed = self.show_view
        self.drive()

    @work(group="drive")
    async def drive(self) -> None:
        await self.driver.run()

    # What the session shows.

    def show_view(self) -> None:
        """Bring the screen in line with the session."""
        view = self.driver.view
        if view.stage is Stage.DONE:
            self.app.done(self.driver)
            return
        self._show_head(view)
        if self._waiting is not None:
            self._waiting.stop()
        if view.stage in (Stage.DRAWING, Stage.JUDGING, Stage.SAVING):
            self._waiting = self.set_timer(PATIENCE_S, self._show_waiting)
        if self.driver.trouble is not None:
            self.query_one("#body").focus()
        if view.stage is Stage.DRAWING:
            pass
        elif view.question is not None and view.question is not self._question:
            self._question = view.question
            self.ask(view.question)
        elif view.stage is not self._stage:
            self._show_stage(view)
        self._stage = view.stage
        self._show_panel(view)
        self.refresh_bindings()

    @work(exclusive=True, group="ask")
    async def ask(self, question: Question) -> None:
        """Put a new question in the place of the one before."""
        with self.app.batch_update():
            place = self.query_one("#answer")
            await place.remove_children()
            await place.mount(answer_widget(question.card.ask)(question))
            self.query_one("#prompt", Static).update(prose(question.prompt))
            self.query_one(Code).show(question.code)
            self.query_one("#body").scroll_home(animate=False)
            self._show_stage(self.driver.view)
            self._fit()

    def _show_stage(self, view: View) -> None:
        answered = view.stage in (Stage.ANSWERED, Stage.SAVING)
        self.query_one("#answer").display = not answered
        ratings = self.query_one(Ratings)
        ratings.display = answered
        verdict = self.query_one(VerdictText)
        if answered and view.verdict is not None and view.question is not None:
            ratings.show(view.waits, view.suggested)
            verdict.show(view.question, view.given, view.verdict)
            self.query_one("#body").focus()
            self.call_after_refresh(self._reveal, verdict)
        else:
            verdict.clear()
            for answer in self.query(AnswerWidget):
                answer.begin()

    def _reveal(self, verdict: VerdictText) -> None:
        self.query_one("#body").scroll_to_widget(verdict, animate=False)

    def _show_head(self, view: View) -> None:
        card = view.card
        if card is None:
            return
        state = Content.assemble(("⚑ flagged  ", "$text-warning") if view.flag else "", "new" if view.new else "review")
        total = view.remaining.total
        self.query_one(Head).show(
            Content.assemble((card.deck, "bold"), " · ", plain(card.name)),
            Content.assemble(state, (f" · left: {left(view.remaining)}", "$foreground 60%")),
            Content.assemble(state, (f" · {total:,} left", "$foreground 60%")),
        )

    def _show_panel(self, view: View) -> None:
        asked = view.stage in (Stage.ASKING, Stage.JUDGING)
        hints = self.query_one("#hints", Static)
        hints.display = asked and bool(view.hints)
        hints.update(
            stacked(hanging(plain("hint  ", "$text-warning"), prose(one), self.size.width - 6) for one in view.hints)
        )
        notice = self.query_one("#notice", Static)
        trouble = self.driver.trouble
        words = plain(view.notice, "$text-warning" if asked else "")
        if trouble is not None:
            words = stacked(
                [
                    plain(f"{trouble.what}. {trouble.mend}", "$text-warning"),
                    plain("r tries again, esc leaves; all is saved."),
                ]
            )
        notice.display = bool(words)
        notice.update(words)
        self._fit()

    def _show_waiting(self) -> None:
        """What is waited for takes its time: say so; a question that is to come does not stand beside the last one."""
        view = self.driver.view
        if view.stage in _WAITS and self.driver.trouble is None:
            notice = self.query_one("#notice", Static)
            notice.display = True
            notice.update(plain(_WAITS[view.stage], "$foreground 60%"))
            self._fit()
        if view.stage is not Stage.DRAWING:
            return
        self._question = None
        self.query_one("#answer").display = self.query_one("#ratings").display = False
        self.query_one(VerdictText).clear()
        self.query_one(Code).show("")
        self.query_one("#prompt", Static).update("")
        self._fit()

    # Room: the input and the ratings are always in view, the rest scrolls.

    def on_resize(self, event: events.Resize) -> None:
        self._fit()

    def _fit(self) -> None:
        panel = self.query_one("#panel")
        inner = max(self.size.width - panel.gutter.width, 1)
        wanted = panel.get_content_height(self.size, self.size, inner) + panel.gutter.height
        fixed = self.query_one(Head).outer_size.height + 1
        most = max(self.size.height - fixed - min(wanted, (self.size.height - fixed) * 2 // 3), 3)
        self.query_one("#body").styles.max_height = most

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        stage = self.driver.view.stage
        if action in ("hint", "give_up"):
            return stage is Stage.ASKING
        if action in ("suspend", "bury", "flag"):
            return stage in (Stage.ASKING, Stage.ANSWERED)
        if action == "rate":
            return stage is Stage.ANSWERED
        if action == "before":
            return stage is not Stage.ANSWERED
        if action == "after":
            # While nothing can be typed, q leaves too: torch may take its time, or never come.
            return stage is Stage.ANSWERED or (parameters == ("leave",) and self.driver.trouble is not None)
        if action == "retry":
            return self.driver.trouble is not None
        return True

    @on(AnswerWidget.Submitted)
    def _submitted(self, event: AnswerWidget.Submitted) -> None:
        if self.driver.view.stage is Stage.ASKING:
            self.driver.submit(event.given)

    @on(Choice.Picked)
    def _picked(self, event: Choice.Picked) -> None:
        self.action_rate(int(event.rating))

    def action_rate(self, rating: int) -> None:
        self.driver.send(s.Rate(Rating(rating) if rating else None))

    async def action_before(self, what: str) -> None:
        await self.run_action(f"screen.{what}")

    async def action_after(self, what: str) -> None:
        await self.run_action(f"screen.{what}")

    def action_help(self) -> None:
        self.app.action_help()

    def action_hint(self) -> None:
        self.driver.send(s.Hint())

    def action_give_up(self) -> None:
        self.driver.give_up()

    def action_undo(self) -> None:
        self.driver.send(s.Undo())

    def action_suspend(self) -> None:
        self.driver.send(s.Suspend())

    def action_bury(self) -> None:
        self.driver.send(s.Bury())

    def action_flag(self) -> None:
        self.driver.send(s.Flag(0 if self.driver.view.flag else 1))

    def action_retry(self) -> None:
        self.app.desk.renew_engine()
        self.driver.retry()

    def action_page(self, by: int) -> None:
        body = self.query_one("#body")
        body.scroll_relative(y=by * max(body.size.height - 2, 1), animate=False)

    async def action_leave(self) -> None:
        await self.app.leave(self.driver)
