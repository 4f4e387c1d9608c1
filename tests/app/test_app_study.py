"""What the words after `quiz review` mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from scene import deck_text

from quiz.app.study import Study, study_of
from quiz.errors import NotFound
from quiz.library.decks import Library

CARD = """
- id: {name}
  ask: predict
  prompt: What?
  code: "1"
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    own = tmp_path / "own"
    own.mkdir()
    (own / "scene.yaml").write_text(deck_text(CARD.format(name="one"), CARD.format(name="two")))
    return Library(own)


def test_decks_are_asked_whole(library: Library, tmp_path: Path) -> None:
    """By name, by path, or all of them."""
    assert study_of(library, ()) == Study()
    assert study_of(library, ("scene",)) == Study(("scene",))
    assert study_of(library, (str(tmp_path / "own" / "scene.yaml"),)).single == ()


def test_a_card_narrows_a_review_to_it(library: Library, tmp_path: Path) -> None:
    """By its id, or by the path of its deck; its deck is what has to be loaded."""
    file = str(tmp_path / "own" / "scene.yaml")
    for word, deck in (("scene/two", "scene"), (f"{file}/two", file)):
        study = study_of(library, (word,))
        assert (study.words, study.single, study.narrows) == ((deck,), ("scene/two",), True)
        assert study.cards(["scene/one", "scene/two"]) == ("scene/two",)


def test_a_deck_beside_a_card_is_asked_with_all_its_cards(library: Library) -> None:
    """Each card once, in the order of the words."""
    study = study_of(library, ("scene/two", "scene"))
    assert (study.words, study.single) == (("scene",), ("scene/two", "scene/one"))


def test_a_path_is_meant_by_its_name(library: Library) -> None:
    """It leads through the cards that are there."""
    study = study_of(library, ("first-steps",))
    assert study.trail is not None and study.narrows
    first = study.trail.cards[0]
    assert study.cards([first, "scene/one"]) == (first,)


@pytest.mark.parametrize("word", ["scene/three", "nowhere/one"])
def test_what_is_not_there_is_not_found(library: Library, word: str) -> None:
    """A card of no deck, and no card of a deck."""
    with pytest.raises(NotFound):
        study_of(library, (word,))
