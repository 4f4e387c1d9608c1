"""What a rule of `quiz check` is, what it says, and the table of all rules (filled by `rules.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from quiz.check.evidence import Evidence
from quiz.deck.model import Card, Place


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `card` and `seed` are None where no card, or no draw of it, is meant.

    `line` and `column` count from 1 and are 0 where the whole file is meant.
    """

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    mend: str
    card: Card | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule says: no `place` means the card as a whole, no `seed` that every draw shows it."""

    what: str
    mend: str
    place: Place | None = None
    seed: int | None = None


Look: TypeAlias = Callable[[Evidence], Iterator[Told]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`firm` rules cannot be switched off by a card's `ignore`."""

    code: str
    title: str
    severity: Severity
    look: Look
    firm: bool = False


RULES: dict[str, Rule] = {}


def rule(code: str, title: str, severity: Severity = Severity.ERROR, *, firm: bool = False) -> Callable[[Look], Look]:
    """Enter a function in the table of rules."""

    def enter(look: Look) -> Look:
        assert code not in RULES
        RULES[code] = Rule(code, title, severity, look, firm)
        return look

    return enter
