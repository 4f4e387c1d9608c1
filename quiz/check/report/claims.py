"""Which `expect` claims `quiz check --update` has to write: those of fixed cards that are wrong or missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quiz.ask import kinds
from quiz.ask.kind import FlawKind
from quiz.check.runner import Proven
from quiz.deck.model import Card


@dataclass(frozen=True, slots=True)
class Claim:
    """The text that the `expect` of a card should have."""

    proven: Proven
    text: str

    @property
    def card(self) -> Card:
        return self.proven.card


def claims(all_proven: Iterable[Proven]) -> Iterator[Claim]:
    """The claims to write. A drawn card has none: its answer differs from draw to draw."""
    for proven in all_proven:
        card = proven.card
        trial = next(iter(proven.evidence.trials), None) if proven.evidence is not None else None
        if card.draw or trial is None or trial.question is None or "expect" not in kinds.kind(card.ask).FIELDS:
            continue
        wrong = any(flaw.sort is FlawKind.CLAIM for flaw in trial.flaws)
        unsaid = not card.body.expect and not getattr(card.body, "raises", "")
        if (wrong or unsaid) and isinstance(trial.right, str):
            yield Claim(proven, trial.right.rstrip())
