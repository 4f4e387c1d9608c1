"""The base of `write`, `fix` and `print`: an editor for several lines, with what is asked for beneath it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from quiz.ask import kinds
from quiz.ask.answer_form import Lines
from quiz.ask.question import Given
from quiz.text.terminal import clean
from quiz.tui.widgets.answers.base import CODE_SIGNS, AnswerChanged, AnswerWidget
from quiz.tui.widgets.answers.editor import Editor


class TextAnswer(AnswerWidget):
    SIGNS = CODE_SIGNS

    def compose(self) -> ComposeResult:
        entry = self._entry
        yield Editor(entry.start, python=entry.python)
        yield Static(f"answer with: {entry.expects}; F12 or ctrl+s submits", markup=False, classes="reading")

    @on(Editor.Changed)
    def _typed(self) -> None:
        self.post_message(AnswerChanged())

    def given(self) -> Given:
        return self.query_one(Editor).text

    @property
    def typed(self) -> Given:
        text = self.query_one(Editor).text
        return "" if text.strip() == clean(self._entry.start).strip() else text

    @property
    def _entry(self) -> Lines:
        entry = kinds.kind(self.question.card.ask).entry(self.question)
        assert isinstance(entry, Lines)
        return entry

    def begin(self) -> None:
        self.query_one(Editor).focus()

    def restore(self, given: Given) -> None:
        self.query_one(Editor).load_text(clean(str(given)))
