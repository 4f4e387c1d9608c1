"""Answering `write`: an editor that starts with the signature."""

from __future__ import annotations

from textual.content import Content

from quiz.answer.verdict import Verdict
from quiz.ask.question import Given, Question
from quiz.tui.widgets.answers.text import TextAnswer
from quiz.tui.widgets.failed_draw import tried


class Answer(TextAnswer):
    @staticmethod
    def outcome(question: Question, given: Given, verdict: Verdict, width: int) -> Content:
        return tried(verdict.got, verdict.truth, verdict, width)
