"""One run of `quiz check`: files first, then card by card; each finding is reported at once, then the summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from quiz.engine.at_need import EngineAtNeed
from quiz.engine.client import Engine
from quiz.engine.confinement import whole
from quiz.worker.wire import Hello


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
    torch: EngineAtNeed,
    plan: RunPlan,
    tell: Callable[[Finding], None],
    progress: Callable[[int, int], None],
    twin: EngineAtNeed | None = None,
) -> Summary:
    """Prove all of `wanted`; `tell` gets each finding, `progress` how many cards are done and how many there are.

    `progress` is called with none done before torch is loaded and again after. Torch is started only when there is a
    card to run, or when nobody knows which torch it is; its `twin`, with another hash seed, only when there is a card
    to run. Decks that may not run here are findings. Raises EngineError.
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
    if wanted.cards:
        progress(0, len(wanted.cards))
        work = _planned(wanted.cards, torch, plan)
        summary.torch, summary.device = work.hello["torch"], ", ".join(work.hello["devices"])
        found([untrusted(path) for path in dict.fromkeys(card.place.path for card in work.refused)])
        for done, proven in enumerate(_all(work, torch, plan, twin), 1):
            summary.count(replace(proven, findings=found(proven.findings)))
            progress(done, len(work.cards))
        work.cache.save()
    return summary


@dataclass(frozen=True, slots=True)
class _Work:
    """The cards that may be proven here, what is known of each from an earlier run, by its id(), and those refused."""

    hello: Hello
    cards: Sequence[Card]
    refused: Sequence[Card]
    cache: Cache
    kept: Mapping[int, CachedProof]

    @property
    def new(self) -> list[Card]:
        """The cards to run."""
        return [card for card in self.cards if id(card) not in self.kept]


def _planned(cards: Sequence[Card], torch: EngineAtNeed, plan: RunPlan) -> _Work:
    """What there is to do. Torch is started if there is a card to run, or nothing is known of it.

    Raises EngineError.
    """
    known = None if plan.fresh else torch.known()
    work = None if known is None else _divided(cards, known, plan)
    if work is not None and not work.new:
        return work
    engine = torch.engine()
    hello = engine.start()
    engine.examine()
    # What torch says counts, whatever was known of it.
    return _divided(cards, hello, plan)


def _divided(cards: Sequence[Card], hello: Hello, plan: RunPlan) -> _Work:
    refused = () if whole(hello) else [card for card in cards if card.foreign]
    allowed = [card for card in cards if not card.foreign] if refused else cards
    cache = Cache(plan.folder, hello, plan.draws, plan.making)
    found = () if plan.fresh else ((card, cache.get(card)) for card in allowed)
    return _Work(hello, allowed, refused, cache, {id(card): proof for card, proof in found if proof is not None})


def _all(work: _Work, torch: EngineAtNeed, plan: RunPlan, twin: EngineAtNeed | None) -> Iterator[Proven]:
    """The cards in their order; those known from an earlier run are not run."""
    proofs = _proofs(work.new, torch.engine(), plan, twin) if work.new else iter(())
    for card in work.cards:
        known = work.kept.get(id(card))
        if known is not None:
            yield Proven(card, known.questions, known.skipped, known.findings, None, known.unsealed)
            continue
        evidence = next(proofs)
        proven = Proven(
            card, len(evidence.questions), evidence.skipped, tuple(findings(evidence)), evidence, evidence.unsealed
        )
        if not any(_may_pass(finding) for finding in proven.findings):
            work.cache.put(card, CachedProof(proven.questions, proven.skipped, proven.findings, proven.unsealed))
        yield proven


def _proofs(cards: Sequence[Card], engine: Engine, plan: RunPlan, twin: EngineAtNeed | None) -> Iterator[Evidence]:
    words = vocabulary(engine.start(), plan.folder, engine.run)
    other = None if twin is None else twin.engine()
    if other is not None:
        other.prepare()
    return prove(cards, engine, plan.draws, plan.jobs, other=other, words=words, making=plan.making)


def _may_pass(finding: Finding) -> bool:
    """Whether an error is worth another try: a busy machine, or a lack of memory, may have caused it."""
    return finding.severity is Severity.ERROR or finding.code == SLOW
