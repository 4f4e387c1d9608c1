"""Findings for other programs, and releases side by side."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from check_scene import cards, sound

from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding, Severity
from quiz.check.report import ci, releases
from quiz.check.summary import Proven, Summary
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
    root = ElementTree.fromstring(ci.junit([(run, [finding(None, "Q001"), error, warning])]).split("\n", 1)[1])
    suites = root.findall("testsuite")
    assert [suite.attrib["failures"] for suite in suites] == ["1", "1"]
    cases = {case.attrib["name"]: case for case in suites[1]}
    assert cases["a"].find("failure") is not None
    assert cases["b"].find("failure") is None
    assert "Q501" in (cases["b"].findtext("system-out") or "")
    assert cases["c"].find("skipped") is not None
    assert suites[1].attrib["tests"] == "3"


def test_junit_is_whole_for_readers_that_want_all_of_it(three: tuple[Card, ...]) -> None:
    """Every suite counts its errors and has a time, every case has one; a warning between cards is no passing case."""
    between = finding(three[0], "Q601", Severity.WARNING, "it asks the same as scene/b")
    root = ElementTree.fromstring(
        ci.junit([(summary(Proven(three[0], 8, False, ())), [between, finding(None, "Q001")])]).split("\n", 1)[1]
    )
    for suite in root.iter("testsuite"):
        assert suite.attrib.keys() >= {"name", "tests", "failures", "errors", "skipped", "time"}
        assert len(suite.findall("testcase")) == int(suite.attrib["tests"])
    assert all("time" in case.attrib for case in root.iter("testcase"))
    assert [case.attrib["name"] for case in root.findall("testsuite[@name='decks']/testcase")] == ["Q001 amiss"]
    assert "it asks the same" in (root.findtext("testsuite[@name='decks']/system-out") or "")


@pytest.mark.parametrize("place", ["dir with, space:x%", "decks/deep", "."])
def test_paths_for_github_are_from_the_root_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """A job may run in any folder of the checkout, and name its decks in any way."""
    checkout = tmp_path / "checkout"
    (checkout / ".git").mkdir(parents=True)
    folder = checkout / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "d.yaml").touch()
    expected = "d.yaml" if place == "." else f"{place}/d.yaml"
    monkeypatch.chdir(folder)
    for path in ("d.yaml", "./d.yaml", str(folder / "d.yaml")):
        assert ci.in_repository(path, {}) == expected
        assert ci.in_repository(path, {"GITHUB_WORKSPACE": str(checkout)}) == expected
    assert ci.in_repository("d.yaml", {"GITHUB_WORKSPACE": str(folder)}) == "d.yaml"


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
