"""What the review screen needs of a kind: `<kind>.py` has one class `Answer`, a subclass of the one here."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from quiz.answer.verdict import Verdict
from quiz.ask.question import Given, Question


@dataclass
class Grown(Message):
    """A widget that answers are given in takes more room, or less."""


class AnswerWidget(Widget):
    """Where the learner answers. `question` is the one that is asked.

    `TELLS_WHY` is true where `outcome` also shows the verdict's message, each part of it in its place; `SHOWS_CODE`
    where the code of the question is shown here, as long as it is asked.
    """

    TELLS_WHY = False
    SHOWS_CODE = False

    @dataclass
    class Submitted(Message):
        given: Given

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def given(self) -> Given:
        """The answer as it stands."""
        raise NotImplementedError

    @property
    def typed(self) -> Given:
        """What was typed and would be lost; empty where nothing was."""
        return ""

    def begin(self) -> None:
        """Take the keyboard."""
        raise NotImplementedError

    def renew(self, question: Question) -> bool:
        """Serve another question of the same kind, with nothing typed; False where a new widget is wanted."""
        return False

    def resume(self, given: Given) -> None:
        """Begin a second try with what was given before, where it is worth going on with."""

    @staticmethod
    def outcome(question: Question, given: Given, verdict: Verdict, width: int) -> Content:
        """What was given beside what torch says, `width` cells wide; where nothing was given, what torch says."""
        raise NotImplementedError

    def submit(self) -> None:
        self.post_message(self.Submitted(self.given()))


def answer_widget(kind: str) -> type[AnswerWidget]:
    """The widget of the kind of that name."""
    module = importlib.import_module(f"quiz.tui.widgets.answers.{kind}")
    widget: type[AnswerWidget] = module.Answer
    return widget
