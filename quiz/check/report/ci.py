"""What was found, for other programs: JUnit's XML, and the annotations of GitHub's workflows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from quiz.check.rules.rule import RULES, Finding, Severity
from quiz.check.runner import Summary
from quiz.text.terminal import clean


def junit(summary: Summary, findings: Sequence[Finding]) -> str:
    """A suite a deck and a case a card; an error fails its card, a warning is told in its output."""
    rows = [_files(findings)]
    for deck, cards in groupby(summary.proven, key=lambda proven: proven.card.deck):
        cases = []
        for proven in cards:
            name, place = quoteattr(proven.card.name), proven.card.place
            errors = [finding for finding in proven.findings if finding.severity is Severity.ERROR]
            warnings = [finding for finding in proven.findings if finding.severity is Severity.WARNING]
            inside = "".join(map(_failure, errors))
            inside += "<skipped message='for another torch or device'/>" if proven.skipped else ""
            inside += f"<system-out>{_safe(chr(10).join(map(_line, warnings)))}</system-out>" if warnings else ""
            at = f"file={quoteattr(clean(place.path))} line='{place.line}'"
            cases.append(
                (f"<testcase classname={quoteattr(deck)} name={name} {at}>{inside}</testcase>", errors, proven)
            )
        failed = sum(bool(errors) for _, errors, _ in cases)
        skipped = sum(proven.skipped for _, _, proven in cases)
        head = f"<testsuite name={quoteattr(deck)} tests='{len(cases)}' failures='{failed}' skipped='{skipped}'>"
        rows.append(head + "".join(text for text, _, _ in cases) + "</testsuite>")
    return f"<?xml version='1.0' encoding='utf-8'?>\n<testsuites name='quiz check' time='{summary.seconds:.3f}'>" + (
        "".join(rows) + "</testsuites>"
    )


def github(findings: Sequence[Finding]) -> str:
    """A workflow command a finding, which GitHub shows beside the line."""
    return "\n".join(map(_annotation, findings))


def _files(findings: Sequence[Finding]) -> str:
    """What is wrong beside any card's running: mistakes of files, and between cards."""
    own = [finding for finding in findings if finding.card is None or RULES[finding.code].around is not None]
    if not own:
        return ""
    cases = "".join(
        f"<testcase classname='decks' name={quoteattr(_line(finding))}>"
        f"{_failure(finding) if finding.severity is Severity.ERROR else ''}</testcase>"
        for finding in own
    )
    failed = sum(finding.severity is Severity.ERROR for finding in own)
    return f"<testsuite name='decks' tests='{len(own)}' failures='{failed}'>{cases}</testsuite>"


def _failure(finding: Finding) -> str:
    message = quoteattr(_safe_line(finding.message))
    return f"<failure type='{finding.code}' message={message}>{_safe(_line(finding))}</failure>"


def _line(finding: Finding) -> str:
    where = f"{finding.path}:{finding.line}:{finding.column}" if finding.line else finding.path
    return _safe_line(f"{where} {finding.code} {finding.message} {finding.fix}")


def _safe_line(text: str) -> str:
    return clean(text).replace("\n", " ")


def _safe(text: str) -> str:
    return escape(clean(text))


def _annotation(finding: Finding) -> str:
    where = {"file": _from_here(finding.path), "title": f"{finding.code} {RULES[finding.code].title}"}
    if finding.line:
        where |= {"line": str(finding.line), "col": str(finding.column)}
    whose = f"{finding.card.id}: " if finding.card is not None and RULES[finding.code].around is None else ""
    text = "\n".join(filter(None, (whose + finding.message, finding.fix)))
    fields = ",".join(f"{key}={_of_property(clean(value))}" for key, value in where.items())
    return f"::{finding.severity} {fields}::{_of_command(clean(text))}"


def _of_command(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _of_property(text: str) -> str:
    return _of_command(text).replace(":", "%3A").replace(",", "%2C")


def _from_here(path: str) -> str:
    """GitHub knows paths from the root of the checkout, where its jobs run."""
    try:
        return os.path.relpath(path)
    except (OSError, ValueError):
        return path
