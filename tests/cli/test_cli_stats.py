"""`quiz stats` from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from past import TODAY, answered, learner, store_of
from process import quiz, quiz_json
from scene import GATHER, deck_text

from quiz.schedule.day import day_text

NOW = f"{day_text(TODAY)}T20:00:00+00:00"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A learner with a deck of their own, half a year of a deck that is gone, and an answer to each from today."""
    folder = tmp_path / "home"
    (folder / "decks").mkdir(parents=True)
    (folder / "decks" / "scene.yaml").write_text(deck_text(GATHER))
    wrong = answered("scene/gather-rule", TODAY, 1, belief="dim is the coordinate that stays")
    store_of(folder / "quiz.db", [*learner(30, 180, deck="gone"), answered("gone/x", TODAY), wrong]).close()
    return folder


def test_all_panels_as_text_and_as_json(home: Path) -> None:
    """The same numbers in both; text has no escape where there is no terminal."""
    data = quiz_json("stats", QUIZ_NOW=NOW)
    assert data["to"] == day_text(TODAY)
    assert data["panels"]["beliefs"]["beliefs"][0]["cards"] == ["scene/gather-rule"]
    assert data["panels"]["cards"]["orphans"] == 31
    done = quiz("stats", QUIZ_NOW=NOW)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert f"{data['panels']['today']['answers']} answers in" in done.stdout
    assert "dim is the coordinate that stays" in done.stdout


def test_panels_decks_and_days_are_chosen(home: Path) -> None:
    """Only the panels named, only the deck named, only the days asked for."""
    week = quiz_json("stats", "today", "reviews", "--days", "7", QUIZ_NOW=NOW)
    assert list(week["panels"]) == ["today", "reviews"]
    assert len(week["panels"]["reviews"]["days"]) == 7
    assert week["from"] == day_text(TODAY - 6)
    deck = quiz_json("stats", "today", "--deck", "scene", QUIZ_NOW=NOW)
    assert deck["panels"]["today"]["answers"] == 1
    assert (deck["from"], deck["decks"]) == (day_text(TODAY), ["scene"])
    assert quiz_json("stats", "reviews", "--all", QUIZ_NOW=NOW)["from"] < day_text(TODAY - 100)


def test_an_empty_collection_is_told_kindly() -> None:
    """Exit 0, and where to begin; JSON has its panels all the same."""
    done = quiz("stats")
    assert done.returncode == 0
    assert "No answers yet" in done.stdout
    assert json.loads(quiz("stats", "--json").stdout)["panels"]["today"]["answers"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("toady",), 2, "`today`"),
        (("--days", "0"), 2, "--days"),
        (("--days", "7", "--all"), 2, "exclude each other"),
        (("--deck", "nowhere"), 3, "nowhere"),
    ],
)
def test_a_wrong_command_line_is_told(arguments: tuple[str, ...], code: int, words: str) -> None:
    """What is wrong and what mends it, without a traceback."""
    done = quiz("stats", *arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
