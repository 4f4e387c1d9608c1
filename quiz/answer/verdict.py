"""What is said of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    INVALID = "invalid"
    """It could not be read: handed back, no attempt."""
    ERROR = "error"
    """The card or the engine failed: nothing is said of the answer."""


@dataclass(frozen=True, slots=True)
class CellDiff:
    """One place where the answer differs: `index` such as "[0, 2]" or "shape"; `want` and `got` as display text."""

    index: str
    want: str
    got: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one answer.

    `truth` and `got` are display text. `sealed` is False where the learner's own code ran beside the check, so that it
    could have made itself right. `code` names the failure when status is ERROR: unknown-card, timeout, crash, broken,
    untrusted.
    """

    status: Status
    truth: str
    got: str
    sealed: bool = True
    belief: str = ""
    diff: tuple[CellDiff, ...] = ()
    message: str = ""
    code: str = ""

    @property
    def right(self) -> bool:
        return self.status is Status.RIGHT
