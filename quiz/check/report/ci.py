"""Findings for CI: JUnit XML, and annotations for GitHub workflows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement, tostring

from quiz.check.finding import Finding, Severity
from quiz.check.rules.rule import RULES
from quiz.check.summary import Proven, Summary
from quiz.text.terminal import clean

Run: TypeAlias = tuple[Summary, Sequence[Finding]]
"""A run on one interpreter, and its findings."""


def junit(runs: Sequence[Run]) -> str:
    """One suite per deck and one case per card, as Jenkins and Ant read them: an error fails its card, a warning is
    output.

    Findings that belong to no single card form the suite `decks`: its errors are cases, its warnings output. The
    time of a case is that of its children, in seconds; 0 when the card was proven in an earlier run. With several
    runs, each suite has the torch of its run in its name.
    """
    root = Element("testsuites", name="quiz check", time=_seconds(sum(summary.seconds for summary, _ in runs)))
    for summary, findings in runs:
        suites = [_suite(deck, list(cards)) for deck, cards in groupby(summary.proven, key=lambda it: it.card.deck)]
        general = [finding for finding in findings if finding.card is None or RULES[finding.code].around is not None]
        for suite in [_general(general), *suites] if general else suites:
            if len(runs) > 1:
                suite.set("name", f"{suite.get('name')} (torch {clean(summary.torch)})")
            root.append(suite)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    return "<?xml version='1.0' encoding='utf-8'?>\n" + tostring(root, encoding="unicode")


def github(findings: Sequence[Finding], environ: Mapping[str, str] = os.environ) -> str:
    """One workflow command per finding, which GitHub shows at its line. Paths are relative to the root of the
    repository.
    """
    return "\n".join(_annotation(finding, environ) for finding in findings)


def _suite(deck: str, cards: Sequence[Proven]) -> Element:
    failed = sum(any(finding.severity is Severity.ERROR for finding in proven.findings) for proven in cards)
    counts = {"tests": len(cards), "failures": failed, "errors": 0, "skipped": sum(proven.skipped for proven in cards)}
    time = _seconds(sum(map(_time, cards)))
    suite = Element("testsuite", {"name": deck, **{name: str(count) for name, count in counts.items()}, "time": time})
    for proven in cards:
        place = proven.card.place
        at = {"file": clean(place.path), "line": str(place.line), "time": _seconds(_time(proven))}
        case = SubElement(suite, "testcase", {"classname": deck, "name": proven.card.name, **at})
        if proven.skipped:
            SubElement(case, "skipped", message="for another torch or device")
        for finding in proven.findings:
            if finding.severity is Severity.ERROR:
                _fail(case, finding)
        _print_warnings(case, proven.findings)
    return suite


def _general(findings: Sequence[Finding]) -> Element:
    """What is wrong without running any card: mistakes in files, and between cards."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    counts = {"tests": len(errors), "failures": len(errors), "errors": 0, "skipped": 0}
    suite = Element(
        "testsuite", {"name": "decks", **{name: str(count) for name, count in counts.items()}, "time": "0.000"}
    )
    for finding in errors:
        name = f"{finding.code} {_safe_line(finding.message)}"
        _fail(SubElement(suite, "testcase", {"classname": "decks", "name": name, "time": "0.000"}), finding)
    _print_warnings(suite, findings)
    return suite


def _fail(case: Element, finding: Finding) -> None:
    failure = SubElement(case, "failure", type=finding.code, message=_safe_line(finding.message))
    failure.text = _line(finding)


def _print_warnings(node: Element, findings: Sequence[Finding]) -> None:
    warnings = [_line(finding) for finding in findings if finding.severity is Severity.WARNING]
    if warnings:
        SubElement(node, "system-out").text = "\n".join(warnings)


def _time(proven: Proven) -> float:
    return 0.0 if proven.evidence is None else sum(trial.slowest_ms for trial in proven.evidence.trials) / 1000


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _line(finding: Finding) -> str:
    where = f"{finding.path}:{finding.line}:{finding.column}" if finding.line else finding.path
    return _safe_line(f"{where} {finding.code} {finding.message} {finding.fix}")


def _safe_line(text: str) -> str:
    return clean(text).replace("\n", " ")


def _annotation(finding: Finding, environ: Mapping[str, str]) -> str:
    where = {"file": in_repository(finding.path, environ), "title": f"{finding.code} {RULES[finding.code].title}"}
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


def in_repository(path: str, environ: Mapping[str, str]) -> str:
    """The path of a file from the root of its checkout, with `/`, wherever the command runs.

    The root is $GITHUB_WORKSPACE where the file is below it, else the nearest folder that holds `.git`, else the
    working folder. The path as it is where no relative one can be made.
    """
    try:
        file = Path(path).absolute()
        named = environ.get("GITHUB_WORKSPACE", "")
        roots = [folder for folder in file.parents if (folder / ".git").exists()]
        root = Path(named) if named and file.is_relative_to(named) else roots[0] if roots else Path.cwd()
        return Path(os.path.relpath(file, root)).as_posix()
    except (OSError, ValueError):
        return path
