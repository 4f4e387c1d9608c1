"""Findings as SARIF 2.1.0, which code scanning and editors read: one run, its rules with their pages, its results.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quiz import __version__
from quiz.check.report.entries import ReportEntry, entries
from quiz.check.rules.rule import RULES, Rule
from quiz.check.rules.rulebook import rule_page
from quiz.check.summary import Run
from quiz.text.terminal import clean

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
"""The name by which readers know the root of the repository."""
FINGERPRINT = "quizFinding/v1"
"""A name of its own: under `primaryLocationLineHash` GitHub's upload warns of every value that is not its own."""
_NUMBERS = {code: number for number, code in enumerate(RULES)}


def sarif(runs: Sequence[Run], environ: Mapping[str, str] = os.environ) -> str:
    """One SARIF run for all releases of torch: GitHub takes only one of a tool and category from a file.

    The table of rules is whole, also where some were not asked for. A finding of only some releases names them.
    """
    driver = {"name": "quiz check", "version": __version__, "semanticVersion": __version__}
    # A finding is a result; only a command that could not run would be unsuccessful.
    invocations = [
        {"executionSuccessful": True, "properties": {"torch": clean(summary.torch), "device": clean(summary.device)}}
        for summary, _ in runs
    ]
    run = {
        "tool": {"driver": {**driver, "rules": [_rule(rule) for rule in RULES.values()]}},
        "columnKind": "unicodeCodePoints",
        "invocations": invocations,
        "results": [_result(entry) for entry in entries(runs, environ)],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": _message(rule.title)},
        "fullDescription": {"text": _message(rule.why)},
        "help": {"text": _message(rule.why), "markdown": rule_page(rule)},
        "defaultConfiguration": {"level": str(rule.severity)},
    }


def _result(entry: ReportEntry) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(entry)}
    if entry.line:
        place["region"] = {"startLine": entry.line, "startColumn": max(1, entry.column)}
    location: dict[str, Any] = {"physicalLocation": place}
    if entry.card:
        location["logicalLocations"] = [{"fullyQualifiedName": entry.card, "kind": "card"}]
    result: dict[str, Any] = {
        "ruleId": entry.code,
        "ruleIndex": _NUMBERS[entry.code],
        "level": str(entry.finding.severity),
        "message": {"text": _message(entry.text)},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: entry.fingerprint},
    }
    return {**result, "properties": {"torch": list(entry.releases)}} if entry.releases else result


def _artifact(entry: ReportEntry) -> dict[str, str]:
    """A file of the repository by its address from the root, any other by its whole one."""
    if entry.path.startswith("../") or Path(entry.path).is_absolute():
        return {"uri": Path(os.path.normpath(Path(entry.finding.path).absolute())).as_uri()}
    return {"uri": quote(entry.path), "uriBaseId": ROOT}


def _message(text: str) -> str:
    """A text in which nothing is a placeholder (`{0}`) or the end of a link's text (`](`)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")
