"""Answering `fill`: inputs in the blanks of the code."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quiz.answer.verdict import Unreadable, Verdict
from quiz.ask.answer_form import blanks
from quiz.ask.kinds import fill
from quiz.ask.question import Given, Question
from quiz.tui.widgets.answers.base import CODE_SIGNS, AnswerWidget
from quiz.tui.widgets.answers.blanks import CodeBlanks
from quiz.tui.widgets.failed_draw import tried


class Answer(AnswerWidget):
    SIGNS = CODE_SIGNS
    SHOWS_CODE = True
    GROWS = "#blanks"
    DEFAULT_CSS = """
    Answer #blanks { height: auto; max-height: 60vh; padding: 0 0 0 2; scrollbar-size-vertical: 1; }
    """

    def compose(self) -> ComposeResult:
        entry = fill.entry(self.question)
        with VerticalScroll(id="blanks", can_focus=False):
            yield CodeBlanks(entry.code)
        keys = "enter submits" if entry.count == 1 else "enter goes to the next empty blank, then submits"
        yield Static(f"answer with: {entry.expects}; {keys}", markup=False, classes="reading")

    def given(self) -> Given:
        parts = self.query_one(CodeBlanks).parts()
        return parts[0] if len(parts) == 1 else parts

    @property
    def typed(self) -> Given:
        return "\n".join(self.query_one(CodeBlanks).parts()).strip()

    def restore(self, given: Given) -> None:
        self.query_one(CodeBlanks).restore([given] if isinstance(given, str) else given)

    def begin(self) -> None:
        self.query_one(CodeBlanks).begin()

    @staticmethod
    def outcome(question: Question, given: Given, verdict: Verdict, width: int) -> Content:
        mine = _filled(question, given) if verdict.got else ""
        return tried(mine, _filled(question, verdict.truth), verdict, width)


def _filled(question: Question, given: Given) -> str:
    """The code with the given texts in its blanks, as many as there are."""
    answer = fill.read(question, given)
    if not isinstance(answer, Unreadable):
        given = list(answer.shown)
    parts = [given] if isinstance(given, str) else given
    around = blanks(question.code)
    if isinstance(given, str) and len(around) > 2:
        parts = given.strip("\n").split("\n")
    filled = [part.strip() for part in parts][: len(around) - 1]
    filled += [""] * (len(around) - 1 - len(filled))
    return around[0] + "".join(part + after for part, after in zip(filled, around[1:], strict=True))
