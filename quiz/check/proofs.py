"""What is not known of cards yet: each is run or read, and held against the rules. Loaded only when there are some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from quiz.check.finding import Finding, Severity
from quiz.check.prove.evidence import MANY, Evidence, prove
from quiz.check.prove.torch_names import Vocabulary, vocabulary
from quiz.check.rules import findings, form_findings
from quiz.check.rules.running import SLOW
from quiz.check.run_plan import RunPlan
from quiz.check.summary import Proven
from quiz.deck.model import Card
from quiz.engine.at_need import EngineAtNeed


def proofs(
    cards: Sequence[Card], torch: EngineAtNeed, plan: RunPlan, twin: EngineAtNeed | None, many: int = 0
) -> Iterator[Proven]:
    """The cards, run, in their order; `many` is how many there are with those of other calls. Raises EngineError."""
    engine = torch.engine()
    words = _words(torch, plan.folder)
    other = None if twin is None else twin.engine()
    if many >= MANY:
        for each in (engine,) if other is None else (engine, other):
            each.preload()
    proven = prove(
        cards, engine, plan.draws, plan.jobs, other=other, words=words, making=plan.making, shared=plan.shared
    )
    for card, evidence in zip(cards, proven, strict=True):
        asked, found = len(evidence.questions), tuple(findings(evidence))
        yield Proven(card, asked, evidence.skipped, found, evidence, evidence.unsealed)


@lru_cache(maxsize=4)
def _words(torch: EngineAtNeed, folder: Path | None) -> Vocabulary | None:
    """The names in this torch: read once, though cards may be proven one by one."""
    engine = torch.engine()
    return vocabulary(engine.start(), folder, engine.run)


def read(cards: Sequence[Card]) -> Iterator[Proven]:
    """The cards, of which nothing is run, in their order: what is found by the rules that need no run."""
    for card in cards:
        yield Proven(card, 0, False, tuple(form_findings(Evidence(card, ()))))


def may_pass(finding: Finding) -> bool:
    """Whether an error is worth another try: a busy machine, or a lack of memory, may have caused it."""
    return finding.severity is Severity.ERROR or finding.code == SLOW
