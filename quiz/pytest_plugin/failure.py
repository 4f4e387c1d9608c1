"""A test that fails, in the words of `quiz check`, at the place in the deck."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

# Public doors give no report with a place of its own; other plugins build theirs of these as well.
from _pytest._code.code import ReprEntryNative, ReprExceptionInfo, ReprFileLocation, ReprTraceback

from quiz.check.finding import Finding
from quiz.check.report.text import Naming, text
from quiz.text.terminal import clean


class CardError(Exception):
    """The findings that fail a card or a deck."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(map(_summary, findings)))
        self.findings = findings


class QuizWarning(UserWarning):
    """A finding that fails no check, or what the quiz has to say of its settings."""


def failure(findings: Sequence[Finding], naming: Naming) -> ReprExceptionInfo:
    """What pytest prints of a failed card: each finding with its lines; in the summary, and for tools, the first."""
    lines = "\n\n".join(text(finding, naming, lambda words, style: words) for finding in findings)
    first = findings[0]
    entries = [ReprEntryNative([line + "\n" for line in lines.split("\n")])]
    place = ReprFileLocation(first.path, max(1, first.line), _summary(first))
    return ReprExceptionInfo(ReprTraceback(entries, None, "native"), place)


def warn_of(finding: Finding) -> None:
    """A warning of pytest at the place of the finding; with `-W error` it is raised."""
    message = QuizWarning(f"{_summary(finding)} {clean(finding.fix)}".strip())
    warnings.warn_explicit(message, QuizWarning, finding.path, max(1, finding.line))


def _summary(finding: Finding) -> str:
    return clean(f"{finding.code} {finding.message}").replace("\n", " ")
