"""What is due, hidden decks and plurals, as the commands say them."""

from __future__ import annotations

from pathlib import Path

import pytest
from inside import Quiz

from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.log.events import Review
from quiz.store.store import Store

CARD = """
- id: c{number}
  ask: predict
  prompt: What?
  code: torch.tensor({number})
  explain: e
  source: https://example.org
  siblings: [c{sibling}]
"""
MARCH, APRIL = "2026-03-02T12:00:00+00:00", "2026-04-20T12:00:00+00:00"
MARCH_MS = 1_772_452_800_000


def write_deck(folder: Path, name: str, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    cards = "".join(CARD.format(number=number, sibling=number ^ 1) for number in range(count))
    (folder / f"{name}.yaml").write_text(f"format: 1\ndeck: {name}\ntitle: A deck\ncards:\n{cards}")


@pytest.fixture
def quiz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Quiz:
    """A quiz with one shipped deck of four cards, two pairs of siblings."""
    write_deck(tmp_path / "shipped", "a", 4)
    return Quiz(monkeypatch, tmp_path / "shipped")


def learnt(folder: Path, *cards: str) -> None:
    """Answer these cards in March, so that they are due in April."""
    with Store.open(folder / "home" / "quiz.db") as store:
        for number, card in enumerate(cards):
            moment = Moment(MARCH_MS + number, 0)
            review = Review(
                card=card, rating=Rating.EASY, moment=moment, expects=None, suggested=Rating.EASY, verdict="right"
            )
            store.record(review, Options())


def test_due_browse_and_card_agree_on_siblings(quiz: Quiz, tmp_path: Path) -> None:
    """Of two siblings that are due one is asked; the other is named as waiting, in each command's own way."""
    learnt(tmp_path, "a/c0", "a/c1", "a/c2")
    counts = quiz.json("due", QUIZ_NOW=APRIL)
    assert (counts["due"], counts["put_off"], counts["siblings_held_back"]) == (2, 0, 1)
    assert counts["ahead"] == {"2026-04-20": 2, "2026-04-21": 1}
    assert "1 sibling held back until tomorrow" in quiz("due", QUIZ_NOW=APRIL).stdout
    assert quiz.json("browse", "is:due", QUIZ_NOW=APRIL)["found"] == 2
    (waiting,) = quiz.json("browse", "is:buried-sibling", QUIZ_NOW=APRIL)["cards"]
    assert waiting["hidden"] == "sibling"
    assert "held back until tomorrow" in quiz("card", waiting["card"], QUIZ_NOW=APRIL).stdout


def test_a_named_card_that_waits_for_its_sibling_is_told(quiz: Quiz, tmp_path: Path) -> None:
    """In plain lines, at the end: it was asked for, and is not asked today."""
    learnt(tmp_path, "a/c0", "a/c2")
    ended = quiz("review", "--plain", "a/c0", "a/c1", QUIZ_NOW=MARCH).stdout
    assert "1 new card waits until tomorrow: a sibling of it was asked today." in ended
    ended = quiz("review", "--plain", "a/c1", "a/c3", QUIZ_NOW=MARCH).stdout
    assert "2 new cards wait until tomorrow: a sibling of each was asked today." in ended


def test_a_deck_with_a_shipped_name_is_refused_or_named(quiz: Quiz, tmp_path: Path) -> None:
    """`quiz new deck` writes none, whatever path is given; one that is there is named with what it hides."""
    for path in ("a", str(tmp_path / "a.yaml")):
        refused = quiz("new", "deck", path)
        assert refused.returncode == 1
        assert "would hide its 4 cards" in refused.stderr
        assert "my-a" in refused.stderr
    assert not (tmp_path / "home" / "decks" / "a.yaml").exists()
    write_deck(tmp_path / "home" / "decks", "a", 2)
    shown = quiz("decks").stdout
    assert "2 of its 4 cards cannot be asked" in " ".join(shown.split())
    (row,) = quiz.json("decks")
    assert row["hides"] == str(tmp_path / "shipped" / "a.yaml")


def test_one_event_of_one_card_is_said_in_the_singular(quiz: Quiz, tmp_path: Path) -> None:
    """Of an export that holds a single suspension."""
    quiz("suspend", "a/c0", QUIZ_NOW=MARCH)
    lines = quiz("export", QUIZ_NOW=MARCH).stdout
    quiz("undo", QUIZ_NOW=MARCH)
    (tmp_path / "log.jsonl").write_text(lines)
    fresh = quiz("import", str(tmp_path / "log.jsonl"), QUIZ_NOW=MARCH, QUIZ_HOME=str(tmp_path / "other"))
    assert fresh.stdout.startswith("1 event of 1 card ")
    assert "0 were" in fresh.stdout
    again = quiz("import", str(tmp_path / "log.jsonl"), QUIZ_NOW=MARCH, QUIZ_HOME=str(tmp_path / "other"))
    assert again.stdout.startswith("0 events of 0 cards ")
    assert "1 was" in again.stdout
