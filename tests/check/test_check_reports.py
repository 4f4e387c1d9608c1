"""How findings are told."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from check_scene import cards, check_command, sound, write
from click.testing import CliRunner
from report_scene import ROOT, by_id, parsed_report

from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding, Severity
from quiz.check.prove.variants import VariantReport
from quiz.check.report import text as reports
from quiz.check.report.json_report import json_report
from quiz.check.summary import Summary
from quiz.cli.schema import command as schema_command
from quiz.deck.model import Card, Place
from quiz.text.cells import cell_width

CARD = Card(
    deck="scene",
    name="card",
    ask="fix",
    prompt="",
    body=None,
    place=Place("x.yaml", 1, 1),
    places={},
    digest="",
    explain="",
)


def plain(text: str, style: str) -> str:
    return text


def finding(path: Path | str, line: int = 0, column: int = 0, message: str = "it is amiss", **more: object) -> Finding:
    return Finding("Q301", Severity.ERROR, str(path), line, column, message, "Mend it.", **more)  # type: ignore[arg-type]


def test_a_finding_shows_the_place_with_a_caret_the_mend_and_the_command(tmp_path: Path) -> None:
    """As in a compiler's message: where, what, the lines, what mends it, how to see it."""
    (card,) = cards(tmp_path, sound("card"))
    line = card.places["misconceptions"].line
    told = reports.text(finding(card.place.path, line, 7, card=card, seed=5), by_id, plain).split("\n")
    assert told[0] == f"{card.place.path}:{line}:7  error Q301  scene/card: it is amiss"
    assert [row.partition(" |")[0].strip() for row in told[1:-1]] == [str(line - 2), str(line - 1), str(line), ""]
    assert told[3].index("- {belief") == told[4].index("^")
    assert told[4].endswith("^ Mend it.")
    assert told[-1] == "    see it: quiz try scene/card --seed 5"


def test_the_caret_stands_below_the_place_in_wide_text(tmp_path: Path) -> None:
    """Korean letters take two cells each."""
    path = tmp_path / "wide.yaml"
    path.write_text('title: "한국어 덱" x\n', "utf-8")
    row, caret = reports.text(finding(str(path), 1, 16), by_id, plain).split("\n")[1:3]
    assert row.endswith('한국어 덱" x')
    assert cell_width(caret.partition("^")[0]) == cell_width(row[: row.index(" x") + 1])


def test_what_stands_above_a_card_is_not_shown(tmp_path: Path) -> None:
    """The lines before the first of a card are another's."""
    first, second = cards(tmp_path, sound("first"), sound("second"))
    place = second.place
    assert "first" not in reports.text(finding(place.path, place.line, place.column, card=second), by_id, plain)
    assert first.place.line < place.line


def test_a_file_that_cannot_be_read_again_is_told_without_its_lines(tmp_path: Path) -> None:
    """No excerpt, but the mend all the same; a problem of a whole file has no line at all."""
    assert reports.text(finding("/no/such.yaml", 3, 4), by_id, plain).endswith("it is amiss\n    Mend it.")
    assert reports.text(finding("/no/such.yaml"), by_id, plain).startswith("/no/such.yaml  error")
    (tmp_path / "short.yaml").write_text("one line")
    assert "| " not in reports.text(finding(tmp_path / "short.yaml", 99, 1), by_id, plain)


def test_nothing_of_a_deck_can_act_on_the_terminal(tmp_path: Path) -> None:
    """Control characters, changes of direction and lone surrogates of card texts are gone, in text and JSON."""
    path = tmp_path / "x.yaml"
    path.write_text("a: \x1b[31mred\x07\u202e\n")
    bad = finding(path, 1, 4, "\x1b]0;title\x07 \ud800 \x9b2J")
    for told in (reports.text(bad, by_id, plain), json_report([(Summary(DrawSet()), [bad])], by_id)):
        told.encode("utf-8")
        assert not set(told) & set("\x1b\x07\x9b\u202e")


