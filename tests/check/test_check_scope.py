"""What the words of the command line mean."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from check_scene import cards, sound, write
from hypothesis import given
from hypothesis import strategies as st

from quiz.check.rules import findings_around
from quiz.check.scope import Scope, named, scope
from quiz.check.shard import card_times
from quiz.deck.files import Stamp
from quiz.deck.model import Deck
from quiz.errors import NotFound, QuizError
from quiz.library.cache import Kept
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


class Parsed(Kept):
    """Notes which files were parsed, and so are to be cached."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.names: list[str] = []

    def put(self, path: Path, stamp: Stamp, sha256: str, deck: Deck) -> None:
        self.names.append(path.name)


def test_a_file_that_is_named_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the decks beside it are looked at too, for what it requires."""
    path = write(tmp_path, sound("a"), name="first")
    path.write_text(path.read_text().replace("deck: first\n", "deck: first\nrequires: [second]\n"))
    write(tmp_path, sound("b"), name="second")
    monkeypatch.chdir(tmp_path)
    parsed = Parsed(tmp_path / "cache")
    found = scope(Library(tmp_path / "own", tmp_path / "shipped", (), parsed), [path.name])
    assert ids(found) == ["first/a"]
    assert sorted(parsed.names) == ["first.yaml", "second.yaml"]


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


COPIES = 6


@pytest.fixture
def copies(tmp_path: Path) -> Library:
    """A deck that holds one card six times, and requires a deck that is not there."""
    (tmp_path / "own").mkdir(exist_ok=True)
    long = "x = torch.tensor([1, 2])\n    y = x * 3\n    y"
    texts = [
        sound(f"c{n}").replace("code: torch.tensor([1, 2]) + 1", f"code: |\n    {long}").replace(f"of c{n}?", "of `y`?")
        for n in range(COPIES)
    ]
    path = write(tmp_path / "own", *texts, name="mine")
    path.write_text(path.read_text().replace("setup: |", "requires: [nowhere]\nsetup: |", 1))
    return Library(tmp_path / "own", tmp_path / "shipped")


def told(found: Scope) -> list[tuple[str, str]]:
    return [(one.code, one.card.name if one.card else "") for one in findings_around(found.survey())]


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_shards_together_tell_each_finding_between_cards_once(count: int, copies: Library) -> None:
    """A card is compared with those of other shards; what is found is told where the card is proven."""
    whole = scope(copies, ["mine"])
    parts = [whole.shard(number, count) for number in range(1, count + 1)]
    assert sorted(ids(whole)) == sorted(name for part in parts for name in ids(part))
    assert sorted(told(whole)) == [("Q601", f"c{n}") for n in range(1, COPIES)] + [("Q602", "")]
    assert sorted(one for part in parts for one in told(part)) == sorted(told(whole))
    for part in parts:
        assert {name for code, name in told(part) if code == "Q601"} <= {card.name for card in part.cards}


@given(
    st.dictionaries(st.sampled_from([f"mine/c{n}" for n in range(COPIES)]), st.floats(0, 1e6)),
    st.integers(1, COPIES + 2),
)
def test_shards_by_time_lose_nothing_and_are_balanced(times: dict[str, float], count: int) -> None:
    """Whatever is known of the times, each card is in one part, and no part is longer than another by a whole card."""
    with TemporaryDirectory() as folder:
        whole = Scope(cards(Path(folder), *(sound(f"c{n}") for n in range(COPIES))), ())
    whole = replace(whole, cards=tuple(replace(card, deck="mine") for card in whole.cards))
    divided = [whole.shard(number, count, times) for number in range(1, count + 1)]
    assert sorted(ids(whole)) == sorted(name for part in divided for name in ids(part))
    if len(times) == COPIES:
        loads = [sum(times[name] for name in ids(part)) for part in divided]
        assert max(loads) - min(loads) <= max(times.values()) + 1e-6


def test_times_are_those_of_reports(tmp_path: Path) -> None:
    """Of one torch or several, of parts, or written by hand; the longest counts."""
    rows = [{"card": "mine/a", "last_ms": 3.0}, {"card": "mine/b", "last_ms": None}]
    files = [tmp_path / name for name in ("one.json", "many.json", "own.json", "wrong.json")]
    files[0].write_text(json.dumps({"version": 1, "cards": rows}))
    files[1].write_text(json.dumps({"runs": [{"cards": rows}, {"cards": [{"card": "mine/a", "last_ms": 5.0}]}]}))
    files[2].write_text('{"mine/c": 7}')
    files[3].write_text("[1]")
    assert card_times(files[:3]) == {"mine/a": 5.0, "mine/c": 7.0}
    with pytest.raises(QuizError) as raised:
        card_times(files)
    assert "wrong.json" in str(raised.value)


def test_a_card_named_alone_is_compared_with_its_deck(copies: Library, tmp_path: Path) -> None:
    """By its id and by the path of its file; the other cards are not proven, and nothing is said of them."""
    for word in ("mine/c2", f"{tmp_path}/own/mine.yaml/c2"):
        found = scope(copies, [word])
        assert ids(found) == ["mine/c2"]
        assert told(found) == [("Q601", "c2")]
    assert told(scope(copies, ["mine/c0"])) == []


def test_a_file_with_mistakes_is_a_problem_of_one_shard(library: Library, tmp_path: Path) -> None:
    """Every job of CI reads it; one says so."""
    write(tmp_path / "shipped", BAD, name="third")
    whole = scope(library, [])
    assert len(whole.problems) == 1
    assert [problem for number in (1, 2, 3) for problem in whole.shard(number, 3).problems] == list(whole.problems)
