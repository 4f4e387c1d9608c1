"""Findings for other programs: JUnit, SARIF, Code Quality, and releases side by side."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from check_scene import cards, check_command, sound, write
from hypothesis import given
from report_scene import TEXTS, by_id, finding, parsed_gitlab, parsed_junit, parsed_report, parsed_sarif, summary

from quiz.check.finding import Severity
from quiz.check.prove.evidence import Evidence
from quiz.check.prove.trial import Trial
from quiz.check.report import releases
from quiz.check.report.gitlab import gitlab
from quiz.check.report.json_report import json_report
from quiz.check.report.junit import junit
from quiz.check.report.repository import in_repository
from quiz.check.report.sarif import sarif
from quiz.check.rules.rule import RULES
from quiz.check.summary import Proven
from quiz.deck.model import Card

UNSOUND = "- id: unsound\n  ask: predict\n  prompt: Value?\n  code: torch.tensor([1])\n"


@pytest.fixture
def three(tmp_path: Path) -> tuple[Card, ...]:
    return cards(tmp_path, sound("a"), sound("b"), sound("c"))


def test_junit_has_a_case_a_card(three: tuple[Card, ...]) -> None:
    """An error fails its card, a warning is output, a card for elsewhere is skipped, a file's mistake stands alone."""
    error, warning = finding(three[0], words="<&\x1b]]>"), finding(three[1], "Q501", Severity.WARNING)
    first, second = Proven(three[0], 8, False, (error,)), Proven(three[1], 8, False, (warning,))
    run = summary(first, second, Proven(three[2], 0, True, ()))
    suites = parsed_junit(junit([(run, [finding(None, "Q001"), error, warning])])).findall("testsuite")
    assert [(suite.attrib["failures"], suite.attrib["errors"]) for suite in suites] == [("0", "1"), ("1", "0")]
    cases = {case.attrib["name"]: case for case in suites[1]}
    assert cases["a"].find("failure") is not None
    assert cases["b"].find("failure") is None
    assert "Q501" in (cases["b"].findtext("system-out") or "")
    assert cases["c"].find("skipped") is not None
    assert (suites[1].attrib["tests"], suites[1].attrib["skipped"]) == ("3", "1")


def test_junit_is_whole_for_readers_that_want_all_of_it(three: tuple[Card, ...]) -> None:
    """Every suite counts its errors and has a time, every case has one; a warning between cards is no passing case."""
    between = finding(three[0], "Q601", Severity.WARNING, "it asks the same as scene/b")
    root = parsed_junit(junit([(summary(Proven(three[0], 8, False, ())), [between, finding(None, "Q001")])]))
    for suite in root.iter("testsuite"):
        assert suite.attrib.keys() >= {"name", "tests", "failures", "errors", "skipped", "time"}
        assert len(suite.findall("testcase")) == int(suite.attrib["tests"])
    assert all("time" in case.attrib for case in root.iter("testcase"))
    assert [case.attrib["name"] for case in root.findall("testsuite[@name='decks']/testcase")] == ["Q001 amiss"]
    assert "it asks the same" in (root.findtext("testsuite[@name='decks']/system-out") or "")


def test_junit_sets_what_could_not_be_judged_apart_from_what_was_judged_wrong(three: tuple[Card, ...]) -> None:
    """A card that takes too long is an error, with all else that was found of it; its time is that of its run."""
    both = (finding(three[0], words="a belief is true"), finding(three[0], "Q102", words="it takes too long"))
    evidence = Evidence(three[0], (Trial(0, None, slowest_ms=1250.0), Trial(1, None, slowest_ms=500.0)))
    root = parsed_junit(junit([(summary(Proven(three[0], 2, False, both, evidence)), both)]))
    (case,) = root.iter("testcase")
    (error,) = case
    assert (error.tag, error.attrib["type"], case.attrib["time"]) == ("error", "Q102", "1.750")
    assert error.attrib["message"] == "it takes too long (and 1 other finding)"
    assert [line.split()[1] for line in (error.text or "").splitlines()] == ["Q301", "Q102"]
    assert (root.attrib["errors"], root.attrib["failures"]) == ("1", "0")


@given(TEXTS)
def test_any_text_is_fit_for_every_format(words: str) -> None:
    """Well-formed XML and JSON that can be written as UTF-8, whatever a card says or torch prints."""
    runs = [(summary(), [finding(None, words=words), finding(None, "Q501", Severity.WARNING, words)])]
    (case,) = parsed_junit(junit(runs)).iter("testcase")
    assert case.attrib["name"].startswith("Q301 ")
    for text in (sarif(runs, {}), gitlab(runs, {}), json_report(runs, by_id)):
        text.encode("utf-8")
        assert not set(text) & set("\x00\x1b\n")
    results = json.loads(sarif(runs, {}))["runs"][0]["results"]
    assert [one["level"] for one in results] == ["error", "warning"]
    assert len(parsed_gitlab(gitlab(runs, {}))) == 2


@pytest.mark.parametrize("place", ["dir with, space:x%", "decks/deep", "."])
def test_paths_are_from_the_root_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """A job may run in any folder of the checkout, and name its decks in any way."""
    checkout = tmp_path / "checkout"
    (checkout / ".git").mkdir(parents=True)
    folder = checkout / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "d.yaml").touch()
    expected = "d.yaml" if place == "." else f"{place}/d.yaml"
    monkeypatch.chdir(folder)
    for path in ("d.yaml", "./d.yaml", str(folder / "d.yaml")):
        assert in_repository(path, {}) == expected
        assert in_repository(path, {"GITHUB_WORKSPACE": str(checkout)}) == expected
        assert in_repository(path, {"CI_PROJECT_DIR": str(checkout), "GITHUB_WORKSPACE": "/elsewhere"}) == expected
    assert in_repository("d.yaml", {"GITHUB_WORKSPACE": str(folder)}) == "d.yaml"


