"""Findings for other programs, and releases side by side."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from check_scene import cards, sound

from quiz.check.prove.evidence import DrawSet
from quiz.check.report import ci, releases
from quiz.check.rules.rule import Finding, Severity
from quiz.check.runner import Proven, Summary
from quiz.deck.model import Card


def finding(
    card: Card | None, code: str = "Q301", severity: Severity = Severity.ERROR, words: str = "amiss"
) -> Finding:
    path = "scene.yaml" if card is None else card.place.path
    return Finding(code, severity, path, 3, 7, words, "Mend it.", card)


def summary(*proven: Proven, torch: str = "2.13.0+cpu") -> Summary:
    made = Summary(DrawSet(), torch=torch, device="cpu", seconds=1.5)
    for one in proven:
        made.count(one)
        for told in one.findings:
            made.tell(told)
    return made


@pytest.fixture
def three(tmp_path: Path) -> tuple[Card, ...]:
    return cards(tmp_path, sound("a"), sound("b"), sound("c"))


def test_junit_has_a_case_a_card(three: tuple[Card, ...]) -> None:
    """An error fails its card, a warning is output, a card for elsewhere is skipped, a file's mistake stands alone."""
    error, warning = finding(three[0], words="<&\x1b]]>"), finding(three[1], "Q501", Severity.WARNING)
    first, second = Proven(three[0], 8, False, (error,)), Proven(three[1], 8, False, (warning,))
    run = summary(first, second, Proven(three[2], 0, True, ()))
    root = ElementTree.fromstring(ci.junit(run, [finding(None, "Q001"), error, warning]).split("\n", 1)[1])
    suites = root.findall("testsuite")
    assert [suite.attrib["failures"] for suite in suites] == ["1", "1"]
    cases = {case.attrib["name"]: case for case in suites[1]}
    assert cases["a"].find("failure") is not None
    assert cases["b"].find("failure") is None
    assert "Q501" in (cases["b"].findtext("system-out") or "")
    assert cases["c"].find("skipped") is not None
    assert suites[1].attrib["tests"] == "3"


def test_annotations_are_what_github_reads(three: tuple[Card, ...]) -> None:
    """One command a line; what would end a field or a line is escaped."""
    told = ci.github([finding(three[0], words="50% off:\nnow, or never")])
    assert re.fullmatch(r"::error file=[^,]+,title=Q301 [^,]+,line=3,col=7::.*", told)
    assert told.endswith("::scene/a: 50%25 off:%0Anow, or never%0AMend it.")
    assert "\n" not in told


def test_releases_are_told_where_they_differ(three: tuple[Card, ...]) -> None:
    """A row a card, a column a release: proven, the codes, or skipped."""
    old = summary(Proven(three[0], 8, False, (finding(three[0]),)), Proven(three[1], 8, False, ()), torch="2.4.0")
    new = summary(Proven(three[0], 8, False, ()), Proven(three[1], 8, False, ()), Proven(three[2], 0, True, ()))
    lines = [line.split() for line in releases.table([old, new])]
    assert lines == [["2.4.0", "2.13.0+cpu"], ["scene/a", "Q301", "proven"], ["scene/c", "skipped"]]
    assert json.loads(releases.as_json([old, new]))["differ"]["scene/a"] == ["Q301", "proven"]
    assert releases.table([old, old]) == ["They do not differ on any card."]
