"""Findings as JUnit XML, with the elements and attributes of the schema that Jenkins holds reports against.

Source: https://github.com/jenkinsci/xunit-plugin, junit-10.xsd
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

from quiz.check.finding import Finding, Severity, matches
from quiz.check.rules.rule import RULES
from quiz.check.summary import Proven, Run
from quiz.text.numbers import counted
from quiz.text.terminal import clean

NOT_JUDGED = ("Q0", "Q101", "Q102", "Q103")
"""Rules of what kept a card from being judged: these are errors in the sense of JUnit, the other findings failures."""

_NOT_XML = {0xFFFE: None, 0xFFFF: None}
"""What no XML may hold, even escaped, of the characters that are safe to print."""


def junit(runs: Sequence[Run]) -> str:
    """One suite per deck and one case per card: an error or a failure for what fails the check, warnings as output.

    Findings that belong to no single card form the suite `decks`: what fails the check is a case, a warning is output.
    The time of a case is that of its children, in seconds; 0 when the card was proven in an earlier run. With several
    runs, each suite has the torch of its run in its name.
    """
    root = Element("testsuites", name="quiz check", time=_seconds(sum(summary.seconds for summary, _ in runs)))
    for summary, findings in runs:
        suites = [
            _suite(deck, map(_case, cards)) for deck, cards in groupby(summary.proven, key=lambda it: it.card.deck)
        ]
        general = [finding for finding in findings if finding.card is None or RULES[finding.code].around is not None]
        for suite in [_general(general), *suites] if general else suites:
            if len(runs) > 1:
                suite.set("name", f"{suite.get('name')} (torch {clean(summary.torch)})")
            root.append(suite)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    return "<?xml version='1.0' encoding='utf-8'?>\n" + tostring(root, encoding="unicode").translate(_NOT_XML)


def _suite(name: str, cases: Iterable[Element]) -> Element:
    """A suite that counts its cases; a case is an error or a failure, never both."""
    suite = Element("testsuite", name=name)
    suite.extend(cases)
    suite.set("tests", str(len(suite)))
    for total, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(total, str(sum(case.find(kind) is not None for case in suite)))
    suite.set("time", _seconds(sum(float(case.get("time", "0")) for case in suite)))
    return suite


def _case(proven: Proven) -> Element:
    card = proven.card
    case = Element("testcase", classname=card.deck, name=card.name, time=_seconds((proven.ms or 0) / 1000))
    if proven.skipped:
        SubElement(case, "skipped", message="for another torch or device")
    _fail(case, [finding for finding in proven.findings if finding.severity is Severity.ERROR])
    _print_warnings(case, proven.findings)
    return case


def _general(findings: Sequence[Finding]) -> Element:
    """What is wrong without running any card: mistakes in files, and between cards."""
    cases = []
    for finding in findings:
        if finding.severity is Severity.ERROR:
            name = f"{finding.code} {_safe_line(finding.message)}"
            cases.append(Element("testcase", classname="decks", name=name, time=_seconds(0)))
            _fail(cases[-1], [finding])
    suite = _suite("decks", cases)
    _print_warnings(suite, findings)
    return suite


def _fail(case: Element, findings: Sequence[Finding]) -> None:
    """One element for all that fails a case, since readers show only the first of several."""
    if not findings:
        return
    broken = [finding for finding in findings if matches(finding.code, NOT_JUDGED)]
    first, others = (broken or findings)[0], len(findings) - 1
    message = _safe_line(first.message) + (f" (and {counted(others, 'other finding')})" if others else "")
    element = SubElement(case, "error" if broken else "failure", type=first.code, message=message)
    element.text = "\n".join(map(_line, findings))


def _print_warnings(node: Element, findings: Sequence[Finding]) -> None:
    warnings = [_line(finding) for finding in findings if finding.severity is Severity.WARNING]
    if warnings:
        SubElement(node, "system-out").text = "\n".join(warnings)


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _line(finding: Finding) -> str:
    where = f"{finding.path}:{finding.line}:{finding.column}" if finding.line else finding.path
    return _safe_line(f"{where} {finding.code} {finding.message} {finding.fix}")


def _safe_line(text: str) -> str:
    return clean(text).replace("\n", " ")
