"""An answer that is typed line by line: how many lines it takes, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, field

from quiz.ask.answer_form import AnswerForm, Blanks, Lines, Order
from quiz.ask.question import Given

END = "."
"""Alone on a line, it ends an answer of several lines."""


def expected(entry: AnswerForm) -> str:
    """The hint below the question: what to type, and how it ends."""
    if isinstance(entry, Lines):
        return f"{entry.expects}; end with a line that holds a single {END}"
    if isinstance(entry, Blanks) and entry.count > 1:
        return f"{entry.expects}, each on a line of its own"
    if isinstance(entry, Order):
        return f"{entry.expects}, such as {' '.join(map(str, range(len(entry.lines), 0, -1)))}"
    return entry.expects


@dataclass(slots=True)
class Typing:
    """The lines of one answer as they come. `None` for an entry is a place where one line is all."""

    entry: AnswerForm | None
    lines: list[str] = field(default_factory=list)
    done: bool = False

    @property
    def prompt(self) -> str:
        several = isinstance(self.entry, Blanks) and self.entry.count > 1
        return f"blank {len(self.lines) + 1}> " if several else "> "

    def add(self, line: str) -> None:
        """Take one line in. `\\:` and `\\.` stand for a colon and a full stop at its beginning."""
        if isinstance(self.entry, Lines) and line.strip() == END:
            self.done = True
            return
        self.lines.append(line[1:] if line.startswith(("\\:", "\\.")) else line)
        needed = self.entry.count if isinstance(self.entry, Blanks) else 1
        self.done = not isinstance(self.entry, Lines) and len(self.lines) >= needed

    def given(self) -> Given:
        if isinstance(self.entry, Blanks) and self.entry.count > 1:
            return self.lines
        return "\n".join(self.lines)
