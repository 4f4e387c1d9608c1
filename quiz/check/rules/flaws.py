"""What several families of rules say in the same way: the flaws that a kind finds, and an answer within a message."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.ask.kind import FlawKind
from quiz.ask.question import Given
from quiz.check.prove.evidence import Evidence
from quiz.check.rules.rule import Violation
from quiz.text.suggest import quoted


def flawed(evidence: Evidence, sort: FlawKind) -> Iterator[Violation]:
    """What the kind of the card finds wrong in it, of one sort, draw by draw."""
    for trial in evidence.trials:
        for flaw in trial.flaws:
            if flaw.sort is sort:
                yield Violation(flaw.what, flaw.fix, flaw.place, trial.seed)


def answered(given: Given) -> str:
    """An answer within a message."""
    text = given if isinstance(given, str) else ", ".join(given)
    return quoted(text) if text.strip() else "(nothing)"
