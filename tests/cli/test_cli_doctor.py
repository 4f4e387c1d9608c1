"""`quiz doctor`: what is there, what is wrong, and the exit code for it."""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from process import quiz, quiz_json

from quiz.engine.client import Engine
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.store.connection.version import APPLICATION_ID
from quiz.store.log.events import EventKind
from quiz.store.store import Store
from quiz.worker.confine.plan import LAYERS

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
    shown = quiz_json("doctor")
    hello = engine.start()
    assert shown["ok"] is True
    assert shown["torch"]["torch"] == hello["torch"]
    assert shown["torch"]["interpreter"] == sys.executable
    assert shown["torch"]["devices"] == hello["devices"]
    assert shown["torch"]["strategy"] == "fork"
    assert [layer["name"] for layer in shown["torch"]["layers"]] == hello["layers"]
    assert all(layer["stops"] == LAYERS[layer["name"]] for layer in shown["torch"]["layers"])
    assert shown["torch"]["answer_ms"] > 0
    assert shown["memory"]["exists"] is False
    assert (shown["decks"] >= 3, shown["wrong"]) == (True, [])
    assert {"quiz", "python", "textual", "sqlite"} <= shown["versions"].keys()
    assert shown["paths"]["database"] == str(home / "quiz.db")
    assert [path.name for path in home.glob("*")] in ([], ["cache"])


def test_the_text_says_the_same_in_words() -> None:
    """Each layer with what it stops, and a last line."""
    done = quiz("doctor")
    assert done.returncode == 0
    assert done.stdout.endswith("All is well.\n")
    for word in ("torch ", "fork: ready in", "confined ", "no answers yet"):
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
    code, shown = report("--rebuild")
    assert code == 0
    assert shown["memory"]["orphans"] == ["old/one"]
    assert (shown["memory"]["cards"], shown["memory"]["rebuilt"], shown["memory"]["damage"]) == (1, True, [])
    assert shown["memory"]["events"] >= 1
    assert "no longer in a deck, history kept: old/one" in quiz("doctor").stdout


def test_a_table_that_differs_from_the_log_is_told_and_mended(home: Path) -> None:
    """Exit 1 the first time, 0 the next."""
    quiz("review", "--plain", "gather", stdin=GIVE_UP)
    database = sqlite3.connect(home / "quiz.db")
    database.execute("UPDATE card SET stability = 99")
    database.commit()
    database.close()
    code, shown = report("--rebuild")
    assert (code, shown["memory"]["rebuilt"]) == (1, False)
    assert report("--rebuild")[1]["memory"]["rebuilt"] is True


def test_a_damaged_database_hides_nothing_else(home: Path) -> None:
    """Exit 1, its path, and torch and the decks are told all the same."""
    home.mkdir()
    (home / "quiz.db").write_bytes(b"this is not a database" * 100)
    code, shown = report()
    assert code == 1
    assert "quiz.db" in shown["wrong"][0]
    assert shown["memory"]["readable"] is False
    assert shown["torch"]["torch"]
    assert shown["decks"] >= 3


def test_damage_inside_the_file_is_found(home: Path) -> None:
    """What SQLite would stumble over later is looked for now."""
    quiz("review", "--plain", "gather", stdin=GIVE_UP)
    database = sqlite3.connect(home / "quiz.db")
    database.execute("PRAGMA writable_schema = ON")
    database.execute("DELETE FROM sqlite_master WHERE name = 'event_card'")
    database.commit()
    database.close()
    code, shown = report()
    assert code == 1
    assert shown["memory"]["damage"]
    assert "damaged" in shown["wrong"][0]


def test_what_cannot_be_read_is_not_called_whole(home: Path) -> None:
    """Damaged from its first page on, or of a newer quiz: nothing is counted in it."""
    home.mkdir()
    for content in (b"this is not a database" * 100, b""):
        (home / "quiz.db").write_bytes(content)
        if not content:
            with closing(sqlite3.connect(home / "quiz.db")) as newer:
                newer.execute("CREATE TABLE later (x)")
                newer.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                newer.execute("PRAGMA user_version = 99")
        done = quiz("doctor")
        assert done.returncode == 1
        assert "memory     it cannot be read (see below)" in done.stdout
        assert "whole: 0 events" not in done.stdout
        assert f"wrong: {home / 'quiz.db'}: this " in done.stdout


