"""A posed question, and Broken for a card that cannot be posed: plain data for every kind and user interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from quiz.deck.model import Card, Place
from quiz.engine.protocol import Result
from quiz.worker.template import fill
from quiz.worker.wire import CPU

Given: TypeAlias = str | list[str]
"""An answer as given: text, or a list when a kind takes several parts."""


@dataclass(frozen=True, slots=True)
class Question:
    """A card with its values drawn and filled in; `body` has what only the kind knows, including the truth.

    `drawn` are the names and their literals: two questions of a card with the same are the same question. `device`
    is where the truth was found.
    """

    card: Card
    seed: int
    attempt: int
    prompt: str
    code: str
    hints: tuple[str, ...]
    explain: str
    body: Any
    drawn: tuple[tuple[str, str], ...] = ()
    device: str = CPU

    def filled(self, text: str) -> str:
        """A text of the card with each `$name` replaced by the drawn value."""
        return fill(text, dict(self.drawn))


class Broken(Exception):
    """The card cannot be asked on this machine.

    `code`: broken, timeout, crash, unsuited (another torch is needed), untrusted (its code may not run unconfined).

    `place` and `fix` are for the author, when more is known than which card it is.
    """

    def __init__(self, reason: str, code: str = "broken", *, place: Place | None = None, fix: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.place = place
        self.fix = fix


def question_of(card: Card, seed: int, result: Result, code: str, body: Any) -> Question:
    """A question with the drawn values filled into every text."""
    values = result.values
    return Question(
        card,
        seed,
        result.attempt,
        fill(card.prompt, values).strip(),
        fill(code, values).rstrip(),
        tuple(fill(hint, values).strip() for hint in card.hints),
        fill(card.explain, values).strip(),
        body,
        tuple(values.items()),
    )


def as_program(*parts: str) -> str:
    """Pieces of code that are run one after the other, as one text to show."""
    return "\n\n".join(part.strip("\n").rstrip() for part in parts if part.strip())
