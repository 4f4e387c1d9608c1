"""Answering `arrange`: the lines of a program, moved with the keys until they are in order."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quiz.answer.verdict import Verdict
from quiz.ask.kinds import arrange
from quiz.ask.question import Given, Question
from quiz.tui.style.content import hanging, stacked, wrapped_code
from quiz.tui.widgets.answers.base import AnswerChanged, AnswerField, AnswerWidget, clicked
from quiz.tui.widgets.code import coloured
from quiz.tui.widgets.failed_draw import tried


class ProgramLine(Static):
    """One line of the program, wherever it is now."""

    def __init__(self, text: str) -> None:
        super().__init__(markup=False)
        self.text = text
        self._coloured = stacked(coloured(text))

    def draw(self, number: int, digits: int, pointed: bool, lifted: bool) -> None:
        sign = "↕" if lifted else "▸" if pointed else " "
        self.set_class(pointed, "-cursor")
        self.set_class(lifted, "-marked")
        head = Content(f"{sign} {number:{digits}}  ")
        self.update(hanging(head, self._coloured, (self.size.width or 72) - 1, wrapped_code))


class ProgramLines(AnswerField, VerticalScroll):
    """The lines in the learner's order. Space picks the line under the cursor up, and puts it down."""

    BINDINGS: ClassVar = [
        Binding("enter,f12,ctrl+s", "submit", "Submit", id="answer.submit"),
        Binding("space", "lift", "Pick up / put down", id="answer.lift"),
        Binding("up,k", "go(-1)", "Up", show=False, id="answer.up"),
        Binding("down,j", "go(1)", "Down", show=False, id="answer.down"),
        Binding("shift+up,ctrl+up,K", "carry(-1)", "Move the line up", show=False, id="answer.line-up"),
        Binding("shift+down,ctrl+down,J", "carry(1)", "Move the line down", show=False, id="answer.line-down"),
    ]

    def __init__(self, lines: tuple[str, ...]) -> None:
        self._rows = [ProgramLine(text) for text in lines]
        super().__init__(*self._rows)
        self._at = 0
        self._lifted = False

    def put_in_order(self, lines: list[str]) -> None:
        """Put the lines in this order."""
        places = {text: place for place, text in enumerate(lines)}
        self._rows.sort(key=lambda row: places.get(row.text, len(places)))
        order = {id(row): place for place, row in enumerate(self._rows)}
        self.sort_children(key=lambda row: order[id(row)])
        self._draw()

    @property
    def cursor(self) -> int:
        """The index of the line under the cursor, from 0."""
        return self._at

    def order(self) -> list[str]:
        return [row.text for row in self._rows]

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key != "space" and character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """A digit moves the line under the cursor to that place; letters do nothing here."""
        moves = {"k": (-1, False), "j": (1, False), "K": (-1, True), "J": (1, True)}
        character = event.character
        if character is None or not event.is_printable or event.key in ("space", "question_mark"):
            return
        event.stop()
        event.prevent_default()
        if character in moves:
            by, carries = moves[character]
            self.action_carry(by) if carries else self.action_go(by)
        elif character.isdecimal() and 1 <= int(character) <= len(self._rows):
            self.action_carry(int(character) - 1 - self._at)

    def on_click(self, event: events.Click) -> None:
        if (at := clicked(self._rows, event)) >= 0:
            self.action_carry(at - self._at) if self._lifted else self.action_go(at - self._at)

    def action_lift(self) -> None:
        self._lifted = not self._lifted
        self._draw()

    def action_go(self, by: int) -> None:
        if self._lifted:
            self.action_carry(by)
        else:
            self._at = (self._at + by) % len(self._rows)
            self._draw()

    def action_carry(self, by: int) -> None:
        if self.is_deaf:
            return
        to = min(max(self._at + by, 0), len(self._rows) - 1)
        row = self._rows.pop(self._at)
        self._rows.insert(to, row)
        self._at = to
        places = {id(row): place for place, row in enumerate(self._rows)}
        self.sort_children(key=lambda row: places[id(row)])
        self._draw()
        self.post_message(AnswerChanged())

    def _draw(self) -> None:
        digits = len(str(len(self._rows)))
        for at, row in enumerate(self._rows):
            row.draw(at + 1, digits, at == self._at, at == self._at and self._lifted)
        self.scroll_to_widget(self._rows[self._at], animate=False)


class Answer(AnswerWidget):
    GROWS = "ProgramLines"
    DEFAULT_CSS = """
    Answer ProgramLines { height: auto; scrollbar-size-vertical: 1; }
    """

    def compose(self) -> ComposeResult:
        yield ProgramLines(arrange.entry(self.question).lines)
        words = "answer with: the lines in order; space picks one up, ↑ ↓ or its new number move it; enter submits"
        yield Static(words, markup=False, classes="reading")

    def given(self) -> Given:
        return self.query_one(ProgramLines).order()

    @property
    def draft(self) -> Given:
        order = self.query_one(ProgramLines).order()
        return "" if tuple(order) == arrange.entry(self.question).lines else order

    def restore(self, given: Given) -> None:
        self.query_one(ProgramLines).put_in_order(given.splitlines() if isinstance(given, str) else given)

    def begin(self) -> None:
        self.query_one(ProgramLines).focus()

    @staticmethod
    def outcome(question: Question, given: Given, verdict: Verdict, width: int) -> Content:
        return tried(verdict.got, verdict.truth, verdict, width)
