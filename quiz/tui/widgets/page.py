"""The page of a review: the card above, which scrolls, and beneath it what must stay in view: input or ratings."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from quiz.ask._question import Question
from quiz.errors import QuizError
from quiz.tui.phrases import left
from quiz.tui.prose import MUTED, hanging, plain, prose, stacked
from quiz.tui.widgets.answer import AnswerWidget, answer_widget
from quiz.tui.widgets.code import Code
from quiz.tui.widgets.head import Head
from quiz.tui.widgets.ratings import Ratings
from quiz.tui.widgets.verdict import VerdictText
from quiz.view import Stage, View

PATIENCE_S = 0.15
"""A question that is there sooner takes the place of the one before without a word between."""
_WAITS = {
    Stage.DRAWING: "One moment: torch works out the answer …",
    Stage.JUDGING: "One moment: torch judges …",
    Stage.SAVING: "One moment: the database is busy …",
}


class Page(Vertical):
    """Shows a view of the session, in place. It asks nothing of the session."""

    def __init__(self) -> None:
        super().__init__()
        self._view = View(Stage.DRAWING)
        self._trouble: QuizError | None = None
        self._question: Question | None = None
        self._stage = Stage.DONE
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

    def on_mount(self) -> None:
        for name in ("#ratings", "#verdict", "#hints", "#notice", "#code"):
            self.query_one(name).display = False

    def show(self, view: View, trouble: QuizError | None) -> None:
        """`trouble` is why the engine cannot go on, None while it can."""
        self._view, self._trouble = view, trouble
        if self._waiting is not None:
            self._waiting.stop()
        if view.stage in _WAITS:
            self._waiting = self.set_timer(PATIENCE_S, self._show_waiting)
        self._show_head(view)
        if view.stage is not Stage.DRAWING:
            if view.question is not None and view.question is not self._question:
                self._question = view.question
                self._ask(view.question)
            elif view.stage is not self._stage:
                self._show_stage(view)
        self._stage = view.stage
        self._show_panel(view)
        if trouble is not None:
            self.query_one("#body").focus()

    def scroll_pages(self, pages: int) -> None:
        body = self.query_one("#body")
        body.scroll_relative(y=pages * max(body.size.height - 2, 1), animate=False)

    @work(exclusive=True, group="ask")
    async def _ask(self, question: Question) -> None:
        """Put a new question in the place of the one before."""
        with self.app.batch_update():
            place = self.query_one("#answer")
            await place.remove_children()
            await place.mount(answer_widget(question.card.ask)(question))
            self.query_one("#prompt", Static).update(prose(question.prompt))
            self.query_one(Code).show(question.code)
            self.query_one("#body").scroll_home(animate=False)
            self._show_stage(self._view)
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
            self.call_after_refresh(self._reveal)
        else:
            verdict.clear()
            for answer in self.query(AnswerWidget):
                answer.begin()

    def _reveal(self) -> None:
        self.query_one("#body").scroll_to_widget(self.query_one(VerdictText), animate=False)

    def _show_head(self, view: View) -> None:
        if view.card is None:
            return
        state = Content.assemble(("⚑ flagged  ", "$text-warning") if view.flag else "", "new" if view.new else "review")
        self.query_one(Head).show(
            Content.assemble((view.card.deck, "bold"), " · ", plain(view.card.name)),
            Content.assemble(state, (f" · left: {left(view.remaining)}", MUTED)),
            Content.assemble(state, (f" · {view.remaining.total:,} left", MUTED)),
        )

    def _show_panel(self, view: View) -> None:
        asked = view.stage in (Stage.ASKING, Stage.JUDGING)
        hints = self.query_one("#hints", Static)
        hints.display = asked and bool(view.hints)
        width = self.size.width - 6
        hints.update(stacked(hanging(plain("hint  ", "$text-warning"), prose(hint), width) for hint in view.hints))
        words = plain(view.notice, "$text-warning" if asked else "")
        if self._trouble is not None:
            what = plain(f"{self._trouble.what}. {self._trouble.mend}", "$text-warning")
            words = stacked([what, plain("r tries again, esc leaves; all is saved.")])
        self._notice(words)

    def _show_waiting(self) -> None:
        """What is waited for takes its time: say so; a question that is to come does not stand beside the last one."""
        if self._view.stage not in _WAITS:
            return  # the timer had run out already
        if self._trouble is None:
            self._notice(plain(_WAITS[self._view.stage], MUTED))
        if self._view.stage is Stage.DRAWING:
            self._question = None
            self.query_one("#answer").display = self.query_one("#ratings").display = False
            self.query_one(VerdictText).clear()
            self.query_one(Code).show("")
            self.query_one("#prompt", Static).update("")
            self._fit()

    def _notice(self, words: Content) -> None:
        notice = self.query_one("#notice", Static)
        notice.display = bool(words)
        notice.update(words)
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Give the card what the panel leaves; the panel stands right beneath a short card."""
        panel = self.query_one("#panel")
        room = self.size.height - self.query_one("#head").outer_size.height
        width = max(self.size.width - panel.gutter.width, 1)
        wanted = panel.get_content_height(self.size, self.size, width) + panel.gutter.height
        self.query_one("#body").styles.max_height = max(room - min(wanted, room * 2 // 3), 3)
