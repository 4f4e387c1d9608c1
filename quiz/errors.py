"""The failures that have words for a person.

    QuizError                 exit 1   the operation failed
    ├── DeckError             exit 1   a deck file says something that cannot be used
    ├── ConfigError           exit 2   config.toml or the environment says something that cannot be used
    ├── SearchError           exit 2   a search cannot be read
    ├── NotFound              exit 3   no such deck, card or file
    ├── StoreError            exit 1   the database cannot be used
    │   ├── Locked            exit 4   another process holds it
    │   └── Conflict          exit 1   the card was reviewed elsewhere since it was shown
    └── EngineError           exit 5   torch cannot be started

Each says what is wrong, where, and what fixes it, in one sentence each. Any other exception is a bug.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class QuizError(Exception):
    """A failure with words for a person: `what` is wrong, `where` it is, and the `fix`."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.fix}" if self.fix else head


class Problem(NamedTuple):
    """One thing wrong in a deck file; `line` and `column` count from 1 and are 0 when the whole file is meant."""

    path: str
    line: int
    column: int
    what: str
    fix: str = ""

    @property
    def where(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f"\n  {self.fix}" if self.fix else "")


class DeckError(QuizError):
    """All the problems of one deck file, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ConfigError(QuizError):
    exit_code = 2


_SHOWN = 60
"""Characters of a search that are shown before the wrong place, and after it."""


class SearchError(QuizError):
    """`column` is where in the text, from 1."""

    exit_code = 2

    def __init__(self, what: str, *, text: str, column: int, fix: str) -> None:
        start = max(0, column - _SHOWN)
        shown = text[start : start + 2 * _SHOWN].encode("utf-8", "backslashreplace").decode()
        super().__init__(
            what, where=f"search:{column}", fix=f"{shown}\n  {_blanks(shown[: column - start - 1])}^ {fix}"
        )
        self.column = column


def _blanks(text: str) -> str:
    """As wide as the text on a terminal: Korean and other wide letters take two cells, a combining mark none."""
    import unicodedata

    wide = ("W", "F")
    return "".join(
        "" if unicodedata.combining(letter) else "  " if unicodedata.east_asian_width(letter) in wide else " "
        for letter in text
    )


class NotFound(QuizError):
    exit_code = 3


class StoreError(QuizError):
    pass


class Locked(StoreError):
    exit_code = 4


class Conflict(StoreError):
    pass


class EngineError(QuizError):
    exit_code = 5
