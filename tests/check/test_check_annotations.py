"""Findings in a GitHub workflow: at their lines, and all of them in the summary of the step."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from check_scene import cards, check_command, sound, write
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_scene import TEXTS, finding, parsed_commands, summary

from quiz.check.finding import Finding, Severity
from quiz.check.report.github import MOST_BYTES, github
from quiz.check.report.repository import in_repository
from quiz.text.terminal import clean

UNSOUND = "- id: unsound\n  ask: predict\n  prompt: Value?\n  code: torch.tensor([1])\n"


def many(count: int, words: str = "amiss") -> list[Finding]:
    return [finding(None, "Q501", Severity.WARNING, f"{words} {number}", line=number + 1) for number in range(count)]


def rows(page: str) -> list[list[str]]:
    """The cells of a table as text, as a reader of GitHub's Markdown shows them."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(page)
    found: list[list[str]] = []
    for before, token in pairwise(tokens):
        if before.type == "tr_open":
            found.append([])
        if before.type in ("td_open", "th_open"):
            parts = token.children or []
            assert {part.type for part in parts} <= {"text", "text_special", "html_inline"}
            found[-1].append("".join("\n" if part.content == "<br>" else part.content for part in parts))
    return found


def test_annotations_are_what_github_reads(tmp_path: Path) -> None:
    """One command a line; what would end a field or a line is escaped."""
    (card,) = cards(tmp_path, sound("a"))
    text = github([(summary(), [finding(card, words="50% off:\nnow, or %0A never")])], {})
    ((name, fields, message),) = parsed_commands(text)
    assert (name, fields["line"], fields["col"]) == ("error", "3", "7")
    assert fields["title"].startswith("Q301 ")
    assert message == "scene/a: 50% off:\nnow, or %0A never\nMend it."
    assert "\n" not in text


def test_a_file_below_a_strange_folder_is_annotated_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blanks, percent signs, colons and commas in its path."""
    folder = tmp_path / "a b, 50%25: c=d"
    folder.mkdir()
    path = write(folder, UNSOUND)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    commands = list(parsed_commands(check_command(path, "--no-run", "--format", "github").stdout))
    assert len(commands) >= 2
    for _, fields, _ in commands:
        assert (tmp_path / fields["file"]).samefile(path)
        assert "unsound" in path.read_text().splitlines()[int(fields["line"]) - 1]


@given(TEXTS, st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_arrives_as_it_is(words: str, name: str) -> None:
    """In a message and in a path."""
    told = Finding("Q501", Severity.WARNING, name, 1, 1, "m" + words, "")
    ((_, fields, message),) = parsed_commands(github([(summary(), [told])], {}))
    assert message == clean("m" + words)
    assert fields["file"] == clean(in_repository(name, {}))


def test_more_findings_than_github_shows_are_in_the_summary(tmp_path: Path) -> None:
    """Every one is a row below what was there, as it is; the last command says how many there are."""
    page = tmp_path / "summary.md"
    page.write_text("before\n\n")
    words = "a|b `c` *d* <img src=x> [e](f) @g $h$\nnext \\| row"
    text = github([(summary(), many(11, words))], {"GITHUB_STEP_SUMMARY": str(page)})
    *_, (name, _, message) = parsed_commands(text)
    assert (name, len(text.splitlines())) == ("notice", 12)
    assert message.startswith("There are 0 errors and 11 warnings; GitHub shows 10 of each")
    assert page.read_text().startswith("before\n\n### quiz check")
    head, *body = rows(page.read_text())
    assert head == ["severity", "rule", "place", "finding"]
    places = [f"scene.yaml:{number + 1}" for number in range(11)]
    assert [place.rsplit("/", 1)[-1] for _, _, place, _ in body] == places
    assert [cell for *_, cell in body] == [f"{words} {number}\nMend it." for number in range(11)]


def test_the_summary_of_a_run_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each finding is annotated as it is found, and a row at the end; the notice comes before the lines for people."""
    page = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    path = write(tmp_path, *(UNSOUND.replace("unsound", f"unsound-{number}") for number in range(11)))
    output = check_command(path, "--no-run", "--select", "Q501", "--format", "github").stdout
    *annotated, (name, _, message) = parsed_commands(output)
    assert (name, message.endswith("All are listed in the summary of the run.")) == ("notice", True)
    assert len(rows(page.read_text())) == 1 + len(annotated) == 12
    assert "11 cards read" in output.splitlines()[-1]


def test_few_findings_need_no_summary(tmp_path: Path) -> None:
    """Ten of a severity are all shown."""
    page = tmp_path / "summary.md"
    found = [*many(10), *(finding(None, words=f"wrong {number}") for number in range(10))]
    commands = list(parsed_commands(github([(summary(), found)], {"GITHUB_STEP_SUMMARY": str(page)})))
    assert {name for name, *_ in commands} == {"warning", "error"}
    assert not page.exists()


def test_a_summary_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """No variable, no folder, no room: the findings are in the log all the same."""
    full = tmp_path / "full.md"
    full.write_bytes(b"x" * MOST_BYTES)
    for environ in ({}, {"GITHUB_STEP_SUMMARY": str(tmp_path / "no" / "x")}, {"GITHUB_STEP_SUMMARY": str(full)}):
        *commands, (name, _, message) = parsed_commands(github([(summary(), many(11))], environ))
        assert (len(commands), name, "in the log" in message) == (11, "notice", True)
    assert full.stat().st_size == MOST_BYTES
