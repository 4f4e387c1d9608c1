"""Answering `predict`: a line for the value, and beneath it how the line is read."""

from __future__ import annotations

from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Paste
from textual.widgets import Input, Static

from quiz.answer.typed import literal
from quiz.answer.typed.pasted import on_one_line
from quiz.answer.verdict import Unreadable, Verdict
from quiz.ask.kinds import predict
from quiz.ask.question import Given, Question
from quiz.deck.python import parts_asked
from quiz.text.terminal import clean, line
from quiz.tui.style.content import MUTED, hanging, plain, stacked
from quiz.tui.widgets.answers.base import VALUE_SIGNS, AnswerChanged, AnswerField, AnswerWidget
from quiz.tui.widgets.cells import compared, shows_truth


class ValueInput(AnswerField, Input):
    """One line, into which several may be pasted: torch prints a matrix on more than one."""

    BINDINGS: ClassVar = [Binding("enter", "submit", "Submit", id="answer.submit")]

    @property
    def is_empty(self) -> bool:
        return not self.value

    def _on_paste(self, event: Paste) -> None:
        if not self.is_deaf:
            self.replace(on_one_line(clean(event.text)), *sorted(self.selection))
        event.stop()
        event.prevent_default()

    def break_line(self, following: str) -> bool:
        """A line break of a paste that the terminal has not marked as one: the rows stay rows."""
        before = self.value[: self.cursor_position]
        row = following.partition("\n")[0]
        closes = _is_open(before) and not _is_open(f"{before} {following}")
        last_row = before.rpartition(";")[2].replace(",", " ").split()
        is_row = len(last_row) > 1 and len(row.replace(",", " ").split()) == len(last_row)
        if closes or is_row:
            self.insert_text_at_cursor(" " if closes else "; ")
        return closes or is_row


def _is_open(text: str) -> bool:
    return sum(map(text.count, "([")) > sum(map(text.count, ")]"))


class Answer(AnswerWidget):
    SIGNS = VALUE_SIGNS

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("> ", markup=False, classes="mark")
            yield ValueInput(compact=True, select_on_focus=False)
        yield Static(self._reading(""), classes="reading")

    def given(self) -> Given:
        return self.query_one(ValueInput).value

    @property
    def typed(self) -> Given:
        return self.query_one(ValueInput).value.strip()

    def renew(self, question: Question) -> bool:
        self.question = question
        self.query_one(ValueInput).value = ""
        self.query_one(".reading", Static).update(self._reading(""))
        return True

    def restore(self, given: Given) -> None:
        line = self.query_one(ValueInput)
        line.value = str(given)
        line.cursor_position = len(line.value)

    def begin(self) -> None:
        self.query_one(ValueInput).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.query_one(".reading", Static).update(self._reading(event.value))
        self.post_message(AnswerChanged())

    def _reading(self, text: str) -> Content:
        expects = f"answer with: {predict.entry(self.question).expects}"
        if not text.strip():
            return plain(expects)
        posed = cast(predict.PosedValue, self.question.body)
        parts = parts_asked(self.question.code)
        answer = predict.read(self.question, text)
        if not isinstance(answer, Unreadable):
            return plain("reads as ") + plain(line(literal.describe(answer.typed, posed.form, parts)), "$text-success")
        typed = literal.read(text, posed.form)
        if isinstance(typed, Unreadable):
            return plain(f"not readable yet; {expects}")
        return plain(f"reads as {line(literal.describe(typed, posed.form, parts))}; {expects}")

    @staticmethod
    def outcome(question: Question, given: Given, verdict: Verdict, width: int) -> Content:
        posed = cast(predict.PosedValue, question.body)
        truth = hanging(plain("torch says  ", MUTED), plain(verdict.truth), width)
        answer = predict.read(question, str(given))
        if verdict.right or not verdict.got or isinstance(answer, Unreadable):
            return truth
        both = compared(answer.typed, posed.truth.value, verdict.diff, width)
        if both and shows_truth(answer.typed, posed.truth.value, verdict.diff, width):
            return both
        if both:
            return stacked([both, Content(""), truth])
        return stacked([hanging(plain("yours       ", MUTED), plain(line(verdict.got), "$text-error"), width), truth])
