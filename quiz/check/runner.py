"""One run of `quiz check`: the files, then card by card; findings are told as they come, and summed up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quiz.check.evidence import Draws, Evidence, prove
from quiz.check.rule import Finding, Severity
from quiz.check.rules import findings, schema, untrusted
from quiz.check.scope import Scope
from quiz.engine.client import Engine
from quiz.engine.trust import whole


@dataclass(slots=True)
class Summary:
    """The run as a whole. `torch` and `device` are "" where nothing was run; `seconds` is wall time."""

    draws: Draws
    cards: int = 0
    questions: int = 0
    skipped: int = 0
    errors: int = 0
    warnings: int = 0
    torch: str = ""
    device: str = ""
    seconds: float = 0.0

    def count(self, evidence: Evidence) -> None:
        if evidence.skipped:
            self.skipped += 1
        else:
            self.cards += 1
            self.questions += len(evidence.questions)

    def exit_code(self, strict: bool) -> int:
        return int(self.errors > 0 or (strict and self.warnings > 0))


def run(
    wanted: Scope,
    engine: Engine,
    draws: Draws,
    jobs: int,
    tell: Callable[[Finding], None],
    progress: Callable[[int, int], None],
) -> Summary:
    """Prove all that is wanted; `tell` gets each finding, `progress` how many cards of how many are done.

    "None of them" is told before torch is loaded and again after. The engine is started only where there is a card to
    run. Decks that may not run here are findings. Raises EngineError.
    """
    summary = Summary(draws)

    def found(finding: Finding) -> None:
        if finding.severity is Severity.ERROR:
            summary.errors += 1
        else:
            summary.warnings += 1
        tell(finding)

    for problem in wanted.problems:
        found(schema(problem))
    cards = wanted.cards
    if cards:
        progress(0, len(cards))
        hello = engine.start()
        summary.torch, summary.device = hello["torch"], ", ".join(hello["devices"])
        if not whole(hello):
            for path in dict.fromkeys(card.place.path for card in cards if card.foreign):
                found(untrusted(path))
            cards = tuple(card for card in cards if not card.foreign)
    total = len(cards)
    if total:
        progress(0, total)
    for done, evidence in enumerate(prove(cards, engine, draws, jobs), 1):
        summary.count(evidence)
        for finding in findings(evidence):
            found(finding)
        progress(done, total)
    return summary
