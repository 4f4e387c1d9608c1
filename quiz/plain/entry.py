"""Typing an answer line by line: how many lines it takes, and how they are joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quiz.answer.typed.pasted import on_one_line
from quiz.ask.answer_form import AnswerForm, Blanks, Lines, OneLine, Order
from quiz.ask.question import Given

END = "."
"""On a line by itself, it ends an answer of several lines."""
_STRING = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
_CELL = re.compile(r"[^\s,]+")
_NO_ROW = re.compile(r"[;()\[\]{}'\"]|^$")
_ESCAPED = ("\\:", "\\.", "\\?")


def expected(form: AnswerForm) -> str:
    """The hint below the question: what to type, and how it ends."""
    if isinstance(form, Lines):
        return f"{form.expects}; end with a line that has only {END}"
    if isinstance(form, Blanks) and form.count > 1:
        return f"{form.expects}, each on its own line"
    if isinstance(form, Order):
        return f"{form.expects}, such as {' '.join(map(str, range(len(form.lines), 0, -1)))}"
    return form.expects


@dataclass(slots=True)
class TypedLines:
    """The lines of one answer so far. Without a question `form` is None and one line is all."""

    form: AnswerForm | None
    lines: list[str] = field(default_factory=list)
    done: bool = False

    @property
    def prompt(self) -> str:
        """The prompt before the next line."""
        if isinstance(self.form, Blanks) and self.form.count > 1:
            return f"blank {len(self.lines) + 1}> "
        return "... " if self.is_open else "> "

    @property
    def is_open(self) -> bool:
        """Whether a bracket of a one-line answer waits for the next line to close it."""
        return isinstance(self.form, OneLine) and not self.done and bool(self.lines)

    def add(self, text: str) -> None:
        """Take one line. `\\:`, `\\.` and `\\?` mean the second character at the beginning of a line.

        If the terminal marks pasted text, several lines come as one: they are one answer.
        """
        if isinstance(self.form, Lines):
            for row in text.split("\n"):
                self.done = self.done or row.strip() == END
                if not self.done:
                    self.lines.append(_unescaped(row))
        elif isinstance(self.form, OneLine):
            if self.is_open and text.strip() == END:
                self.done = True
                return
            self.lines.append(_unescaped(text))
            self.done = not _is_continued("\n".join(self.lines))
        else:
            self.lines.append(_unescaped(text))
            self.done = len(self.lines) >= (self.form.count if isinstance(self.form, Blanks) else 1)

    def takes_row(self, text: str) -> bool:
        """Whether `text`, the next line waiting, is one more row of the answer that is complete so far.

        Rows are bare cells, equally many in each. Rows of one cell each are taken only as far as torch's answer has
        rows.
        """
        if not isinstance(self.form, OneLine) or not self.lines or not all(map(_is_row, (*self.lines, text))):
            return False
        cells = {len(_CELL.findall(row)) for row in (*self.lines, text)}
        return len(cells) == 1 and (cells != {1} or len(self.lines) < self.form.rows)

    @property
    def may_go_on(self) -> bool:
        """Whether torch's answer has more rows than were typed, and what was typed is one."""
        return isinstance(self.form, OneLine) and len(self.lines) < self.form.rows and all(map(_is_row, self.lines))

    def given(self) -> Given:
        """The answer as it is handed in."""
        if isinstance(self.form, Blanks) and self.form.count > 1:
            return self.lines
        text = "\n".join(self.lines)
        return on_one_line(text) if isinstance(self.form, OneLine) and "\n" in text else text


def _unescaped(text: str) -> str:
    return text[1:] if text.startswith(_ESCAPED) else text


def _is_continued(text: str) -> bool:
    """Whether a bracket is open. A line of opening brackets alone does not begin an answer: it is handed back."""
    bare = _STRING.sub("", text)
    opened = sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
    return opened > 0 and not (len(bare.strip()) > 1 and set(bare.strip()) <= set("([{"))


def _is_row(text: str) -> bool:
    return not text.startswith(":") and not _NO_ROW.search(text.strip())
