"""What several families of rules share: the flaws that a kind finds, and an answer quoted in a message."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.ask.kind import FlawKind
from quiz.ask.question import Given
from quiz.check.prove.evidence import Evidence
from quiz.check.rules.rule import Violation
from quiz.text.suggest import quoted


def flawed(evidence: Evidence, sort: FlawKind) -> Iterator[Violation]:
    """The flaws of one sort that the card's kind finds, draw by draw."""
    for trial in evidence.trials:
        for flaw in trial.flaws:
            if flaw.sort is sort:
                yield Violation(flaw.what, flaw.fix, flaw.place, trial.seed)


def answered(given: Given) -> str:
    """An answer within a message."""
    text = given if isinstance(given, str) else ", ".join(given)
    return quoted(text) if text.strip() else "(nothing)"
