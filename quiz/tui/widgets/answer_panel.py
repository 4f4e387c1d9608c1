"""The panel beneath a card that stays in view: hints, the answer or the ratings, and the notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from quiz.ask.question import Given, Question
from quiz.schedule.memory import Rating
from quiz.tui.keys.touch import button_height, is_tapped
from quiz.tui.widgets.answers.base import AnswerChanged, AnswerWidget, Grown, answer_widget, height
from quiz.tui.widgets.folded import FoldedText
from quiz.tui.widgets.ratings import RatingBar
from quiz.tui.widgets.sign_keys import SignKeys

if TYPE_CHECKING:
    from quiz.tui.host import Host


LEAST_CARD = 4
"""The rows that are left to the card above the keys for signs."""


class AnswerPanel(Vertical):
    """Its parts are shown and hidden by the page."""

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._about: Given | None = None
        self._drafts: dict[str, tuple[Question, Given]] = {}

    def compose(self) -> ComposeResult:
        yield Static("", id="hints", markup=False)
        yield Vertical(id="answer")
        yield RatingBar(id="ratings")
        yield FoldedText(id="notice")

    def on_mount(self) -> None:
        for name in ("#ratings", "#hints", "#notice"):
            self.query_one(name).display = False

    @property
    def answer(self) -> AnswerWidget | None:
        """The answer widget, None before the first question."""
        return next(iter(self.query(AnswerWidget)), None)

    async def pose(self, question: Question) -> AnswerWidget:
        """Show an answer widget for this question.

        Making a new widget takes longer than everything else for the next card: one of the same kind is used again.
        """
        kind, present = answer_widget(question.card.ask), self.answer
        if present is not None and type(present) is kind and present.renew(question):
            return present
        place, widget = self.query_one("#answer"), kind(question)
        await place.remove_children()
        await place.mount(widget)
        return widget

    @property
    def grows(self) -> bool:
        """Whether the answer is being given, in a widget that can use more room."""
        return self.answer is not None and bool(self.answer.GROWS) and self.query_one("#answer").display

    def give_room(self, rows: int) -> None:
        """Let the answer take what the hints and the notice leave of so many rows."""
        if (answer := self.answer) is not None:
            width = max(self.app.size.width - self.gutter.width, 1)
            others = [child for child in self.children if child.display and child.id != "answer"]
            answer.give_room(rows - self.gutter.height - sum(height(child, width) for child in others), width)

    def share(self, room: int) -> int:
        """The most that it takes of so many rows; where fingers type, it needs more."""
        return room - LEAST_CARD if is_tapped(self.app) else room * 2 // 3

    def listen(self) -> bool:
        """Accept an answer, or a better one; whether one was handed in until now."""
        answer = self.answer
        if answer is None:
            return False
        before, answer.handed_in = answer.handed_in, False
        return before

    def ask(self, given: Given) -> None:
        """Show the answer widget, with `given` in it if there is something, and focus it."""
        self.listen()
        self.query_one("#answer").display = True
        if (answer := self.answer) is not None:
            if given:
                answer.restore(given)  # also when it is there: what is undone by keys begins after it
            answer.begin()
        self._show_signs()

    def _show_signs(self) -> None:
        """Show the keys for signs where an answer is typed and there may be no keyboard for it."""
        answer, keys = self.answer, next(iter(self.query(SignKeys)), None)
        signs = answer.SIGNS if answer is not None and is_tapped(self.app) else ()
        if signs and keys is None:
            keys = SignKeys()
            self.mount(keys, after="#answer")
        if keys is not None:
            keys.display = bool(signs) and self.query_one("#answer").display
            keys.show(signs)

    def on_resize(self) -> None:
        self.set_class(is_tapped(self.app) and button_height(self.app) > 1, "-tall")
        self._show_signs()

    def rate(self, waits: Mapping[Rating, str], suggested: Rating | None) -> None:
        """Show the ratings, with the next interval of each."""
        self.query_one(RatingBar).show(waits, suggested)

    def show_ratings(self, shown: bool) -> None:
        """Show the ratings instead of the answer, or not."""
        self.query_one(RatingBar).display = shown
        if shown:
            self.query_one("#answer").display = False
            self._show_signs()

    def hide(self) -> None:
        """Hide both: there is no card to be answered or rated."""
        self.query_one("#answer").display = self.query_one("#ratings").display = False
        self._show_signs()

    def hints(self, text: Content, shown: bool) -> None:
        hints = self.query_one("#hints", Static)
        hints.display = shown
        hints.update(text)

    def notice(self, text: Content, about: Given | None = None) -> None:
        """Show a sentence; if it is `about` an answer, only until that answer is changed."""
        self._about = about
        notice = self.query_one("#notice", FoldedText)
        notice.display = bool(text) and not self._is_changed
        notice.show(text)

    @property
    def _is_changed(self) -> bool:
        """Whether the notice is about another answer than the present one."""
        return self._about is not None and self.answer is not None and self.answer.given() != self._about

    @on(AnswerChanged)
    def _answer_changed(self, event: AnswerChanged) -> None:
        event.stop()
        notice = self.query_one("#notice")
        if notice.display and self._is_changed:
            notice.display = False
            self.post_message(Grown())

    def keep_draft(self) -> None:
        """Keep what was done to an answer that is left unanswered: its card may be asked again."""
        if self.answer is not None and (draft := self.answer.draft):
            self._drafts[self.answer.question.card.id] = (self.answer.question, draft)

    def draft_of(self, question: Question) -> Given:
        """What was done when this question was left, or that of its card before an edit; "" for nothing."""
        before, draft = self._drafts.pop(question.card.id, (question, ""))
        outlives = before.card.ask == question.card.ask and answer_widget(question.card.ask).OUTLIVES_EDITS
        return draft if before is question or outlives else ""
