"""Paths through the decks."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.errors import DeckError, NotFound
from quiz.library import learning_path


def write(folder: Path, text: str, name: str = "first.yaml") -> Path:
    (folder / "paths").mkdir(exist_ok=True)
    path = folder / "paths" / name
    path.write_text(text)
    return path


def test_a_path_lists_cards_of_several_decks_in_its_order(tmp_path: Path) -> None:
    """What the file says is what comes out."""
    path = write(tmp_path, "format: 1\npath: first\ntitle: First\ncards: [b/two, a/one]\n")
    found = learning_path.load(path)
    assert (found.name, found.title, found.cards) == ("first", "First", ("b/two", "a/one"))
    assert found.present(["a/one", "c/x"]) == ("a/one",)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("format: 1\npath: first\ntitle: First\ncards: [one]\n", 4, "cards"),
        ("format: 1\npath: first\ntitle: First\ncards:\n  - a/one\n  - a/one\n", 6, "twice"),
        ("format: 1\npath: first\ntitle: First\n", 1, "needs `cards`"),
        ("- a\n", 1, "map"),
        ("", 0, "holds no path"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, line: int, says: str) -> None:
    """As in a deck: the line, and what is wrong there."""
    with pytest.raises(DeckError) as told:
        learning_path.load(write(tmp_path, text))
    (problem, *_) = told.value.problems
    assert problem.line == line
    assert says in f"{problem.what} {problem.fix}"


def test_a_missing_path_is_not_found_and_a_broken_one_hides_no_other(tmp_path: Path) -> None:
    """The list of paths is that of those that can be read."""
    with pytest.raises(NotFound):
        learning_path.load(tmp_path / "paths" / "none.yaml")
    assert learning_path.trails(tmp_path) == []
    write(tmp_path, "format: 1\npath: first\ntitle: First\ncards: [a/one]\n")
    write(tmp_path, "nonsense", "second.yaml")
    assert [found.name for found in learning_path.trails(tmp_path)] == ["first"]
