"""How a face takes an answer: what the learner fills in, as a value that knows no face."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

BLANK = "____"
"""A place to be filled in. Every blank is as wide as every other, so that none tells how long its answer is."""
_BLANK = re.compile(r"(?<!\w)____(?!\w)")


@dataclass(frozen=True, slots=True)
class OneLine:
    """One line of text. `expects`, here and below, is the hint beside the input; it never leaks the answer.

    `rows` is in how many lines torch prints the answer, without empty ones: no face shows it, but one that reads lines
    joins as many.
    """

    expects: str
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Lines:
    """A text of several lines, Python or not. An editor begins with `start`; `before` is shown above it."""

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
    """The lines, to be put in order. They are offered in an order that is not right."""

    expects: str
    lines: tuple[str, ...]


AnswerForm: TypeAlias = OneLine | Lines | Choices | Blanks | Order


def offers(entry: AnswerForm) -> tuple[tuple[str, str], ...]:
    """What there is to choose from, as (label, text): letters of options, numbers of lines; none where one types."""
    if isinstance(entry, Choices):
        return entry.offers
    if isinstance(entry, Order):
        return tuple((str(number), line) for number, line in enumerate(entry.lines, 1))
    return ()


def blanks(code: str) -> list[str]:
    """The texts around the blanks of `code`: one more than there are blanks."""
    return _BLANK.split(code)