def test_sarif_is_what_its_schema_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rule with its page; a result leads to the line and column of its file, also below a strange folder."""
    folder = tmp_path / "dir with, space:50%é"
    (tmp_path / ".git").mkdir()
    folder.mkdir()
    path = write(folder, UNSOUND)
    monkeypatch.chdir(folder)
    run = parsed_sarif(check_command("scene.yaml", "--no-run", "--format", "sarif").stdout)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert all("```yaml" in rule["help"]["markdown"] for rule in rules)
    assert {rules[result["ruleIndex"]]["id"] for result in run["results"]} >= {"Q501", "Q502"}
    for result in run["results"]:
        (place,) = result["locations"]
        address = urlsplit(place["physicalLocation"]["artifactLocation"]["uri"])
        assert (address.scheme, address.query, address.fragment) == ("", "", "")
        assert tmp_path / unquote(address.path) == path
        region = place["physicalLocation"]["region"]
        row = path.read_text().splitlines()[region["startLine"] - 1]
        assert row[region["startColumn"] - 1 :] == "id: unsound"
        assert result["level"] == "warning"
        assert place["logicalLocations"][0]["fullyQualifiedName"] == "scene/unsound"


def test_nothing_in_a_sarif_message_is_a_placeholder_or_a_link(
    three: tuple[Card, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Braces are doubled; a whole file has no region; a file outside of the repository has its whole address."""
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    odd, whole = finding(three[0], words="f[0](x) gives {0}"), finding(None, "Q001", line=0)
    first, second = parsed_sarif(sarif([(summary(), [odd, whole])], {}))["results"]
    assert first["message"]["text"] == "scene/a: f[0\\](x) gives {{0}}\nMend it."
    outside, inside = (result["locations"][0]["physicalLocation"] for result in (first, second))
    assert outside["artifactLocation"] == {"uri": Path(three[0].place.path).as_uri()}
    assert inside == {"artifactLocation": {"uri": "scene.yaml", "uriBaseId": "%SRCROOT%"}}


def test_a_fingerprint_outlives_a_shift_of_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines above a card, and another card, move its findings, which stay the same for SARIF and for GitLab."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def prints() -> dict[str, int]:
        issues = parsed_gitlab(check_command("scene.yaml", "--no-run", "--format", "gitlab").stdout)
        results = parsed_sarif(check_command("scene.yaml", "--no-run", "--format", "sarif").stdout)["results"]
        assert [one["partialFingerprints"]["quizFinding/v1"] for one in results] == [
            one["fingerprint"] for one in issues
        ]
        return {one["fingerprint"]: one["location"]["lines"]["begin"] for one in issues}

    path = write(tmp_path, UNSOUND)
    before = prints()
    path.write_text("# shifted\n\n" + path.read_text())
    shifted = prints()
    assert shifted == {key: line + 2 for key, line in before.items()}
    write(tmp_path, sound("first"), UNSOUND, UNSOUND.replace("unsound", "other"))
    assert before.keys() < prints().keys()


def test_findings_that_are_alike_have_fingerprints_of_their_own(three: tuple[Card, ...]) -> None:
    """The same rule twice in a card; lines and times in a message do not count, what it says does."""
    alike = [finding(three[0], words=f"took {ms} ms at line {line}", line=line) for ms, line in ((7, 3), (9, 8))]
    first, second = parsed_gitlab(gitlab([(summary(), alike)], {}))
    later = [finding(three[0], words=f"took {ms} ms at line {line}", line=line) for ms, line in ((12, 13), (8, 18))]
    again = parsed_gitlab(gitlab([(summary(), later)], {}))
    assert [one["fingerprint"] for one in again] == [first["fingerprint"], second["fingerprint"]]
    (other,) = parsed_gitlab(gitlab([(summary(), [finding(three[0], words="took long")])], {}))
    assert other["fingerprint"] not in (first["fingerprint"], second["fingerprint"])
    assert [one["severity"] for one in (first, second)] == ["major", "major"]


def test_a_finding_of_one_release_names_it(three: tuple[Card, ...]) -> None:
    """What was found on both is one entry, and names none."""
    both, only = finding(three[0]), finding(three[1])
    runs = [(summary(torch="2.4.0"), [both, only]), (summary(), [both])]
    texts = [issue["description"] for issue in parsed_gitlab(gitlab(runs, {}))]
    assert texts == ["scene/a: amiss Mend it.", "scene/b: amiss (on torch 2.4.0) Mend it."]
    results = parsed_sarif(sarif(runs, {}))["results"]
    assert [result.get("properties") for result in results] == [None, {"torch": ["2.4.0"]}]


def test_releases_are_told_where_they_differ(three: tuple[Card, ...]) -> None:
    """A row a card, a column a release: proven, the codes, or skipped."""
    old = summary(Proven(three[0], 8, False, (finding(three[0]),)), Proven(three[1], 8, False, ()), torch="2.4.0")
    new = summary(Proven(three[0], 8, False, ()), Proven(three[1], 8, False, ()), Proven(three[2], 0, True, ()))
    lines = [line.split() for line in releases.table([old, new])]
    assert lines == [["2.4.0", "2.13.0+cpu"], ["scene/a", "Q301", "proven"], ["scene/c", "skipped"]]
    whole = parsed_report(json_report([(old, []), (new, [])], by_id))
    assert whole["differ"]["scene/a"] == ["Q301", "proven"]
    assert releases.table([old, old]) == ["They do not differ on any card."]