def test_long_lines_are_cut(tmp_path: Path) -> None:
    """An excerpt stays within a screen however long the line is."""
    (tmp_path / "x.yaml").write_text("x" * 5000)
    told = reports.text(finding(tmp_path / "x.yaml", 1, 4000), by_id, plain).split("\n")
    assert all(len(row) < 160 for row in told[1:])


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        (
            Summary(DrawSet(), 95, 380, 0, 0, 2, "2.13.0+cpu", "cpu", 4.12),
            "95 cards, 380 questions proven on torch 2.13.0+cpu cpu in 4.1 s · 0 errors · 2 warnings",
        ),
        (
            Summary(DrawSet(), 1, 1, 1, 1, 1, "2.13.0", "cpu", 0.96),
            "1 card, 1 question proven on torch 2.13.0 cpu in 1.0 s · 1 error · 1 warning"
            " · 1 card skipped, for another torch or device",
        ),
        (
            Summary(DrawSet(), 532, 4256, 0, 1, 0, "2.13.0", "cpu", 31.4),
            "532 cards, 4,256 questions proven on torch 2.13.0 cpu in 31.4 s · 1 error · 0 warnings",
        ),
        (
            Summary(DrawSet(), 3, 24, 0, 0, 0, "2.13.0", "cpu", 1.2, kept=2),
            "3 cards, 24 questions proven on torch 2.13.0 cpu in 1.2 s · 0 errors · 0 warnings"
            " · 2 cards of these proven in an earlier run",
        ),
        (
            Summary(
                DrawSet(),
                1,
                8,
                0,
                0,
                0,
                "2.13.0",
                "cpu",
                9.0,
                variants=[VariantReport(CARD, mutants=36, killed=31, equivalent=5, rewrites=6)],
            ),
            "1 card, 8 questions proven on torch 2.13.0 cpu in 9.0 s · 0 errors · 0 warnings"
            " · 31 of 36 mutants judged wrong, 5 equivalent · 6 of 6 rewrites judged right",
        ),
        (Summary(DrawSet(), errors=10), "0 cards, 0 questions proven in 0.0 s · 10 errors · 0 warnings"),
    ],
)
def test_the_summary_counts_in_words(summary: Summary, line: str) -> None:
    """One line, singular and plural right, thousands set apart."""
    assert reports.summary_line(summary) == line


def test_json_carries_all_of_a_finding(tmp_path: Path) -> None:
    """What a program needs: code, severity, card, place, message, mend, seed, and the command that shows it."""
    (card,) = cards(tmp_path, sound("card"))
    told = parsed_report(json_report([(Summary(DrawSet()), [finding("x.yaml", 1, 2, card=card, seed=3)])], by_id))
    assert told["findings"] == [
        {
            "code": "Q301",
            "title": "a belief gives the truth",
            "severity": "error",
            "card": "scene/card",
            "path": "x.yaml",
            "line": 1,
            "column": 2,
            "message": "it is amiss",
            "mend": "Mend it.",
            "seed": 3,
            "try": "quiz try scene/card --seed 3",
        }
    ]


def test_the_schema_of_the_report_is_printed_and_in_the_docs() -> None:
    """docs/report.schema.json is `quiz schema --report`, and a JSON Schema."""
    printed = json.loads(CliRunner().invoke(schema_command, ["--report"]).stdout)
    jsonschema.Draft202012Validator.check_schema(printed)
    assert json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8")) == printed


@pytest.mark.parametrize("options", [["--no-run"], ["--no-run", "--select", "Q0"], []])
def test_every_json_report_is_what_its_schema_says(tmp_path: Path, options: list[str]) -> None:
    """Also of a file that cannot be read, and of cards that are proven, failed, skipped or only read."""
    wrong = sound("wrong").replace("+ 1\n", "+ 1 / 0\n")
    later = sound("later") + '  torch: ">=2.15"\n'
    bad = write(tmp_path, "- id: bad\n  ask: predict\n  promt: Value?\n  code: '1'\n", name="bad")
    whole = parsed_report(check_command(write(tmp_path, sound("a"), wrong, later), bad, "--json", *options).stdout)
    assert "Q001" in [one["code"] for one in whole["findings"]]
    statuses = {card["card"]: card["status"] for card in whole["cards"]}
    expected = ["read"] * 3 if options else ["proven", "failed", "skipped"]
    assert statuses == dict(zip(["scene/a", "scene/wrong", "scene/later"], expected, strict=True))
    ran = [card["card"] for card in whole["cards"] if card["ms"]]
    assert ran == ([] if options else ["scene/a", "scene/wrong"])