def test_a_log_of_the_future_is_told_and_dated_to_now(home: Path) -> None:
    """How far, since what, and the way out; a backup is made before, and the replay agrees after."""
    now = "2026-11-16T09:00:00+01:00"
    shown = re.compile(r"the log is 10 years[ 0-9a-z]* ahead of the clock, since the review of gather/")

    def at(when: str, *arguments: str) -> Any:
        done = quiz("doctor", *arguments, QUIZ_NOW=when)
        assert "Traceback" not in done.stderr
        return done

    quiz("review", "--plain", "gather", stdin=GIVE_UP, QUIZ_NOW="2036-11-14T09:00:00+01:00")
    found = at(now)
    assert found.returncode == 1
    assert shown.search(found.stdout)
    assert "`quiz doctor --clock`" in found.stdout
    kept = quiz_json("backup", "--list")
    mended = at(now, "--clock", "--rebuild")
    assert mended.returncode == 0, mended.stdout
    assert "dated to now: 2 events" in mended.stdout
    assert "the table of cards agrees with the log" in mended.stdout
    assert [row["reason"] for row in quiz_json("backup", "--list") if row not in kept] == ["before-clock"]
    assert quiz_json("due", QUIZ_NOW=now)["day"] == "2026-11-16"
    again = at(now, "--clock")
    assert (again.returncode, "dated to now: 0 events" in again.stdout) == (0, True)


def test_weights_of_another_release_are_not_used_and_told(home: Path) -> None:
    """Nothing else stumbles over them; they can be taken back."""
    quiz("review", "--plain", "gather", stdin=GIVE_UP)
    with Store.open(home / "quiz.db") as store:
        moment = store.forward(Moment(0, 0))
        store.note(EventKind.WEIGHTS, {"weights": [0.5] * 30}, moment, options=Options())
    assert quiz("due").returncode == 0
    code, shown = report()
    assert code == 1
    assert "the fitted weights are not used, the published ones are: weights must be a list of 21" in shown["wrong"][0]
    quiz("fit", "--undo")
    assert report()[0] == 0


def test_the_last_backup_is_the_newest_that_is_whole(home: Path) -> None:
    """A damaged one is none."""
    quiz("review", "--plain", "gather", stdin=GIVE_UP)
    whole = quiz_json("backup", QUIZ_NOW="2026-11-16T09:00:00+01:00")["path"]
    for one in quiz_json("backup", "--list"):
        if one["path"] != whole:
            Path(one["path"]).unlink()
    (home / "backups" / "before-restore.2026-11-17T09-00-00Z.db").write_bytes(b"no database" * 1000)
    memory = report()[1]["memory"]
    assert (memory["backups"], memory["last_backup"]) == (2, "2026-11-16T08-00-00Z")
    Path(whole).unlink()
    code, shown = report()
    assert code == 1
    assert "none of the 1 backups is whole" in shown["wrong"][0]


def test_an_own_deck_with_a_mistake_is_told_with_its_place(home: Path) -> None:
    """file:line:column, as `check` has it."""
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "mine.yaml").write_text("format: 1\ndeck: mine\ntitle: Mine\ncards:\n  - id: a\n    promt: x\n")
    code, shown = report()
    assert code == 1
    assert any("mine.yaml:" in one for one in shown["wrong"])


@pytest.mark.parametrize("python", ["/nowhere/python", "/usr/bin/false"])
def test_without_torch_it_exits_5_and_tells_the_rest(python: str) -> None:
    """The same words as a review would give."""
    code, shown = report("--python", python)
    assert code == 5
    assert python in shown["wrong"][-1]
    assert shown["decks"] >= 3


def test_an_interpreter_may_be_named_before_the_command() -> None:
    """`quiz --python PATH doctor` is `quiz doctor --python PATH`, and both win over the setting."""
    assert quiz("--python", "/nowhere/python", "doctor").returncode == 5
    assert quiz("doctor", QUIZ_PYTHON="/nowhere/python").returncode == 5
    assert quiz("doctor", "--python", sys.executable, QUIZ_PYTHON="/nowhere/python").returncode == 0
