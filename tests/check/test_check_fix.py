"""`quiz check --fix`: the fixes that a rule is sure of, made in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from quiz.check.finding import Finding, Severity
from quiz.check.fix.fixes import fixes_of
from quiz.check.fix.text_edit import made
from quiz.check.rules import schema
from quiz.cli import group
from quiz.errors import DeckError
from quiz.library.load import load

HEAD = "format: 1\ndeck: mine\ntitle: Mine\ncards:\n"
CARD = """\
  - id: one  # a comment
    ask: predict
    prompt: Value?
    code: "1 + 1"
    misconceptions:
      - {belief: one is left, code: "1"}
    explain: It is a sum.
    source: https://docs.python.org/3/
    siblings: []
"""
FORM = {
    "a misspelt key": ("    promt: Value?", "    prompt: Value?"),
    "a misspelt kind": ("    ask: predct", "    ask: predict"),
    "a dollar in a drawn name": ("    draw: {x: 1, y: $x}\n    prompt: $y?", "    draw: {x: 1, y: x}\n    prompt: $y?"),
    "a misspelt drawn name": ("    draw: {size: 3}\n    prompt: $sise?", "    draw: {size: 3}\n    prompt: $size?"),
    "no list": ("    tags: sums  # mine", "    tags: [sums]  # mine"),
    "a sign that begins no text": ("    prompt: @ is what?", '    prompt: "@ is what?"'),
    "a colon in a text": ("    prompt: Value: what?", '    prompt: "Value: what?"'),
    "a tag twice": ("    tags: [a, b, a]", "    tags: [a, b]"),
    "a tag twice, on lines": (
        "    tags:\n      - a\n      - a\n    covers: []",
        "    tags:\n      - a\n    covers: []",
    ),
    "itself as a sibling": ("    siblings: [one]", "    siblings: []"),
    "the deck before a sibling": ("    siblings: [mine/two]", "    siblings: [two]"),
    "a tab": ("    draw:\n\t\t\tx: 1", "    draw:\n      x: 1"),
    "an invisible character": ("    prompt: Va\u200eue\u2066?", "    prompt: Va\u200eue?"),
}


@pytest.mark.parametrize("mistake", FORM)
def test_a_mistake_of_form_is_fixed(mistake: str) -> None:
    """The first finding of the loader has one fix, which makes the text as it should be and changes nothing else."""
    wrong, right = FORM[mistake]
    key = right.splitlines()[-1].partition(":")[0] + ":"
    row = next((row + "\n" for row in CARD.splitlines() if row.startswith(key)), "")
    before, after = (HEAD + (CARD.replace(row, f"{text}\n") if row else f"{CARD}{text}\n") for text in (wrong, right))
    with pytest.raises(DeckError) as error:
        load("mine.yaml", before)
    (fix,) = fixes_of(schema(error.value.problems[0]), before)
    assert fix.sure
    assert made(before, fix.edits) == after


def test_no_fix_is_made_up() -> None:
    """A finding that only its author can settle has none."""
    finding = Finding("Q001", Severity.ERROR, "mine.yaml", 5, 5, "a card needs `prompt`", "Add `prompt`, the question.")
    assert fixes_of(finding, HEAD + CARD) == []


def test_fixing_a_deck_in_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim, a misspelt name, an idle `ignore` are fixed in one run; comments stay; what is fixed counts no more."""
    path = tmp_path / "mine.yaml"
    card = CARD.replace("It is a sum.", "It is no `torch.addd`.").replace('"1 + 1"\n', '"1 + 1"\n    expect: "3"\n')
    path.write_text(HEAD + card.replace("    siblings: []\n", "    ignore: {Q101: firm, Q206: it is short}\n"), "utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(group, ["check", "--fix", "--yes", "--strict", "mine.yaml"])
    assert done.exit_code == 0, done.output
    fixed = card.replace("torch.addd", "torch.add").replace('expect: "3"', 'expect: "2"')
    assert path.read_text("utf-8") == HEAD + fixed.replace("    siblings: []\n", "    ignore: {Q206: it is short}\n")
    assert '+    expect: "2"' in done.output


def test_nothing_is_fixed_without_consent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The change is shown first; whoever says no keeps the file and the errors."""
    path = tmp_path / "mine.yaml"
    wrong = HEAD + CARD.replace("prompt:", "promt:")
    path.write_text(wrong, "utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(group, ["check", "--fix", "--no-run", "mine.yaml"], input="n\n")
    assert done.exit_code == 1 and "-    promt: Value?" in done.output and "Write 1 fix?" in done.output
    assert path.read_text("utf-8") == wrong
    assert CliRunner().invoke(group, ["check", "--fix", "--no-run", "--yes", "mine.yaml"]).exit_code == 0
    assert path.read_text("utf-8") == HEAD + CARD
