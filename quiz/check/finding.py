"""What `quiz check` reports: a finding, and how bad it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from quiz.deck.model import Card


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


def matches(code: str, wanted: Sequence[str]) -> bool:
    """Whether any of these selects a rule: its code, or the beginning of it (`Q3`: all about beliefs)."""
    return any(code.startswith(beginning) for beginning in wanted)
