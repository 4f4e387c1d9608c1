"""A run as one JSON object for programs. All text is safe to print; its schema is in `json_report_schema.py`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from quiz.check.finding import Finding, Severity
from quiz.check.report.releases import differences
from quiz.check.report.text import Naming, try_command
from quiz.check.rules.rule import RULES
from quiz.check.summary import Proven, Run, Summary
from quiz.text.terminal import clean

VERSION = 1
"""Of the report: it changes when a field goes or gets another meaning, and not when one is added."""


def json_report(runs: Sequence[Run], naming: Naming) -> str:
    """The object of the run; of several runs, the torch of each, where their results differ, and their objects."""
    objects = [_run(summary, findings, naming) for summary, findings in runs]
    if len(objects) == 1:
        return json.dumps(objects[0], ensure_ascii=False)
    summaries = [summary for summary, _ in runs]
    torch = [clean(summary.torch) for summary in summaries]
    whole = {"version": VERSION, "torch": torch, "differ": differences(summaries), "runs": objects}
    return json.dumps(whole, ensure_ascii=False)


def _run(summary: Summary, findings: Sequence[Finding], naming: Naming) -> dict[str, Any]:
    failed = {id(one.card) for one in findings if one.card is not None and one.severity is Severity.ERROR}
    return {
        "version": VERSION,
        "summary": _totals(summary),
        "findings": [_finding(one, naming) for one in findings],
        "checks": [_sealed(proven) for proven in summary.proven if proven.unsealed is not None],
        "cards": [_card(proven, id(proven.card) in failed, summary.form) for proven in summary.proven],
    }


def _totals(summary: Summary) -> dict[str, Any]:
    return {
        "cards": summary.cards,
        "questions": summary.questions,
        "skipped": summary.skipped,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "checks": summary.checks,
        "sealed": summary.sealed,
        "mutants": sum(report.mutants for report in summary.variants),
        "killed": sum(report.killed for report in summary.variants),
        "equivalent": sum(report.equivalent for report in summary.variants),
        "rewrites": sum(report.rewrites for report in summary.variants),
        "torch": clean(summary.torch),
        "device": clean(summary.device),
        "run": not summary.form,
        "draws": summary.draws.count,
        "seed": summary.draws.seed,
        "seconds": round(summary.seconds, 3),
    }


def _finding(finding: Finding, naming: Naming) -> dict[str, Any]:
    card = finding.card
    shows = try_command(finding, card, naming) if card is not None and finding.seed is not None else None
    return {
        "code": finding.code,
        "title": RULES[finding.code].title,
        "severity": str(finding.severity),
        "card": None if card is None else clean(card.id),
        "path": clean(finding.path),
        "line": finding.line,
        "column": finding.column,
        "message": clean(finding.message),
        "mend": clean(finding.fix),
        "seed": finding.seed,
        "try": None if shows is None else clean(shows),
    }


def _sealed(proven: Proven) -> dict[str, Any]:
    """As a verdict says it: `unsealed` is the reason, if there is one."""
    row: dict[str, Any] = {"card": proven.card.id, "sealed": not proven.unsealed}
    return {**row, "unsealed": clean(proven.unsealed)} if proven.unsealed else row


def _card(proven: Proven, failed: bool, form: bool) -> dict[str, Any]:
    card = proven.card
    return {
        "card": clean(card.id),
        "path": clean(card.place.path),
        "line": card.place.line,
        "digest": card.digest,
        "status": "failed" if failed else "skipped" if proven.skipped else "read" if form else "proven",
        "questions": proven.questions,
        "ms": None if proven.ms is None else round(proven.ms, 1),
        "last_ms": None if proven.last_ms is None else round(proven.last_ms, 1),
        "cached": proven.evidence is None,
    }
