"""Which decks there are."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from deck_scene import GOOD

from quiz.deck.model import Deck
from quiz.errors import DeckError, NotFound
from quiz.library.decks import Library, in_learning_order, shipped_folder


class Shelf:
    """A shipped folder and a learner's own, with decks of the good one's content under other names."""

    def __init__(self, root: Path) -> None:
        self.shipped, self.own = root / "shipped", root / "own"
        self.shipped.mkdir()
        self.own.mkdir()
        self.library = Library(own=self.own, shipped=self.shipped)

    def put(self, folder: Path, name: str, *, file: str = "", order: int = 0, requires: str = "") -> Path:
        path = folder / (file or f"{name}.yaml")
        text = GOOD.replace("deck: demo", f"deck: {name}").replace("requires: [create]", f"requires: [{requires}]")
        path.write_text(text.replace("order: 3", f"order: {order}"))
        return path

    def names(self, *, own: bool = True) -> list[str]:
        return [deck.name for deck in self.library.all(own=own)[0]]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_the_shipped_decks_of_the_checkout_load() -> None:
    """The folder is found from the package, and every deck in it is without a problem."""
    decks, problems = Library().all()
    assert problems == []
    assert {Path(deck.path).parent for deck in decks} <= {shipped_folder()}


def test_the_learners_own_decks_are_listed_with_the_shipped_ones(shelf: Shelf) -> None:
    """Unless the caller wants the shipped ones alone."""
    shelf.put(shelf.shipped, "alpha")
    shelf.put(shelf.own, "beta")
    assert shelf.names() == ["alpha", "beta"]
    assert shelf.names(own=False) == ["alpha"]


def test_a_deck_from_elsewhere_is_foreign_until_its_content_is_trusted(shelf: Shelf, tmp_path: Path) -> None:
    """Its place makes a shipped or an own deck trusted, however it is named; a kept Library notices a new word."""
    words: set[str] = set()
    library = Library(shelf.own, shelf.shipped, words)
    shipped, own = shelf.put(shelf.shipped, "alpha"), shelf.put(shelf.own, "beta")
    stray = shelf.put(tmp_path, "gamma")
    linked = shelf.own / "linked.yaml"
    linked.symlink_to(shelf.put(tmp_path, "delta"))

    def foreign(path: Path) -> set[bool]:
        (deck,) = library.find([path])
        return {card.foreign for card in deck.cards}

    assert [foreign(path) for path in (shipped, own, linked, stray)] == [{False}, {False}, {False}, {True}]
    assert {card.foreign for deck in library.within(tmp_path) for card in deck.cards} == {True}
    words.add(sha256(stray.read_bytes()).hexdigest())
    assert foreign(stray) == {False}
    stray.write_text(stray.read_text() + "# changed\n")
    assert foreign(stray) == {True}


def test_an_own_deck_shadows_the_shipped_one(shelf: Shelf) -> None:
    """One of each name; the deck says which file it stands in for."""
    shipped = shelf.put(shelf.shipped, "alpha")
    own = shelf.put(shelf.own, "alpha", file="my-alpha.yaml")
    (deck,), problems = shelf.library.all(own=True)
    assert (deck.path, deck.shadows, problems) == (str(own), str(shipped), [])
    (found,) = shelf.library.find(["alpha"])
    assert (found.path, found.shadows) == (str(own), str(shipped))
    (other,) = shelf.library.find([shipped])
    assert (other.path, other.shadows) == (str(shipped), "")


def test_a_file_on_the_command_line_comes_before_both(shelf: Shelf, tmp_path: Path) -> None:
    """It is what was named, and it says what it shadows."""
    own = shelf.put(shelf.own, "alpha")
    given = shelf.put(tmp_path, "alpha", file="draft.yaml")
    (deck,) = shelf.library.find([str(given), "alpha"])
    assert (deck.path, deck.shadows) == (str(given), str(own))


def test_a_broken_deck_hides_no_other(shelf: Shelf) -> None:
    """Its problems come beside the decks that can be used; it does not shadow a whole one either."""
    shelf.put(shelf.shipped, "alpha")
    shelf.put(shelf.shipped, "beta")
    broken = shelf.own / "alpha.yaml"
    broken.write_text("deck: alpha\n")
    decks, problems = shelf.library.all(own=True)
    assert [deck.name for deck in decks] == ["alpha", "beta"]
    assert {problem.path for problem in problems} == {str(broken)}
    with pytest.raises(DeckError, match="needs `format`"):
        shelf.library.find(["alpha"])


def test_two_decks_of_one_rank_and_name_are_refused_with_both_paths(shelf: Shelf) -> None:
    """Neither is taken, for nobody knows which was meant; the others stay."""
    first = shelf.put(shelf.shipped, "alpha", file="a.yaml")
    second = shelf.put(shelf.shipped, "alpha", file="b.yaml")
    shelf.put(shelf.shipped, "beta")
    decks, problems = shelf.library.all()
    assert [deck.name for deck in decks] == ["beta"]
    (problem,) = problems
    assert (problem.path, str(first) in problem.what) == (str(second), True)
    with pytest.raises(DeckError, match="also in") as caught:
        shelf.library.find([str(first), str(second)])
    assert caught.value.exit_code == 1


def test_find_takes_names_files_and_folders_each_deck_once(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that is no deck's name but a folder here is that folder."""
    shelf.put(shelf.shipped, "alpha")
    path = shelf.put(shelf.shipped, "beta", file="other.yml")
    monkeypatch.chdir(shelf.shipped.parent)
    assert [d.name for d in shelf.library.find(["alpha", "beta"])] == ["alpha", "beta"]
    assert [d.name for d in shelf.library.find(["shipped"])] == ["alpha", "beta"]
    assert [d.path for d in shelf.library.find([path, str(path), "beta"])] == [str(path)]


