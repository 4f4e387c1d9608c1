"""The review screen: what each key does while a card is asked, judged and rated."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from quiz.answer.verdict import Status, Verdict
from quiz.ask.question import Broken, Given, Question
from quiz.errors import EngineError, QuizError
from quiz.review import events
from quiz.review.view import Stage
from quiz.schedule.memory import Rating
from quiz.tui.backend.driver import Driver
from quiz.tui.backend.overview import LOOKED_S
from quiz.tui.host import UNSAVED
from quiz.tui.keys.footer import Keys
from quiz.tui.screen_worker import while_shown
from quiz.tui.widgets.answers.base import AnswerWidget
from quiz.tui.widgets.ratings import RatingButton
from quiz.tui.widgets.review_page import ReviewPage
from quiz.tui.widgets.verdict import VerdictText

if TYPE_CHECKING:
    from quiz.tui.host import Host

# Until an answer is submitted letters are text, so everything else is on the function keys.
BEFORE = (
    Binding("f2", "hint", "Hint", id="review.before.hint", tooltip="Hard is then suggested"),
    Binding("f3", "give_up", "Give up", id="review.before.give-up"),
    Binding("f1,ctrl+g", "before('help')", "Help", id="review.before.help"),
    Binding("f5", "before('edit')", "Edit the card in its file", show=False, id="review.before.edit"),
    Binding("f6", "before('suspend')", "Suspend the card", show=False, id="review.before.suspend"),
    Binding("f7", "before('bury')", "Bury the card until tomorrow", show=False, id="review.before.bury"),
    Binding("f8", "before('flag')", "Flag the card, or remove its flag", show=False, id="review.before.flag"),
    Binding("f9,ctrl+z", "before('undo')", "Undo", show=False, id="review.before.undo"),
    Binding("f10,ctrl+o", "before('info')", "History of the card", show=False, id="review.before.info"),
)
NO_HINT = Binding("f2", "no_hint", "Hint", show=False, id="review.before.hint")
"""The same key when there is no hint: it says so."""
AFTER = (
    Binding("space,enter", "rate(0)", "Go on", id="review.after.go-on"),
    Binding("1", "rate(1)", "Again", show=False, id="review.after.again"),
    Binding("2", "rate(2)", "Hard", show=False, id="review.after.hard"),
    Binding("3", "rate(3)", "Good", show=False, id="review.after.good"),
    Binding("4", "rate(4)", "Easy", show=False, id="review.after.easy"),
    Binding("t", "again", "Try again", id="review.after.try-again"),
    Binding("u,ctrl+z,f9", "after('undo')", "Undo", id="review.after.undo", tooltip="the answer is open again"),
    Binding("p,f4", "after('play')", "Play", id="review.after.play"),
    Binding("right", "step(1)", "Show where the next cell is from", show=False, id="review.after.next-cell"),
    Binding("left", "step(-1)", "Show where the previous cell is from", show=False, id="review.after.cell-before"),
    Binding("s,at,f6", "after('suspend')", "Suspend the card", show=False, id="review.after.suspend"),
    Binding("b,minus,f7", "after('bury')", "Bury the card until tomorrow", show=False, id="review.after.bury"),
    Binding("f,f8", "after('flag')", "Flag the card, or remove its flag", show=False, id="review.after.flag"),
    Binding("d", "after('dispute')", "Dispute the verdict", show=False, id="review.after.dispute", tooltip="asks why"),
    Binding("y", "after('copy')", "Copy", show=False, id="review.after.copy", tooltip="the answer, the card's id"),
    Binding("i,f10,ctrl+o", "after('info')", "Info", id="review.after.info"),
    Binding("e,f5", "after('edit')", "Edit the card in its file", show=False, id="review.after.edit"),
    Binding("question_mark,f1,ctrl+g", "after('help')", "Help", id="review.after.help"),
    Binding("q", "after('leave')", "Leave", show=False, id="review.after.leave"),
)
ALWAYS = (
    Binding("r", "retry", "Try again what has failed", id="review.retry"),
    Binding("ctrl+t", "drawings", "Drawings of the tensors on or off", show=False, id="review.drawings"),
    Binding("ctrl+r", "rerate", "Change the last rating", show=False, id="review.rerate"),
    Binding("pageup", "page(-1)", "Scroll up", show=False, id="review.page-up"),
    Binding("pagedown", "page(1)", "Scroll down", show=False, id="review.page-down"),
    Binding("escape", "leave", "Leave", id="review.leave"),
)

_OF_THE_SESSION = frozenset(
    (
        "hint",
        "no_hint",
        "rerate",
        "give_up",
        "suspend",
        "bury",
        "flag",
        "undo",
        "rate",
        "after",
        "again",
        "step",
        "retry",
    )
)
"""Keys that do nothing during a second try, which is outside the session."""


BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]
"""From which width, in cells, a screen has which class."""


def _offer_copies(screen: ReviewScreen) -> None:
    from quiz.tui.screens.copy_verdict import offer_copies

    offer_copies(screen.app, screen.driver)


class ReviewScreen(Screen[None]):
    """One screen for all cards of a session; `ReviewPage` shows them."""

    BINDINGS: ClassVar = [*BEFORE, NO_HINT, *AFTER, *ALWAYS]
    SECTIONS: ClassVar = (
        ("Before you submit", BEFORE),
        ("After it", AFTER),
        ("At any time", ALWAYS),
    )
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self, driver: Driver) -> None:
        # Textual would set the class after the first layout, and then style and lay out everything once more.
        super().__init__(classes=max(row for row in BREAKPOINTS if self.app.size.width >= row[0])[1])
        self.driver = driver
        self.page = ReviewPage()
        self._warned: Given | None = None
        self._played: tuple[tuple[Question, Given] | None, str] = (None, "")

    def compose(self) -> ComposeResult:
        yield self.page
        yield Keys()

    def on_mount(self) -> None:
        self.driver.changed = self.show_view
        self.set_interval(1, self._tick)
        self.set_interval(LOOKED_S, self.look)
        self.drive()

    @while_shown("look", replaces=False)
    async def look(self) -> None:
        """Take over changes by somebody else: the next card comes as its file says now."""
        with suppress(QuizError):  # it is checked again, and reported where it matters
            if self.is_active and await self.app.backend.overviews.changed(self):
                self.driver.send(events.Renewed((await self.app.backend.overviews.overview()).collection))

    @while_shown("drive")
    async def drive(self) -> None:
        await self.driver.run()

    def show_view(self) -> None:
        """Update the screen from the session."""
        if self.driver.view.stage is Stage.DONE:
            self.app.done(self.driver)
        else:
            self._tick()
            self.page.show(self.driver.view, self.driver.trouble, self.driver.waits_for)
            self.page.draw(self.driver.picture)

    def _tick(self) -> None:
        self.page.clock(self.driver.elapsed_s)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys are active at this stage: only those are handled and shown."""
        view, stuck = self.driver.view, self.driver.trouble is not None
        asking, answered = view.stage is Stage.ASKING, view.stage is Stage.ANSWERED
        if self.page.trying:
            staged = parameters[0] if action == "before" else action
            return staged not in _OF_THE_SESSION
        if action in ("hint", "no_hint"):
            return asking and (view.hints_left > 0) == (action == "hint")
        if action == "give_up":
            return asking
        if action == "rerate":
            return (asking or answered) and bool(view.tally.reviewed) and not view.cram
        if action in ("suspend", "bury", "flag"):
            return asking or answered
        if action == "rate":
            return answered
        if action == "again":
            return answered and view.verdict is not None and not view.verdict.right
        if action == "step":
            return answered and self.query_one(VerdictText).has_way
        if action == "before":
            return not answered and (parameters[0] not in ("edit", "suspend", "bury", "flag") or asking)
        if action == "after":
            return answered or (stuck and parameters == ("leave",))
        if action == "retry":
            return stuck
        return True

    @on(AnswerWidget.Submitted)
    def _submitted(self, event: AnswerWidget.Submitted) -> None:
        if self.page.trying:
            self._judge_again(event.given)
        elif self.driver.view.stage is Stage.ASKING:
            self.driver.submit(event.given)

    @on(RatingButton.Picked)
    def _picked(self, event: RatingButton.Picked) -> None:
        self.action_rate(int(event.rating))

    def action_rate(self, rating: int) -> None:
        self.driver.send(events.Rate(Rating(rating) if rating else None))

    async def action_before(self, what: str) -> None:
        await self.run_action(f"screen.{what}")

    action_after = action_before

    def action_help(self) -> None:
        self.app.action_help()

    def action_hint(self) -> None:
        self.driver.send(events.Hint())

    action_no_hint = action_hint  # the session says that there is none

    def action_give_up(self) -> None:
        self.driver.give_up()

    def action_undo(self) -> None:
        self.driver.send(events.Undo())

    def action_suspend(self) -> None:
        self.driver.send(events.Suspend())

    def action_bury(self) -> None:
        self.driver.send(events.Bury())

    def action_flag(self) -> None:
        self.driver.send(events.SetFlag(0 if self.driver.view.flag else 1))

    def action_retry(self) -> None:
        self.app.backend.engine.drop()
        self.driver.retry()

    def action_page(self, pages: int) -> None:
        body = self.query_one("#body")
        body.scroll_relative(y=pages * max(body.size.height - 2, 1), animate=False)

    async def action_leave(self) -> None:
        answer = self.page.panel.answer
        if self.page.practice is not None:
            self.page.back()
        elif answer is not None and self.unsaved and answer.typed != self._warned:
            self._warned = answer.typed
            self.page.tell(f"{UNSAVED} The same key once more leaves.", answer.given())
        else:
            await self.app.leave(self.driver)

    @property
    def unsaved(self) -> Given:
        """The typed text that would be lost if the learner left now."""
        answer = self.page.panel.answer
        return answer.typed if answer is not None and self.driver.view.stage is Stage.ASKING else ""

    def action_drawings(self) -> None:
        self.page.toggle_drawings()

    def action_step(self, by: int) -> None:
        self.page.step(by)

    def action_dispute(self) -> None:
        """Ask why, and dispute the verdict only when that is answered: a slip of a key disputes nothing."""
        from quiz.tui.screens.ask_line import AskLine

        def dispute(why: str | None) -> None:
            if why:
                self.driver.send(events.Dispute(why))

        self.page.tell("")  # such as "Dispute saved.", which is about the reason before
        done = "It is disputed already: a new reason replaces the old one. " if self.driver.view.disputed else ""
        self.app.push_screen(AskLine("Why is this verdict wrong?", f"{done}Undo takes a dispute back."), dispute)

    action_copy = _offer_copies

    def action_rerate(self) -> None:
        """Change the rating of the answer rated last; the card on the screen stays."""
        from quiz.tui.screens.pick import Pick

        def rerate(rating: str | None) -> None:
            if rating:
                self.driver.send(events.Rerate(Rating[rating]))

        last = self.driver.session.rated_last
        if last is not None:
            rows = [(rating.name, f"{int(rating)} {rating.name.capitalize()}") for rating in Rating]
            title = f"{last.card} is rated {last.rating.name.capitalize()}. It becomes:"
            self.app.push_screen(Pick(title, rows, at=last.rating.name, keys="1234"), rerate)

    # A second try, as practice.

    @while_shown("practice")
    async def action_again(self) -> None:
        question, given = self.driver.view.question, self.driver.view.given
        page = self.page
        if question is None:
            return
        try:
            redrawn = await self.driver.tasks.redrawn(page.practice or question)
        except (Broken, EngineError):
            redrawn = question  # the numbers shown will do
        if self.driver.view.question is question and self.driver.view.stage is Stage.ANSWERED:
            await page.practise(redrawn, given).wait()

    @while_shown("practice")
    async def _judge_again(self, given: Given) -> None:
        page = self.page
        if page.practice is None:
            return
        try:
            verdict = await self.driver.tasks.judged(page.practice, given)
        except EngineError as error:
            verdict = Verdict(Status.ERROR, "", "", message=f"{error.what}. {error.fix}")
        page.practised(given, verdict)

    # Screens that open over the review.

    def action_play(self) -> None:
        from quiz.tui.screens.playground import PlayScreen

        view, practice = self.driver.view, self.page.practice
        question, given = practice or view.question, "" if practice is not None else view.given
        if question is None:
            return
        played, code = self._played
        code = code if played == (question, given) else ""

        def keep(code: str | None) -> None:
            self._played = ((question, given), code or "")

        self.app.push_screen(PlayScreen(self.driver.tasks, question, given, code), keep)

    def action_info(self) -> None:
        from quiz.tui.screens.info import InfoScreen

        view = self.driver.view
        if view.card is not None:
            unrated = view.stage is Stage.ANSWERED and not view.cram
            self.app.push_screen(InfoScreen(view.card.id, view.card, self.driver.options, unrated=unrated))

    @while_shown("edit")
    async def action_edit(self) -> None:
        from quiz.tui.backend.edit_card import checked, edit

        card, page = self.driver.view.card, self.page
        if card is None:
            return
        edited = await edit(self.app, self.app.backend, card)
        if edited.collection is None:
            page.tell(edited.message)
        else:
            self.driver.send(events.Renewed(edited.collection, edited=True, message=edited.message))
        if edited.path is not None:
            page.tell(f"{edited.message} {await checked(edited.path, card)}")
