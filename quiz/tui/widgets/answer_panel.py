"""The panel beneath a card that stays in view: hints, the answer or the ratings, and the notice."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from quiz.ask.question import Given, Question
from quiz.schedule.memory import Rating
from quiz.tui.widgets.answers.base import AnswerWidget, answer_widget
from quiz.tui.widgets.folded import FoldedText
from quiz.tui.widgets.ratings import RatingBar


class AnswerPanel(Vertical):
    """Its parts are shown and hidden by the page."""

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

    def listen(self) -> None:
        """Accept an answer, or a better one."""
        if self.answer is not None:
            self.answer.handed_in = False

    def ask(self, given: Given) -> None:
        """Show the answer widget, with `given` in it if there is something, and focus it."""
        self.listen()
        self.query_one("#answer").display = True
        if (answer := self.answer) is not None:
            if given and answer.given() != given:
                answer.restore(given)
            answer.begin()

    def rate(self, waits: Mapping[Rating, str], suggested: Rating | None) -> None:
        """Show the ratings, with the next interval of each."""
        self.query_one(RatingBar).show(waits, suggested)

    def show_ratings(self, shown: bool) -> None:
        """Show the ratings instead of the answer, or not."""
        self.query_one(RatingBar).display = shown
        if shown:
            self.query_one("#answer").display = False

    def hide(self) -> None:
        """Hide both: there is no card to be answered or rated."""
        self.query_one("#answer").display = self.query_one("#ratings").display = False

    def hints(self, text: Content, shown: bool) -> None:
        hints = self.query_one("#hints", Static)
        hints.display = shown
        hints.update(text)

    def notice(self, text: Content) -> None:
        notice = self.query_one("#notice", FoldedText)
        notice.display = bool(text)
        notice.show(text)
