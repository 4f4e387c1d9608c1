"""Findings of `quiz check` as diagnostics."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from quiz.check.finding import Finding, Severity
from quiz.lsp.lines import TextLines

SOURCE = "quiz"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
}


def diagnostics(findings: Sequence[Finding], lines: TextLines) -> list[types.Diagnostic]:
    """The findings in these lines, in the words of `quiz check`."""
    return [
        types.Diagnostic(
            lines.marked(finding.line, finding.column),
            f"{finding.message}\n{finding.fix}" if finding.fix else finding.message,
            _SEVERITIES[finding.severity],
            finding.code,
            source=SOURCE,
        )
        for finding in sorted(findings, key=lambda one: (one.line, one.column, one.code))
    ]
