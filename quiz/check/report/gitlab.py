"""Findings as a Code Quality report, which GitLab shows in a merge request.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence

from quiz.check.finding import Severity
from quiz.check.report.entries import ReportEntry, entries
from quiz.check.summary import Run

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}
"""Of the five that GitLab knows: info, minor, major, critical, blocker."""


def gitlab(runs: Sequence[Run], environ: Mapping[str, str] = os.environ) -> str:
    """A JSON list with an object for each finding. A finding of a whole file is at its first line."""
    return json.dumps([_issue(entry) for entry in entries(runs, environ)], ensure_ascii=False)


def _issue(entry: ReportEntry) -> dict[str, object]:
    return {
        "description": entry.text.replace("\n", " "),
        "check_name": entry.code,
        "fingerprint": entry.fingerprint,
        "severity": SEVERITIES[entry.finding.severity],
        "location": {"path": entry.path, "lines": {"begin": max(1, entry.line)}},
    }
