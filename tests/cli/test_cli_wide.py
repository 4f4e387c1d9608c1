"""Korean, Japanese, emoji and combining text line up in what the commands list."""

from __future__ import annotations

from pathlib import Path

import pytest
from inside import Quiz

from quiz.text.cells import cell_width

TITLES = {
    "korean": "한국어로 된 텐서 만들기",
    "japanese": "テンソルの形",
    "emoji": "👩\u200d👩\u200d👧 shapes ❤️",
    "plain": "Shapes",
}
CARD = """\
format: 1
deck: {name}
title: "{title}"
cards:
  - id: one
    ask: predict
    prompt: "{title} 값은 무엇입니까?"
    tags: ["모양", "e\u0301"]
    code: torch.tensor([1, 2]) + 1
"""


@pytest.fixture
def quiz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Quiz:
    folder = tmp_path / "home" / "decks"
    folder.mkdir(parents=True)
    for name, title in TITLES.items():
        (folder / f"{name}.yaml").write_text(CARD.format(name=name, title=title))
    return Quiz(monkeypatch, tmp_path / "none")


def ends(lines: list[str], words: list[str]) -> set[int]:
    """At which cell each word of its line begins."""
    return {cell_width(line[: line.index(word)]) for line, word in zip(lines, words, strict=True)}


def test_the_decks_line_up(quiz: Quiz) -> None:
    """The numbers stand in columns behind titles of any letters."""
    done = quiz("decks")
    rows = [line for line in done.stdout.splitlines() if line.split()[0] in TITLES or line.split()[0] == "deck"]
    assert len(rows) == len(TITLES) + 1, done.stdout
    assert len({cell_width(row) for row in rows}) == 1, done.stdout


def test_the_cards_line_up(quiz: Quiz) -> None:
    """What is too wide for the terminal is cut by its cells, not its letters."""
    done = quiz("browse", "tag:모양", COLUMNS="80")
    head, *rows = done.stdout.splitlines()
    assert len(rows) == len(TITLES), done.stdout
    assert ends(rows, ["new"] * len(rows)) == {cell_width(head[: head.index("state")])}
    assert max(map(cell_width, rows)) <= 80


def test_what_is_due_lines_up(quiz: Quiz) -> None:
    """One line a deck, and one for all."""
    rows = quiz("due").stdout.splitlines()
    assert len(rows) == len(TITLES) + 1
    assert len(ends(rows, ["learning"] * len(rows))) == 1
