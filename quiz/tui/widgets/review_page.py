"""The page of a review: the card above, which scrolls, and beneath it the input or the ratings."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer

from quiz.answer.verdict import Status, Verdict
from quiz.ask import kinds
from quiz.ask.picture import Picture
from quiz.ask.question import Given, Question
from quiz.errors import QuizError
from quiz.review.view import Stage, View
from quiz.tui.screen_worker import while_shown
from quiz.tui.style.content import MUTED, plain, prose
from quiz.tui.widgets import session_texts
from quiz.tui.widgets.answer_panel import AnswerPanel
from quiz.tui.widgets.answers.base import Grown, answer_widget, height
from quiz.tui.widgets.code import CodeView
from quiz.tui.widgets.folded import FoldedText
from quiz.tui.widgets.header import Head
from quiz.tui.widgets.tensor_grids import TensorGrids
from quiz.tui.widgets.verdict import VerdictText

PATIENCE_S = 0.15
"""A question that arrives within this time replaces the one before without a message between."""
DRAWN_FROM = 100
"""From this many columns on, there is room for drawings next to the code."""
_JUDGED = {Stage.ANSWERED, Stage.SAVING}
STILL_WAITING_S = 0.5
"""How often the page checks again what is being waited for."""


class ReviewPage(Vertical):
    """Shows a view of the session. It does not call the session."""

    def __init__(self) -> None:
        super().__init__()
        self._view = View(Stage.DRAWING)
        self._trouble: QuizError | None = None
        self._question: Question | None = None
        self._stage = Stage.DONE
        self._waiting: Timer | None = None
        self._picture = Picture()
        self._draws, self._posing = True, False
        self._elapsed_s, self._refusal = 0, ""
        self._waits_for: Callable[[], str] = str
        self.practice: Question | None = None
        """The question of a second try, from its beginning until the next card or until it is left."""
        self.trying = False
        """Whether the second try is being answered."""

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        with VerticalScroll(id="body"):
            yield FoldedText(id="prompt")
            with Horizontal(id="work"):
                yield CodeView(id="code")
                yield TensorGrids(id="grids")
            yield VerdictText(id="verdict")
        yield AnswerPanel(id="panel")

    def on_mount(self) -> None:
        self.query("#verdict, #code, #grids").set(display=False)

    def show(self, view: View, trouble: QuizError | None, waits_for: Callable[[], str] = str) -> None:
        """Show a view. `trouble` is why the engine cannot go on, None while it can; `waits_for()` what it waits for."""
        # Without news what was told stays: a look at the files and a drawing come without a key.
        news = view is not self._view or trouble is not self._trouble
        self._view, self._trouble, self._waits_for = view, trouble, waits_for
        if self._waiting is not None:
            self._waiting.stop()
        if view.stage is Stage.DRAWING and self._stage is Stage.ASKING:
            self.panel.keep_draft()
        if view.stage in session_texts.WAITING and trouble is None:
            # Most often the wait is over before a message about it would be drawn.
            self._waiting = self.set_timer(PATIENCE_S, self._show_waiting)
            if self._question is None:
                self._show_head(view)
            return
        before, self._stage = self._stage, view.stage
        if view.stage is Stage.ASKING and self.panel.listen():
            self._refusal = view.notice
        if view.stage is not Stage.DRAWING and view.question is not None and view.question is not self._question:
            self._question, self.practice, self.trying = view.question, None, False
            self._posing = True
            self._ask(view.question)
            return
        self._show_head(view)
        if view.stage is Stage.DRAWING:
            self._clear()
        elif view.stage is not before:
            self._show_stage(view)
        if news:
            self._show_panel(view)
        if trouble is not None:
            self.query_one("#body").focus()
        self._shown()

    def _shown(self) -> None:
        """Draw the page as one picture, with keys that have changed along with it."""
        self.screen.refresh_bindings()
        self.screen.refresh(repaint=False, layout=True)

    def draw(self, picture: Picture) -> None:
        """Draw the tensors next to the code, and the origins of the answer's cells below the verdict."""
        self._picture = picture
        if self._view.stage not in session_texts.WAITING and not self._posing:
            self._draw()

    def toggle_drawings(self) -> None:
        """Switch drawings on or off, or say why there are none."""
        if (width := self.app.size.width) < DRAWN_FROM:
            self.tell(f"Drawings need {DRAWN_FROM} columns; this screen has {width}.")
            return
        self._draws = not self._draws
        self._draw()
        if not self._draws or not self.query_one(TensorGrids).display:
            self.tell("Nothing of this code can be drawn." if self._draws else "Drawings are off.")

    def step(self, by: int) -> None:
        """Point out the origin of another cell of the answer, and scroll to it."""
        verdict = self.query_one(VerdictText)
        verdict.step(by)
        self.query_one("#body").scroll_to_region(verdict.way, animate=False)

    def clock(self, elapsed_s: int) -> None:
        """Show how long the session has lasted."""
        self._elapsed_s = elapsed_s
        self._show_head(self._view)

    @property
    def panel(self) -> AnswerPanel:
        return self.query_one(AnswerPanel)

    def _draw(self) -> None:
        judged = self._view.stage in _JUDGED
        shows = self._draws and self.practice in (None, self._question) and self.app.size.width >= DRAWN_FROM
        named = tuple(tensor for tensor in self._picture.named if tensor.open or judged) if shows else ()
        code, drawings = self.query_one(CodeView), self.query_one(TensorGrids)
        drawings.show(named, self.app.size.width - code.wide - 14)
        # Next to drawings the code takes only the room that it needs.
        code.styles.width = "auto" if drawings.display else "1fr"
        if judged and self.practice is None:
            self.query_one(VerdictText).draw(self._picture)

    # A second try, which is outside the session.

    @while_shown("ask")
    async def practise(self, question: Question, given: Given) -> None:
        """Ask the question for a second try; code starts as it was submitted."""
        self.practice, self.trying = question, True
        with self.app.batch_update():
            await self.panel.pose(question)
            self._pose(question)
            self._unjudged(question, given if kinds.kind(question.card.ask).RUNS else "")
            self._draw()
            self.panel.show_ratings(False)
            self._notice(plain("A second try, as practice: nothing is recorded. esc leaves it.", MUTED))
        self._shown()

    def practised(self, given: Given, verdict: Verdict) -> None:
        """The result of the second try; an answer that cannot be read is handed back."""
        if self.practice is None or not self.trying:
            return
        if verdict.status in (Status.INVALID, Status.ERROR):
            self.panel.listen()
            self._notice(plain(verdict.message, "$text-warning"), given)
            return
        self.trying = False
        self._judged(self.practice, given, verdict, Picture(), "second try, as practice")
        self._notice(plain("Rated by your first answer.", MUTED))
        self._shown()

    def back(self) -> None:
        """From a second try back to the verdict on the first."""
        if self._question is not None:
            self.practice, self.trying = None, False
            self._pose(self._question)
            self._show_stage(self._view)
            self._show_panel(self._view)
            self._draw()
            self._shown()

    @while_shown("ask")
    async def _ask(self, question: Question) -> None:
        """Replace the question before by a new one."""
        with self.app.batch_update():
            await self.panel.pose(question)
            self._pose(question)
            self.query_one("#body").scroll_home(animate=False)
            self._show_head(self._view)
            self._show_stage(self._view, self.panel.draft_of(question))
            self._show_panel(self._view)
            self._draw()
        self._posing = False
        self._shown()

    def _pose(self, question: Question) -> None:
        self.query_one("#prompt", FoldedText).show(prose(question.prompt))
        self.query_one(CodeView).show(question.code)

    def _show_stage(self, view: View, draft: Given = "") -> None:
        question = view.question
        if view.stage in _JUDGED and view.verdict is not None and question is not None:
            self.panel.rate(view.waits, view.suggested)
            self._judged(question, view.given, view.verdict, Picture() if self.practice else self._picture)
            self._draw()
        else:
            self.panel.show_ratings(False)
            if question is not None:
                self._unjudged(question, draft or view.given)

    def _judged(self, question: Question, given: Given, verdict: Verdict, picture: Picture, note: str = "") -> None:
        """Show the verdict and the ratings in place of the answer."""
        self.query_one(CodeView).display = bool(question.code)
        self.panel.show_ratings(True)
        text, body = self.query_one(VerdictText), self.query_one("#body")
        text.show(question, given, verdict, picture, note)
        body.focus()
        self.call_after_refresh(body.scroll_to_widget, text, animate=False)

    def _unjudged(self, question: Question, given: Given) -> None:
        """Show the answer widget, with what was given before an undo, and focus it."""
        self.query_one(CodeView).display = bool(question.code) and not answer_widget(question.card.ask).SHOWS_CODE
        self.query_one(VerdictText).clear()
        self.panel.ask(given)

    def _show_head(self, view: View) -> None:
        self.query_one(Head).show(*session_texts.head(view, self._elapsed_s))

    def _show_panel(self, view: View) -> None:
        shown = view.stage in (Stage.ASKING, Stage.JUDGING) and bool(view.hints)
        self.panel.hints(session_texts.hints(view, self.size.width - 8), shown)
        is_refusal = self._trouble is None and view.stage is Stage.ASKING and view.notice == self._refusal
        self._notice(session_texts.notice(view, self._trouble), view.given if is_refusal else None)

    def _show_waiting(self) -> None:
        """Show what is being waited for."""
        if self._view.stage not in session_texts.WAITING:
            return  # the timer had run out already
        self._show_head(self._view)
        if self._view.stage is Stage.DRAWING:
            self._clear()
        self._waiting = self.set_timer(STILL_WAITING_S, self._show_waiting)
        self._notice(session_texts.waiting(self._view, self._waits_for()))
        self._shown()

    def _clear(self) -> None:
        """Clear the page: the next question must not appear next to the last one."""
        self._question = None
        self.panel.hide()
        self.query_one(VerdictText).clear()
        self.query_one(CodeView).show("")
        self.query_one(TensorGrids).clear()
        self.query_one("#prompt", FoldedText).show(Content(""))
        self._fit()

    def tell(self, words: str, about: Given | None = None) -> None:
        """Show a sentence until the next event, or until the answer that it is `about` is changed."""
        self._notice(plain(words), about)

    def _notice(self, words: Content, about: Given | None = None) -> None:
        self.panel.notice(words, about)
        self._fit()

    def on_resize(self) -> None:
        self._draw()
        self._fit()

    @on(Grown)
    def _grown(self, event: Grown) -> None:
        event.stop()
        self._fit()

    def _fit(self) -> None:
        """Give the card the room that the panel leaves; the panel is right beneath a short card."""
        panel, room = self.panel, self.size.height - self.query_one("#head").outer_size.height
        if panel.grows:
            panel.give_room(room - height(self.query_one("#body"), self.size.width))
        width = max(self.size.width - panel.gutter.width, 1)
        wanted = panel.get_content_height(self.size, self.size, width) + panel.gutter.height
        self.query_one("#body").styles.max_height = max(room - min(wanted, panel.share(room)), 3)
