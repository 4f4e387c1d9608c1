"""Decks kept as they were parsed: the same decks, and none where anything is another."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from deck_scene import GOOD

from quiz.deck.files import Stamp
from quiz.library import cache as room
from quiz.library.cache import Kept
from quiz.library.content import content
from quiz.library.decks import Library, shipped_folder
from quiz.library.load import load

EXAMPLES = Path(__file__).parents[1] / "ask" / "examples.yaml"
STAMP = Stamp(1, 2, 3, 4)
SHA = "0" * 64


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may be kept as soon as it is written, but for the one test that is about that."""
    monkeypatch.setattr(room, "SETTLED_NS", 0)


def test_a_deck_that_was_kept_is_the_deck_that_was_parsed(tmp_path: Path) -> None:
    """One card of every kind, and the demonstration: every field and every place, in both directions of ==."""
    for text in (GOOD, EXAMPLES.read_text()):
        path = tmp_path / "deck.yaml"
        path.write_text(text)
        deck, kept = load(path), Kept(tmp_path / "cache")
        kept.put(path, STAMP, SHA, deck)
        known = kept.get(path, STAMP)
        assert known is not None
        again, digest = known
        assert digest == SHA
        assert again == deck
        assert deck == again
        assert [repr(card.body) for card in again.cards] == [repr(card.body) for card in deck.cards]


def test_a_card_is_unpacked_only_when_its_text_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What home needs of a thousand cards is there at once."""
    path = tmp_path / "deck.yaml"
    kept = Kept(tmp_path)
    kept.put(path, STAMP, SHA, load(path, GOOD))
    known = kept.get(path, STAMP)
    assert known is not None
    card = known[0].cards[1]
    with monkeypatch.context() as patch:
        patch.setattr(room, "marshal", None)
        assert (card.id, card.was) == ("demo/views", "old-views")
    assert card.prompt.startswith("Which share memory")
    with monkeypatch.context() as patch:
        patch.setattr(room, "marshal", None)
        assert card.prompt.startswith("Which share memory")
    with pytest.raises(AttributeError):
        card.no_such_field  # type: ignore[attr-defined] # noqa: B018


def test_another_stamp_another_path_or_other_sources_are_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deck that was edited, moved, or is read by a newer quiz is parsed."""
    path, kept = tmp_path / "deck.yaml", Kept(tmp_path)
    kept.put(path, STAMP, SHA, load(path, GOOD))
    assert kept.get(path, STAMP) is not None
    for part in Stamp._fields:
        assert kept.get(path, STAMP._replace(**{part: 9})) is None
    assert kept.get(tmp_path / "other.yaml", STAMP) is None
    monkeypatch.setattr(room, "_sources", lambda: b"a newer quiz")
    assert kept.get(path, STAMP) is None


def test_a_file_that_was_changed_just_now_is_not_kept_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could change again within one tick of the clock of files, and look the same."""
    monkeypatch.setattr(room, "SETTLED_NS", 2_000_000_000)
    path, kept = tmp_path / "deck.yaml", Kept(tmp_path)
    path.write_text(GOOD)
    stamp = Stamp.of(path)
    kept.put(path, stamp, SHA, load(path))
    assert kept.get(path, stamp) is None
    kept.put(path, STAMP, SHA, load(path))
    assert kept.get(path, STAMP) is not None


def test_a_file_that_is_not_what_was_written_counts_as_none(tmp_path: Path) -> None:
    """Cut short, changed in any byte, or empty: no error, and no deck made of it."""
    path, kept = tmp_path / "deck.yaml", Kept(tmp_path)
    kept.put(path, STAMP, SHA, load(path, GOOD))
    (file,) = (tmp_path / room.FOLDER).iterdir()
    whole = file.read_bytes()
    for damaged in (
        b"",
        whole[:10],
        whole[:-1],
        whole + b"\0",
        *(_flipped(whole, at) for at in range(0, len(whole), 97)),
    ):
        file.write_bytes(damaged)
        assert kept.get(path, STAMP) is None
    file.unlink()
    file.mkdir()
    assert kept.get(path, STAMP) is None
    kept.put(path, STAMP, SHA, load(path, GOOD))  # which cannot be done, and harms nothing


def test_the_library_reads_what_is_kept_and_sees_an_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second library parses nothing; a changed file is parsed again, even with its old time."""
    folder = tmp_path / "decks"
    folder.mkdir()
    deck = folder / "demo.yaml"
    deck.write_text(GOOD)
    first, _ = Library(None, folder, kept=Kept(tmp_path)).all()
    with monkeypatch.context() as patched:
        patched.setattr("quiz.library.load.load", lambda *_: pytest.fail("it was parsed"))
        second, _ = Library(None, folder, kept=Kept(tmp_path)).all()
    assert first == second
    deck.write_text(GOOD.replace("A demonstration", "B demonstration"))
    third, _ = Library(None, folder, kept=Kept(tmp_path)).all()
    assert third[0].title == "B demonstration"


def test_every_shipped_deck_can_be_kept(tmp_path: Path) -> None:
    """None holds a value that would make every start parse it."""
    decks, _ = Library(None, shipped_folder(), kept=Kept(tmp_path)).all()
    assert len(list((tmp_path / room.FOLDER).iterdir())) >= len(decks)


def test_a_deck_from_elsewhere_is_trusted_by_what_it_was_when_it_was_kept(tmp_path: Path) -> None:
    """The word that was given for a content holds for the kept deck of that content, and for no other."""
    folder, stray = tmp_path / "shipped", tmp_path / "stray.yaml"
    folder.mkdir()
    stray.write_text(GOOD)
    word = {sha256(stray.read_bytes()).hexdigest()}
    for words, foreign in ((word, False), (frozenset(), True), (word, False)):
        (deck,) = Library(None, folder, words, kept=Kept(tmp_path)).find([stray])
        assert {card.foreign for card in deck.cards} == {foreign}
    stray.write_text(GOOD.replace("A demonstration", "B demonstration"))
    (deck,) = Library(None, folder, word, kept=Kept(tmp_path)).find([stray])
    assert {card.foreign for card in deck.cards} == {True}


def test_a_cached_deck_from_elsewhere_is_the_deck_that_was_read(tmp_path: Path) -> None:
    """Every text of its cards, and what their proofs are known by."""
    stray = tmp_path / "stray.yaml"
    stray.write_text(GOOD)
    (read,), (cached,) = (Library(None, tmp_path / "none", kept=Kept(tmp_path)).find([stray]) for _ in range(2))
    assert [content(card) for card in cached.cards] == [content(card) for card in read.cards]
    assert cached == read
    assert {card.foreign for card in cached.cards} == {True}


def _flipped(whole: bytes, at: int) -> bytes:
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