def test_files_of_editors_and_other_files_are_no_decks(shelf: Shelf) -> None:
    """Hidden files, folders, and what does not end in .yaml or .yml."""
    shelf.put(shelf.shipped, "alpha")
    for name in (".alpha.yaml", "alpha.yaml~", "notes.txt"):
        (shelf.shipped / name).write_text("x")
    (shelf.shipped / "folder.yaml").mkdir()
    assert (shelf.names(), shelf.library.all()[1]) == (["alpha"], [])


def test_decks_in_folders_of_the_own_folder_are_read(shelf: Shelf) -> None:
    """A clone of a course within it: at home, found by name, seen when it changes, and no other YAML of it is read."""
    shelf.put(shelf.shipped, "alpha")
    course = shelf.own / "course"
    for folder in (course, course / "week1", course / ".git", course / "paths"):
        folder.mkdir()
    nested = shelf.put(course / "week1", "beta", file="beta.yml")
    alpha = shelf.put(course, "alpha")
    shelf.put(course / ".git", "hidden")
    (course / "mkdocs.yml").write_text("site_name: course\n")
    (course / "paths" / "easy.yaml").write_text("format: 1\npath: easy\ncards: [beta/rows]\n")
    decks, problems = shelf.library.all()
    assert ([(deck.name, deck.path) for deck in decks], problems) == (
        [("alpha", str(alpha)), ("beta", str(nested))],
        [],
    )
    assert not any(card.foreign for deck in decks for card in deck.cards)
    assert decks[0].shadows == str(shelf.shipped / "alpha.yaml")
    assert [deck.path for deck in shelf.library.find(["beta"])] == [str(nested)]
    before = shelf.library.signs()
    shelf.put(course / "week1", "gamma")
    assert shelf.library.signs() != before


def test_a_broken_deck_in_a_folder_of_the_own_folder_is_told(shelf: Shelf) -> None:
    """It looks like a deck: what is wrong with it is said."""
    (shelf.own / "week1").mkdir()
    broken = shelf.own / "week1" / "beta.yaml"
    broken.write_text("deck: beta\n")
    assert {problem.path for problem in shelf.library.all()[1]} == {str(broken)}


