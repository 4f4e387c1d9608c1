"""What came of a run: each card with its findings, and the run as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding, Severity
from quiz.deck.model import Card

if TYPE_CHECKING:
    from quiz.check.prove.evidence import Evidence
    from quiz.check.prove.variants import VariantReport


@dataclass(frozen=True, slots=True)
class Proven:
    """One card with its findings; `evidence` is None when it was proven in an earlier run.

    `unsealed` is why its check runs beside the answer: "" when it is sealed, None when the card has no check or it was
    not run. `kept_ms` are the milliseconds that it took in that earlier run, None when they are not known.
    """

    card: Card
    questions: int
    skipped: bool
    findings: tuple[Finding, ...]
    evidence: Evidence | None = None
    unsealed: str | None = None
    kept_ms: float | None = None

    @property
    def ms(self) -> float | None:
        """Milliseconds: of each draw its slowest child, summed. None when nothing was run."""
        if self.evidence is None or not self.evidence.trials:
            return None
        return sum(trial.slowest_ms for trial in self.evidence.trials)

    @property
    def last_ms(self) -> float | None:
        """The milliseconds in this run, or in the earlier one in which it was proven; None when it never was run."""
        return self.kept_ms if self.ms is None else self.ms


@dataclass(slots=True)
class Summary:
    """The run as a whole. `torch` and `device` are "" when nothing was run; `seconds` is wall time.

    With `form` nothing was to be run: only the rules that need no run were applied. `kept` of the cards were proven in
    an earlier run and have not changed since. Of the cards that have a check, `checks`, that of `sealed` runs where the
    answer has not. `variants` are the reports on generated programs of the cards that were run.
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
    form: bool = False
    kept: int = 0
    checks: int = 0
    sealed: int = 0
    variants: list[VariantReport] = field(default_factory=list)
    proven: list[Proven] = field(default_factory=list)

    def count(self, proven: Proven) -> None:
        self.proven.append(proven)
        self.kept += proven.evidence is None and not self.form
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


Run: TypeAlias = tuple[Summary, Sequence[Finding]]
"""A run on one interpreter, and its findings."""
