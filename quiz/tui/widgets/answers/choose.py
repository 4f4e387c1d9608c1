"""Answering `choose`: the options under their letters, marked by letter, by space or by a click."""

from __future__ import annotations

from typing import ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quiz.answer.verdict import Unreadable, Verdict
from quiz.ask.kinds import choose
from quiz.ask.question import Given, Question
from quiz.tui.style.content import MUTED, hanging, plain, prose, stacked
from quiz.tui.widgets.answers.base import AnswerChanged, AnswerField, AnswerWidget, clicked

ROOMY = 44
"""From this width on, the columns of a verdict have their whole names."""
_WIDE = ((7, "yours"), (12, "torch says"))
_SLIM = ((5, "you"), (7, "torch"))


class OptionRow(Static):
    """One option; `letter` is `-` for "none of them"."""

    def __init__(self, letter: str, text: str) -> None:
        super().__init__(markup=False)
        self.letter = letter
        self.text = plain(text.strip("\n"))
        self.marked = False
        self.at_cursor = False

    def draw(self, one: bool) -> None:
        open_, close = ("(", ")") if one else ("[", "]")
        mark = ("•" if one else "x") if self.marked else " "
        pointer = "▸" if self.at_cursor else " "
        head = Content(f"{pointer} {self.letter} {open_}{mark}{close}  ")
        self.set_class(self.at_cursor, "-cursor")
        self.set_class(self.marked, "-marked")
        self.update(hanging(head, self.text, (self.size.width or 72) - 1))  # a cell before the scrollbar


class OptionRows(AnswerField, VerticalScroll):
    """When `one` is to be picked, moving picks; otherwise space marks. Every printable key is taken here."""

    BINDINGS: ClassVar = [
        Binding("enter", "submit", "Submit", id="answer.submit"),
        Binding("space", "mark", "Mark", id="answer.mark"),
        Binding("up", "move(-1)", "Up", show=False, id="answer.up"),
        Binding("down", "move(1)", "Down", show=False, id="answer.down"),
    ]

    def __init__(self, rows: list[OptionRow], one: bool) -> None:
        super().__init__(*rows)
        self._rows = rows
        self._one = one
        self._cursor = -1

    def mark(self, letters: str) -> None:
        """Mark the options of these letters, and no others."""
        for row in self._rows:
            row.marked = row.letter in letters.split()
        self._draw()

    def letters(self) -> str:
        return " ".join(row.letter for row in self._rows if row.marked)

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    _after_letter = False
    """Whether a letter was typed last, or signs after it: in `b d f` and `b), d` a space marks nothing."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key != "space" and character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        if event.key == "space" and self._after_letter and not self._one:
            self._after_letter = False
            event.stop()
            event.prevent_default()
            return
        if event.character is None or not event.is_printable or event.key in ("space", "question_mark"):
            self._after_letter = False
            return
        event.stop()
        event.prevent_default()
        at = next((at for at, row in enumerate(self._rows) if row.letter == event.character.lower()), None)
        if at is not None:
            self._mark(at)
        self._after_letter = at is not None or (self._after_letter and not event.character.isalnum())

    def on_paste(self, event: events.Paste) -> None:
        """Mark the options that pasted text names, if it names as many as may be marked."""
        event.stop()
        known = frozenset(row.letter for row in self._rows if row.letter != choose.NONE)
        letters = choose.letters_in(event.text, known)
        if letters is not None and not self.is_deaf and (len(letters) == 1 or not self._one):
            self.mark(" ".join(letters) or choose.NONE)

    def on_click(self, event: events.Click) -> None:
        if (at := clicked(self._rows, event)) >= 0:
            self._mark(at)

    def action_move(self, by: int) -> None:
        at = 0 if self._cursor < 0 else (self._cursor + by) % len(self._rows)
        if self._one:
            self._mark(at)
        else:
            self._cursor = at
            self._draw()

    def action_mark(self) -> None:
        self._mark(max(self._cursor, 0))

    def _mark(self, at: int) -> None:
        if self.is_deaf:
            return
        chosen = self._rows[at]
        alone = self._one or chosen.letter == choose.NONE
        chosen.marked = self._one or not chosen.marked
        for row in self._rows:
            if row is not chosen and (alone or row.letter == choose.NONE):
                row.marked = False
        self._cursor = at
        self._draw()
        self.post_message(AnswerChanged())

    def _draw(self) -> None:
        for at, row in enumerate(self._rows):
            row.at_cursor = at == self._cursor
            row.draw(self._one)
        if self._cursor >= 0:
            self.scroll_to_widget(self._rows[self._cursor], animate=False)


class Answer(AnswerWidget):
    GROWS = "OptionRows"
    TELLS_WHY = True
    OUTLIVES_EDITS = False  # a letter may stand for another option then

    def compose(self) -> ComposeResult:
        posed = cast(choose.PosedOptions, self.question.body)
        rows = [OptionRow(option.letter, option.text) for option in posed.options]
        one = posed.select == "one"
        if not one:
            rows.append(OptionRow(choose.NONE, "none of them"))
        yield OptionRows(rows, one)
        what = "one is true: its letter marks it" if one else "mark all that are true; - for none of them"
        yield Static(what, markup=False, classes="reading")

    def given(self) -> Given:
        return self.query_one(OptionRows).letters()

    @property
    def draft(self) -> Given:
        return self.given()

    def restore(self, given: Given) -> None:
        self.query_one(OptionRows).mark(str(given))

    def begin(self) -> None:
        self.query_one(OptionRows).focus()

    @staticmethod
    def outcome(question: Question, given: Given, verdict: Verdict, width: int) -> Content:
        posed = cast(choose.PosedOptions, question.body)
        answer = choose.read(question, given) if verdict.got else None
        picked = answer.letters if answer is not None and not isinstance(answer, Unreadable) else None
        # In a narrow place the texts of the options would have no room left.
        (mine, yours), (theirs, says) = _WIDE if width >= ROOMY else _SLIM
        rows = [plain(f"     {f'{yours:{mine}}' if picked is not None else ''}{says}", MUTED)]
        for option in posed.options:
            wrong = picked is not None and option.true != (option.letter in picked)
            head = plain(f"{'*' if wrong else ' '} {option.letter}  ", "$text-error" if wrong else "")
            if picked is not None:
                mark = f"{'[x]' if option.letter in picked else '[ ]':{mine}}"
                head += plain(mark, "$text-error" if wrong else "")
            said = "true" if option.true else "false"
            head += plain(f"{said:{theirs}}", "$text-success" if option.true else MUTED)
            rows.append(hanging(head, plain(option.text.strip("\n")), width))
            if option.why:
                rows.append(hanging(Content(" " * head.cell_length), prose(option.why, MUTED), width))
        if picked is not None and not verdict.right:
            rows.append(plain("* misjudged", MUTED))
        return stacked(rows)
