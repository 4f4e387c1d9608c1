"""Decks of the learner's own that hide a shipped one of their name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from deck_scene import GOOD

from quiz.app.hidden_decks import hidden_decks
from quiz.library.decks import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    for name in ("shipped", "own"):
        (tmp_path / name).mkdir()
    (tmp_path / "shipped" / "demo.yaml").write_text(GOOD)
    return Library(own=tmp_path / "own", shipped=tmp_path / "shipped")


def test_a_deck_that_takes_a_shipped_name_is_named_with_what_it_hides(library: Library, tmp_path: Path) -> None:
    """None of the shipped cards can be asked any more: that is a name taken by chance, and what mends it is said."""
    cards = library.all()[0][0].cards
    other = tmp_path / "own" / "mine.yaml"
    other.write_text(re.sub(r"- id: |siblings: \[", lambda found: f"{found[0]}other-", GOOD))
    (hidden,) = hidden_decks(library, library.all()[0])
    assert (hidden.name, hidden.path, hidden.hidden) == ("demo", str(other), str(tmp_path / "shipped" / "demo.yaml"))
    assert (hidden.cards, hidden.missing, hidden.is_other) == (len(cards), len(cards), True)
    assert "change its line `deck: demo`" in str(hidden)


def test_an_edited_copy_hides_no_card(library: Library, tmp_path: Path) -> None:
    """It says that later changes of the shipped deck do not reach it."""
    (tmp_path / "own" / "demo.yaml").write_text(GOOD)
    (hidden,) = hidden_decks(library, library.all()[0])
    assert (hidden.missing, hidden.is_other) == (0, False)
    assert "updates included" in str(hidden)


def test_decks_of_other_names_hide_nothing(library: Library, tmp_path: Path) -> None:
    (tmp_path / "own" / "mine.yaml").write_text(GOOD.replace("deck: demo", "deck: mine"))
    assert hidden_decks(library, library.all()[0]) == []