@pytest.mark.parametrize(
    ("word", "what", "fix"),
    [
        ("alhpa", "no deck 'alhpa'", "`alpha`"),
        ("zzz", "no deck 'zzz'", "quiz decks"),
        ("", "no deck ''", "quiz decks"),
        ("no/alpha.yaml", "no file no/alpha.yaml", "Check the path"),
        ("x" * 300, "no deck", "quiz decks"),
        ("x" * 300 + ".yaml", "no file", "Check the path"),
    ],
)
def test_what_is_not_there_is_not_found(shelf: Shelf, word: str, what: str, fix: str) -> None:
    """Exit code 3, with the name that was probably meant."""
    shelf.put(shelf.shipped, "alpha")
    with pytest.raises(NotFound) as caught:
        shelf.library.find([word])
    assert what in caught.value.what
    assert fix in caught.value.fix
    assert caught.value.exit_code == 3


def test_a_misspelt_file_is_answered_with_its_neighbour(shelf: Shelf) -> None:
    """And an empty folder with what a deck file is called."""
    path = shelf.put(shelf.shipped, "alpha")
    with pytest.raises(NotFound) as caught:
        shelf.library.find([path.with_name("alhpa.yaml")])
    assert caught.value.fix == "Did you mean `alpha.yaml`?"
    with pytest.raises(NotFound, match="no deck in the folder"):
        shelf.library.find([str(shelf.own)])


def test_missing_folders_are_empty(tmp_path: Path) -> None:
    """A learner who has no folder of decks has no decks of their own."""
    library = Library(own=tmp_path / "none", shipped=tmp_path / "neither")
    assert library.all(own=True) == ([], [])


def test_a_changed_file_is_read_again(shelf: Shelf) -> None:
    """A library may be kept while decks are edited."""
    path = shelf.put(shelf.shipped, "alpha")
    (before,) = shelf.library.find(["alpha"])
    assert shelf.library.find(["alpha"])[0].cards[0] is before.cards[0]
    path.write_text(path.read_text().replace("A demonstration", "Another"))
    os.utime(path, ns=(1, 1))
    assert shelf.library.find(["alpha"])[0].title == "Another"


def test_a_card_is_found_by_deck_and_name(shelf: Shelf) -> None:
    """And what is not found is answered with its neighbour."""
    shelf.put(shelf.shipped, "alpha")
    assert shelf.library.find_card("alpha/views").id == "alpha/views"
    decks = shelf.library.find(["alpha"])
    assert shelf.library.find_card("alpha/views", decks) is decks[0].cards[1]
    for wrong, fix in (("alpha/veiws", "`views`"), ("alhpa/views", "`alpha`"), ("views", "deck/card")):
        with pytest.raises(NotFound) as caught:
            shelf.library.find_card(wrong)
        assert fix in caught.value.fix


def _deck(name: str, order: int, *requires: str) -> Deck:
    return Deck(name, name, "", name, (), requires=requires, order=order)


@pytest.mark.parametrize(
    ("decks", "expected"),
    [
        ([_deck("b", 2), _deck("a", 3), _deck("c", 1)], "cba"),
        ([_deck("b", 0), _deck("a", 0), _deck("c", 9)], "cab"),
        ([_deck("a", 1, "b"), _deck("b", 1)], "ba"),
        ([_deck("a", 1, "b"), _deck("b", 2), _deck("c", 3)], "bac"),
        ([_deck("a", 1, "gone")], "a"),
        ([_deck("a", 2, "b"), _deck("b", 1, "a"), _deck("c", 3, "a")], "bac"),
        ([], ""),
    ],
)
def test_learning_order(decks: list[Deck], expected: str) -> None:
    """What is required comes first, then `order`, then the name; a circle is broken rather than followed for ever."""
    assert "".join(deck.name for deck in in_learning_order(decks)) == expected
