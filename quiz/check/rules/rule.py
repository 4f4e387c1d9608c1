"""What a rule of `quiz check` is, what it reports, and the table of all rules (filled by the files of `rules/`)."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from quiz.check.prove.evidence import Evidence
from quiz.check.rules.deck_set import Survey
from quiz.deck.model import Card, Place


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to fix. `card` and `seed` are None when no single card, or no single draw, is meant.

    `line` and `column` count from 1 and are 0 when the whole file is meant.
    """

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    fix: str
    card: Card | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Violation:
    """What a rule reports: no `place` means the card as a whole, no `seed` that every draw shows it.

    `card` is set only by rules that look at many cards.
    """

    what: str
    fix: str
    place: Place | None = None
    seed: int | None = None
    card: Card | None = None


Look: TypeAlias = Callable[[Evidence], Iterator[Violation]]
LookAround: TypeAlias = Callable[[Survey], Iterator[Violation]]

_PARTS = re.compile(r"(?P<why>.*?)\n\nBad:\n(?P<bad>.*?)\n\nGood:\n(?P<good>.*)", re.S)


@dataclass(frozen=True, slots=True)
class Rule:
    """`look` judges one card by its evidence, `around` all decks by their content; a rule has one of the two.

    `firm` rules cannot be switched off by a card's `ignore`. `why` explains the rule; `bad` and `good` are fields of
    a card (whole cards when they begin with a hyphen, a whole deck when they begin with `format`).
    """

    code: str
    title: str
    severity: Severity
    why: str
    bad: str
    good: str
    look: Look | None = None
    around: LookAround | None = None
    firm: bool = False


RULES: dict[str, Rule] = {}


def rule(code: str, title: str, severity: Severity = Severity.ERROR, *, firm: bool = False) -> Callable[[Look], Look]:
    """Enter a function in the table of rules. Its docstring is the rule's page: why, `Bad:`, `Good:`."""

    def enter(look: Look) -> Look:
        _enter(Rule(code, title, severity, *_page(code, look), look=look, firm=firm))
        return look

    return enter


def rule_around(code: str, title: str, severity: Severity = Severity.ERROR) -> Callable[[LookAround], LookAround]:
    """Like `rule`, for a rule that looks at all decks at once."""

    def enter(around: LookAround) -> LookAround:
        _enter(Rule(code, title, severity, *_page(code, around), around=around))
        return around

    return enter


def matches(code: str, wanted: Sequence[str]) -> bool:
    """Whether any of these selects a rule: its code, or the beginning of it (`Q3`: all about beliefs)."""
    return any(code.startswith(beginning) for beginning in wanted)


def _enter(one: Rule) -> None:
    assert one.code not in RULES
    RULES[one.code] = one


def _page(code: str, function: Callable[..., object]) -> tuple[str, str, str]:
    found = _PARTS.fullmatch(inspect.getdoc(function) or "")
    assert found, f"{code} lacks a reason, a bad example or a good example"
    bad, good = (textwrap.dedent(found[part]).strip("\n") for part in ("bad", "good"))
    return " ".join(found["why"].split()), bad, good
