"""One run of `quiz check`: files first, then card by card; each finding is reported at once, then the summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from quiz.check.cache import Cache, CachedProof
from quiz.check.prove.evidence import DrawSet, Evidence, prove
from quiz.check.prove.torch_names import vocabulary
from quiz.check.prove.variants import NO_VARIANTS, Making, VariantReport
from quiz.check.rules import findings, findings_around, schema, untrusted
from quiz.check.rules.rule import Finding, Severity, matches
from quiz.check.rules.running import SLOW
from quiz.check.scope import Scope
from quiz.deck.model import Card
from quiz.engine.client import Engine
from quiz.engine.confinement import whole


@dataclass(frozen=True, slots=True)
class RunPlan:
    """The settings of a run: which draws, how many children at a time, which rules (codes or their beginnings), what is
    kept.

    `select` empty means every rule. `folder` is where results are cached, None for nowhere; with `fresh` no earlier
    result is used.
    """

    draws: DrawSet
    jobs: int = 2
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    folder: Path | None = None
    fresh: bool = False
    making: Making = NO_VARIANTS

    def wants(self, finding: Finding) -> bool:
        return (not self.select or matches(finding.code, self.select)) and not matches(finding.code, self.ignore)


@dataclass(frozen=True, slots=True)
class Proven:
    """One card with its findings; `evidence` is None when it was proven in an earlier run.

    `unsealed` is why its check runs beside the answer: "" when it is sealed, None when the card has no check or it was
    not run.
    """

    card: Card
    questions: int
    skipped: bool
    findings: tuple[Finding, ...]
    evidence: Evidence | None = None
    unsealed: str | None = None


@dataclass(slots=True)
class Summary:
    """The run as a whole. `torch` and `device` are "" when nothing was run; `seconds` is wall time.

    `kept` of the cards were proven in an earlier run and have not changed since. Of the cards that have a check,
    `checks`, that of `sealed` runs where the answer has not. `variants` are the reports on generated programs of the
    cards that were run.
    """

    draws: DrawSet
    cards: int = 0
    questions: int = 0
    skipped: int = 0
    errors: int = 0
    warnings: int = 0
    torch: str = ""
    device: str = ""
    seconds: float = 0.0
    kept: int = 0
    checks: int = 0
    sealed: int = 0
    variants: list[VariantReport] = field(default_factory=list)
    proven: list[Proven] = field(default_factory=list)

    def count(self, proven: Proven) -> None:
        self.proven.append(proven)
        self.kept += proven.evidence is None
        self.checks += proven.unsealed is not None
        self.sealed += proven.unsealed == ""
        if proven.evidence is not None and proven.evidence.variants is not None:
            self.variants.append(proven.evidence.variants)
        if proven.skipped:
            self.skipped += 1
        else:
            self.cards += 1
            self.questions += proven.questions

    def tell(self, finding: Finding) -> None:
        if finding.severity is Severity.ERROR:
            self.errors += 1
        else:
            self.warnings += 1

    def forgive(self, mended: Iterable[Finding]) -> None:
        """Subtract the findings that have been fixed since."""
        for finding in mended:
            self.errors -= finding.severity is Severity.ERROR
            self.warnings -= finding.severity is Severity.WARNING

    def exit_code(self, strict: bool) -> int:
        return int(self.errors > 0 or (strict and self.warnings > 0))


def run(
    wanted: Scope,
    engine: Engine,
    plan: RunPlan,
    tell: Callable[[Finding], None],
    progress: Callable[[int, int], None],
    other: Engine | None = None,
) -> Summary:
    """Prove all of `wanted`; `tell` gets each finding, `progress` how many cards are done and how many there are.

    `progress` is called with none done before torch is loaded and again after. The engine is started only when there
    is a card to run; `other`, the twin with another hash seed, only when there is one not proven before. Decks that
    may not run here are findings. Raises EngineError.
    """
    summary = Summary(plan.draws)

    def found(all_found: Sequence[Finding]) -> tuple[Finding, ...]:
        reported = tuple(finding for finding in all_found if plan.wants(finding))
        for finding in reported:
            summary.tell(finding)
            tell(finding)
        return reported

    found([schema(problem) for problem in wanted.problems])
    found(findings_around(wanted.survey()))
    cards = wanted.cards
    if cards:
        progress(0, len(cards))
        hello = engine.start()
        engine.examine()
        summary.torch, summary.device = hello["torch"], ", ".join(hello["devices"])
        if not whole(hello):
            found([untrusted(path) for path in dict.fromkeys(card.place.path for card in cards if card.foreign)])
            cards = tuple(card for card in cards if not card.foreign)
        cache = Cache(plan.folder, hello, plan.draws, plan.making)
        for done, proven in enumerate(_all(cards, engine, plan, cache, other), 1):
            summary.count(replace(proven, findings=found(proven.findings)))
            progress(done, len(cards))
        cache.save()
    return summary


def _all(cards: Sequence[Card], engine: Engine, plan: RunPlan, cache: Cache, other: Engine | None) -> Iterator[Proven]:
    """The cards in their order; those known from an earlier run are not run."""
    kept = {} if plan.fresh else {id(card): known for card in cards if (known := cache.get(card)) is not None}
    new = [card for card in cards if id(card) not in kept]
    words = vocabulary(engine.start(), plan.folder, engine.run) if new else None
    if new and other is not None:
        other.prepare()
    proofs = prove(new, engine, plan.draws, plan.jobs, other=other, words=words, making=plan.making)
    for card in cards:
        known = kept.get(id(card))
        if known is not None:
            yield Proven(card, known.questions, known.skipped, known.findings, None, known.unsealed)
            continue
        evidence = next(proofs)
        proven = Proven(
            card, len(evidence.questions), evidence.skipped, tuple(findings(evidence)), evidence, evidence.unsealed
        )
        if not any(_may_pass(finding) for finding in proven.findings):
            cache.put(card, CachedProof(proven.questions, proven.skipped, proven.findings, proven.unsealed))
        yield proven


def _may_pass(finding: Finding) -> bool:
    """Whether an error is worth another try: a busy machine, or a lack of memory, may have caused it."""
    return finding.severity is Severity.ERROR or finding.code == SLOW
