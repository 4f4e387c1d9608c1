"""The form of an answer: one line, several lines, choices, blanks or an order, independent of any user interface."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

BLANK = "____"
"""The mark of a place to fill in. Every blank is equally wide, so that none shows how long its answer is."""
_BLANK = re.compile(r"(?<!\w)____(?!\w)")


@dataclass(frozen=True, slots=True)
class OneLine:
    """One line of text. `expects`, here and below, is the hint next to the input; it never leaks the answer.

    `rows` is the number of lines in which torch prints the answer, without empty ones: it is not shown, but line
    mode joins that many typed lines.
    """

    expects: str
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Lines:
    """A text of several lines, Python or not. An editor starts with `start`; `before` is shown above it."""

    expects: str
    start: str = ""
    before: str = ""
    python: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """One of the (letter, text) offers, or all that are true."""

    expects: str
    select: Literal["one", "all"]
    offers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Blanks:
    """An expression for each of the `count` blanks of the code."""

    expects: str
    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Order:
    """The lines to put in order. They are offered in an order that is not right."""

    expects: str
    lines: tuple[str, ...]


AnswerForm: TypeAlias = OneLine | Lines | Choices | Blanks | Order


def offers(entry: AnswerForm) -> tuple[tuple[str, str], ...]:
    """The offers as (label, text): letters of options, numbers of lines; () when the answer is typed."""
    if isinstance(entry, Choices):
        return entry.offers
    if isinstance(entry, Order):
        return tuple((str(number), line) for number, line in enumerate(entry.lines, 1))
    return ()


def blanks(code: str) -> list[str]:
    """The texts around the blanks of `code`: one more than there are blanks."""
    return _BLANK.split(code)
