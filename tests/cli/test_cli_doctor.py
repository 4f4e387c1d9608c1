"""`quiz doctor`: what is there, what is wrong, and the exit code for it."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from process import quiz, quiz_json

from quiz.engine.client import Engine
from quiz.worker.confine import LAYERS

GIVE_UP = ":give\n:quit\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def report(*arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the JSON of a run that may find something."""
    import json

    done = quiz("doctor", "--json", *arguments)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_fresh_home_is_well_and_stays_untouched(home: Path, engine: Engine) -> None:
    """Everything is told, nothing is made."""
    told = quiz_json("doctor")
    hello = engine.start()
    assert told["ok"] is True
    assert told["torch"]["torch"] == hello["torch"]
    assert told["torch"]["interpreter"] == sys.executable
    assert told["torch"]["devices"] == hello["devices"]
    assert told["torch"]["strategy"] == "fork"
    assert [layer["name"] for layer in told["torch"]["layers"]] == hello["layers"]
    assert all(layer["stops"] == LAYERS[layer["name"]] for layer in told["torch"]["layers"])
    assert told["torch"]["answer_ms"] > 0
    assert told["memory"]["exists"] is False
    assert (told["decks"] >= 3, told["wrong"]) == (True, [])
    assert {"quiz", "python", "textual", "sqlite"} <= told["versions"].keys()
    assert told["paths"]["database"] == str(home / "quiz.db")
    assert [path.name for path in home.glob("*")] in ([], ["cache"])


def test_the_text_says_the_same_in_words() -> None:
    """Each layer with what it stops, and a last line."""
    done = quiz("doctor")
    assert done.returncode == 0
    assert done.stdout.endswith("All is well.\n")
    for word in ("torch ", "fork: ready in", "confined ", "no answer yet"):
        assert word in done.stdout


def test_the_spawn_strategy_is_told_with_what_it_lacks() -> None:
    """Not wholly confined, and so a deck from elsewhere asks for trust."""
    done = quiz("doctor", QUIZ_START="spawn")
    assert done.returncode == 0
    assert "spawn: ready in" in done.stdout
    assert "quiz trust DECK" in done.stdout


def test_answers_are_counted_replayed_and_orphans_named(home: Path, tmp_path: Path) -> None:
    """A card whose deck is gone is kept and told of; the log gives the table that stands."""
    quiz("review", "--plain", "gather", stdin=GIVE_UP)
    database = sqlite3.connect(home / "quiz.db")
    database.execute("UPDATE event SET card = 'old/one' WHERE kind = 'review'")
    for table in ("card", "revlog"):
        database.execute(f"UPDATE {table} SET card = 'old/one'")
    database.execute("UPDATE card SET deck = 'old'")
    database.commit()
    code, told = report("--rebuild")
    assert code == 0
    assert told["memory"]["orphans"] == ["old/one"]
    assert (told["memory"]["cards"], told["memory"]["rebuilt"], told["memory"]["damage"]) == (1, True, [])
    assert told["memory"]["events"] >= 1
    assert "in no deck any more, kept: old/one" in quiz("doctor").stdout


def test_a_table_that_differs_from_the_log_is_told_and_mended(home: Path) -> None:
    """Exit 1 the first time, 0 the next."""
    quiz("review", "--plain", "gather", stdin=GIVE_UP)
    database = sqlite3.connect(home / "quiz.db")
    database.execute("UPDATE card SET stability = 99")
    database.commit()
    database.close()
    code, told = report("--rebuild")
    assert (code, told["memory"]["rebuilt"]) == (1, False)
    assert report("--rebuild")[1]["memory"]["rebuilt"] is True


def test_a_damaged_database_hides_nothing_else(home: Path) -> None:
    """Exit 1, its path, and torch and the decks are told all the same."""
    home.mkdir()
    (home / "quiz.db").write_bytes(b"this is not a database" * 100)
    code, told = report()
    assert code == 1
    assert "quiz.db" in told["wrong"][0]
    assert told["torch"]["torch"]
    assert told["decks"] >= 3


def test_damage_inside_the_file_is_found(home: Path) -> None:
    """What SQLite would stumble over later is looked for now."""
    quiz("review", "--plain", "gather", stdin=GIVE_UP)
    database = sqlite3.connect(home / "quiz.db")
    database.execute("PRAGMA writable_schema = ON")
    database.execute("DELETE FROM sqlite_master WHERE name = 'event_card'")
    database.commit()
    database.close()
    code, told = report()
    assert code == 1
    assert told["memory"]["damage"]
    assert "damaged" in told["wrong"][0]


def test_an_own_deck_with_a_mistake_is_told_with_its_place(home: Path) -> None:
    """file:line:column, as `check` has it."""
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "mine.yaml").write_text("format: 1\ndeck: mine\ntitle: Mine\ncards:\n  - id: a\n    promt: x\n")
    code, told = report()
    assert code == 1
    assert any("mine.yaml:" in one for one in told["wrong"])


@pytest.mark.parametrize("python", ["/nowhere/python", "/usr/bin/false"])
def test_without_torch_it_exits_5_and_tells_the_rest(python: str) -> None:
    """The same words as a review would give."""
    code, told = report("--python", python)
    assert code == 5
    assert python in told["wrong"][-1]
    assert told["decks"] >= 3


def test_an_interpreter_may_be_named_before_the_command() -> None:
    """`quiz --python PATH doctor` is `quiz doctor --python PATH`, and both win over the setting."""
    assert quiz("--python", "/nowhere/python", "doctor").returncode == 5
    assert quiz("doctor", QUIZ_PYTHON="/nowhere/python").returncode == 5
    assert quiz("doctor", "--python", sys.executable, QUIZ_PYTHON="/nowhere/python").returncode == 0
