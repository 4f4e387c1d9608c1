"""`quiz options` from outside: what is set, how kindly it is read, and what stays of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from inside import Quiz
from scene import GATHER, deck_text

from quiz.settings.fields import FIELDS


@pytest.fixture
def quiz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Quiz:
    folder = tmp_path / "home" / "decks"
    folder.mkdir(parents=True)
    (folder / "scene.yaml").write_text(deck_text(GATHER))
    return Quiz(monkeypatch, tmp_path / "none")


def test_an_inline_table_of_a_deck_is_changed_in_its_place(quiz: Quiz, tmp_path: Path) -> None:
    """Where the change was refused and the file blamed."""
    config = tmp_path / "home" / "config.toml"
    config.write_text("# mine\nlearning_steps = [\n  '1m',\n  '10m',\n]\n[decks]\nscene = { new_per_day = 3 } # few\n")
    done = quiz("options", "new_per_day", "10", "--deck", "scene")
    assert (done.returncode, done.stdout.split()) == (
        0,
        ["new_per_day", "10", "new", "cards", "a", "day", "(its", "own)"],
    ), done.stderr
    assert config.read_text().endswith("[decks]\nscene = { new_per_day = 10 } # few\n")
    assert quiz("options", "learning_steps").stdout == "learning_steps     1m 10m             steps of a new card\n"


@pytest.mark.parametrize(("word", "value"), [("on", True), ("Off", False), ("yes", True), ("no", False), ("0", False)])
def test_a_switch_takes_the_words_that_people_use(quiz: Quiz, word: str, value: bool) -> None:
    """Not only TOML's own."""
    assert quiz("options", "unlocking", word).returncode == 0
    assert quiz.json("options", "unlocking") == {"unlocking": value}


def test_a_slip_in_a_key_names_the_one_that_was_meant(quiz: Quiz) -> None:
    """Whether it is shown or set."""
    for words in (("options", "retenton"), ("options", "retenton", "0.9")):
        done = quiz(*words)
        assert done.returncode == 2
        assert "Did you mean `retention`?" in done.stderr


def test_each_setting_says_what_it_decides(quiz: Quiz) -> None:
    """In the list, and when it is asked for alone."""
    rows = {row.split()[0]: row for row in quiz("options").stdout.splitlines()}
    assert rows.keys() == FIELDS.keys()
    for name, field in FIELDS.items():
        assert rows[name].endswith(f" {field.means}")
        assert quiz("options", name).stdout.strip() == rows[name]


def test_a_theme_that_there_is_not_is_refused(quiz: Quiz) -> None:
    """As other settings are, with the one that was meant; the file stays."""
    done = quiz("options", "theme", "nordd")
    assert (done.returncode, quiz.json("options", "theme")) == (2, {"theme": ""})
    assert "there is no theme 'nordd'" in done.stderr and "Did you mean `nord`?" in done.stderr
    assert quiz("options", "theme", "nord").returncode == 0
