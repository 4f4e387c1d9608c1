"""What `quiz check --update` has to write: the right claims of fixed cards, and cases that tell wrong programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quiz.ask import kinds
from quiz.ask.kind import FlawKind
from quiz.check.mutate.small_inputs import Case
from quiz.check.rules.answers import CLAIM
from quiz.check.rules.variants import MUTANT
from quiz.check.summary import Proven
from quiz.deck.model import Card
from quiz.library.edit import with_case, with_field


@dataclass(frozen=True, slots=True)
class Update:
    """The text that the `expect` of a card should have, or a case that its `cases` lack."""

    proven: Proven
    expect: str = ""
    case: Case = ()

    @property
    def card(self) -> Card:
        return self.proven.card

    @property
    def rule(self) -> str:
        """The code of the rule whose findings it settles; "" if others of the rule stay."""
        if not self.case:
            return CLAIM
        assert self.proven.evidence is not None and self.proven.evidence.variants is not None
        return MUTANT if all(one.case for one in self.proven.evidence.variants.survivors) else ""

    def made_in(self, deck: str) -> str:
        """The text of the deck with this change."""
        if self.case:
            return with_case(deck, self.card.name, self.case)
        return with_field(deck, self.card.name, "expect", self.expect, "code")


def updates(all_proven: Iterable[Proven]) -> Iterator[Update]:
    """The changes to make, card by card. A drawn card has no claim: its answer differs from draw to draw."""
    for proven in all_proven:
        yield from _claim(proven)
        report = proven.evidence.variants if proven.evidence is not None else None
        for case in dict.fromkeys(one.case for one in report.survivors if one.case) if report is not None else ():
            yield Update(proven, case=case)


def _claim(proven: Proven) -> Iterator[Update]:
    card = proven.card
    trial = next(iter(proven.evidence.trials), None) if proven.evidence is not None else None
    if card.draw or trial is None or trial.question is None or "expect" not in kinds.kind(card.ask).FIELDS:
        return
    wrong = any(flaw.sort is FlawKind.CLAIM for flaw in trial.flaws)
    unsaid = not card.body.expect and not getattr(card.body, "raises", "")
    if (wrong or unsaid) and isinstance(trial.right, str):
        yield Update(proven, expect=trial.right.rstrip())
