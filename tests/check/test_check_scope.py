"""What the words of the command line mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_scene import sound, write

from quiz.check.scope import Scope, named, scope
from quiz.errors import NotFound
from quiz.library.decks import Library

BAD = "- id: bad\n  ask: predict\n  promt: Value?\n  code: '1'\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    for folder, name in (("shipped", "first"), ("shipped", "second"), ("own", "mine")):
        (tmp_path / folder).mkdir(exist_ok=True)
        write(tmp_path / folder, sound("a"), sound("b"), name=name)
    return Library(tmp_path / "own", tmp_path / "shipped")


def ids(found: Scope) -> list[str]:
    return [card.id for card in found.cards]


def test_no_words_mean_every_deck(library: Library) -> None:
    """The shipped decks and the learner's own."""
    assert sorted(ids(scope(library, []))) == ["first/a", "first/b", "mine/a", "mine/b", "second/a", "second/b"]


def test_a_word_is_a_deck_a_file_a_folder_or_a_card(library: Library, tmp_path: Path) -> None:
    """Each way of naming gives its cards, in order, none twice."""
    assert ids(scope(library, ["second"])) == ["second/a", "second/b"]
    assert ids(scope(library, [str(tmp_path / "own" / "mine.yaml")])) == ["mine/a", "mine/b"]
    assert sorted(ids(scope(library, [str(tmp_path / "shipped")]))) == ["first/a", "first/b", "second/a", "second/b"]
    assert ids(scope(library, ["first/b"])) == ["first/b"]
    assert ids(scope(library, [str(tmp_path / "own" / "mine.yaml/b")])) == ["mine/b"]
    assert sorted(ids(scope(library, ["first/b", "first"]))) == ["first/a", "first/b"]


def test_a_deck_with_mistakes_keeps_no_other_from_being_proven(library: Library, tmp_path: Path) -> None:
    """All the problems of the file, and the cards of the others; by a folder or by names."""
    write(tmp_path / "shipped", BAD, name="third")
    for words in ([], [str(tmp_path / "shipped")], ["first", "second", "third"], ["third", "first/a"]):
        found = scope(library, words)
        assert {problem.path for problem in found.problems} == {str(tmp_path / "shipped" / "third.yaml")}
        assert "first/a" in ids(found)


def test_two_decks_of_one_name_are_a_problem(library: Library, tmp_path: Path) -> None:
    """Equal rank, equal name: said with both paths, and the others are proven."""
    (tmp_path / "shipped" / "again.yaml").write_text((tmp_path / "shipped" / "first.yaml").read_text())
    found = scope(library, [str(tmp_path / "shipped")])
    assert any("is also in" in problem.what for problem in found.problems)
    assert ids(found) == ["second/a", "second/b"]


@pytest.mark.parametrize(
    "word", ["nothing", "nothing/a", "first/nothing", "no/such.yaml", "no/such.yaml/a", "/no/such/"]
)
def test_a_word_that_means_nothing_is_not_found(word: str, library: Library) -> None:
    """Exit code 3 is this exception's."""
    with pytest.raises(NotFound) as raised:
        scope(library, [word])
    assert raised.value.fix


def test_a_card_is_named_so_that_quiz_try_finds_it(library: Library, tmp_path: Path) -> None:
    """By id where its deck has a home, by the path of its file elsewhere."""
    (tmp_path / "a b").mkdir()
    elsewhere = write(tmp_path / "a b", sound("a"), name="stray")
    (stray,) = scope(library, [str(elsewhere)]).cards
    assert named(library, scope(library, ["first/a"]).cards[0]) == "first/a"
    assert named(library, stray) == f"'{elsewhere}/a'"
