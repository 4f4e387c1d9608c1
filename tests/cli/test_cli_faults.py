"""What the program as a process once did wrong, one story each: keys, lines, counts, words, files, torch, the README.

The file needs only its neighbours and `tests/support`, so that a copy of it shows what an older checkout does.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from broken_torch import python_with_broken_torch
from process import ROOT, environment, quiz, quiz_json
from scene import deck_text
from terminal import Terminal

MARCH, APRIL = "2026-03-02T12:00:00+00:00", "2026-04-20T12:00:00+00:00"
SEVEN = "- {id: seven, ask: predict, prompt: Value?, code: torch.tensor(7)}"
ROWS = "- {id: rows, ask: predict, prompt: Value?, code: 'torch.tensor([[1, 2, 3], [4, 5, 6]])'}"
SIBLING = "- {{id: {0}, ask: predict, prompt: Value?, code: torch.tensor(1), siblings: [{1}]}}"
LATE = """
- id: late
  ask: predict
  prompt: Value?
  budget: 2
  code: |
    import os, time
    time.sleep(20 if os.environ.get("PYTHONHASHSEED") not in (None, "0") else 0)
    torch.tensor(7)
  explain: x
  source: https://docs.pytorch.org/docs/stable/torch.html
"""


def write_deck(folder: Path, *cards: str, name: str = "scene") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(deck_text(*cards))
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where QUIZ_HOME leads."""
    (tmp_path / "home" / "decks").mkdir(parents=True)
    return tmp_path / "home"


def event(at: str, card: str, number: int = 1, **body: Any) -> dict[str, Any]:
    """A review as `quiz export` writes it."""
    at_ms = int(datetime.fromisoformat(at).timestamp() * 1000) + number
    return {
        "id": str(uuid.UUID(bytes=at_ms.to_bytes(6) + bytes([0x70, 0, 0x80]) + bytes(7))),
        "machine": "elsewhere",
        "at_ms": at_ms,
        "offset_min": 0,
        "study_day": (at_ms - 4 * 3_600_000) // 86_400_000,
        "kind": "review",
        "card": card,
        "body": {"rating": 4, "suggested": 4, "verdict": "right", "ms": 5000, "seed": 1} | body,
    }


def imported(home: Path, *events: dict[str, Any]) -> str:
    """Import these events; what was said."""
    (home / "events.jsonl").write_text("".join(json.dumps(row) + "\n" for row in events))
    done = quiz("import", str(home / "events.jsonl"), QUIZ_NOW=MARCH)
    assert done.returncode == 0, done.stderr
    return done.stdout


# -- keys and lines ------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    """A review of one card in the whole screen, at its question."""
    write_deck(home / "decks", SEVEN)
    started = Terminal(home, "review", "scene", "--seed", "3")
    try:
        started.until(lambda: "scene" in started.text and "Submit" in started.text, "the question", 60)
        yield started
    finally:
        started.close()


def test_a_key_read_with_enter_does_not_join_the_answer(terminal: Terminal) -> None:
    """As over a slow line: 7 is judged, not 73."""
    terminal.send("7\r3")
    terminal.until(lambda: re.search("torch says|1 reviewed", terminal.text), "the verdict")
    assert "wrong" not in terminal.text


@pytest.fixture(scope="module")
def plain_session(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a review in plain lines printed, to which the two rows of a matrix were pasted, and then a number."""
    folder = tmp_path_factory.mktemp("plain")
    write_deck(folder / "decks", ROWS, SEVEN)
    return quiz("review", "--plain", "scene", stdin="1 2 3\n4 5 6\n7\n", QUIZ_HOME=str(folder)).stdout


def test_rows_of_a_pasted_matrix_are_one_answer(plain_session: str) -> None:
    """And not one answer each, the second of them to the next card."""
    assert (plain_session.count("right."), plain_session.count("wrong.")) == (2, 0), plain_session


def test_plain_lines_say_how_to_give_up(plain_session: str) -> None:
    """Nobody who cannot see a footer would find out."""
    assert ":give" in plain_session


# -- torch and time ------------------------------------------------------------------------------------------


def test_doctor_names_what_a_broken_torch_computes_wrongly(tmp_path: Path) -> None:
    """Its complex dot products are 0, as those of one build of 2.6.0."""
    done = quiz("--python", python_with_broken_torch(tmp_path), "doctor")
    assert done.returncode == 1, done.stdout
    assert "dot product of complex" in done.stdout + done.stderr


def test_a_second_process_that_is_late_gave_no_other_answer(tmp_path: Path) -> None:
    """The card takes too long; it is not random."""
    path = write_deck(tmp_path, LATE)
    done = quiz("check", "--no-cache", "--json", "--draws", "1", str(path))
    assert {row["code"] for row in json.loads(done.stdout)["findings"]} & {"Q102", "Q106"} == {"Q102"}


# -- counts and words ----------------------------------------------------------------------------------------


def test_due_and_browse_count_the_same(home: Path) -> None:
    """Of two siblings that are due one is asked today, and both doors say so."""
    write_deck(home / "decks", SIBLING.format("a", "b"), SIBLING.format("b", "a"))
    imported(home, event(MARCH, "scene/a"), event(MARCH, "scene/b", 2))
    due = quiz_json("due", "scene", QUIZ_NOW=APRIL)["due"]
    assert (due, quiz_json("browse", "is:due", QUIZ_NOW=APRIL)["found"]) == (1, 1)


def test_one_event_is_said_in_the_singular(home: Path) -> None:
    assert "1 event of 1 card " in imported(home, event(MARCH, "scene/a"))


def test_difficulty_is_searched_on_the_scale_of_anki(home: Path) -> None:
    """From 0 to 1."""
    write_deck(home / "decks", SEVEN)
    imported(home, event(MARCH, "scene/seven", rating=1, verdict="wrong"))
    assert quiz_json("browse", "prop:d>0.5", "prop:d<1", QUIZ_NOW=APRIL)["found"] == 1


def test_a_deck_that_hides_a_shipped_one_is_named(home: Path) -> None:
    """Its cards are gone from the reviews, and nobody else would say why."""
    path = write_deck(home / "decks", SEVEN, name="gather")
    path.write_text(path.read_text().replace("deck: scene", "deck: gather"))
    assert "shipped" in quiz("decks").stdout


def test_statistics_speak_plain_english(home: Path) -> None:
    """Predicted and actual, not foretold and came."""
    imported(home, *(event(MARCH, f"scene/{number}", number) for number in range(1, 30)))
    shown = quiz("stats", "calibration", QUIZ_NOW=APRIL).stdout
    assert "predicted" in shown
    assert "foretold" not in shown


# -- files and the README ------------------------------------------------------------------------------------


def test_the_schema_is_one_for_strict_readers(tmp_path: Path) -> None:
    """Its patterns are those of ECMAScript under the flag `u`."""
    (tmp_path / "schema.json").write_text(quiz("schema").stdout)
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", str(tmp_path / "schema.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_decks_are_found_by_both_endings_and_in_folders(home: Path) -> None:
    """As a clone of somebody's repository brings them."""
    write_deck(home / "decks" / "clone", SEVEN).rename(home / "decks" / "clone" / "scene.yml")
    assert "scene" in {row["deck"] for row in quiz_json("decks")}


def test_a_new_deck_names_no_folder_of_this_machine(home: Path) -> None:
    """It goes to others."""
    assert quiz("new", "deck", str(home.parent / "mine.yaml")).returncode == 0
    assert str(home) not in (home.parent / "mine.yaml").read_text()


def test_a_relative_interpreter_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the folder where the command runs."""
    (tmp_path / "python").write_text("#!/bin/sh\necho seen >&2\nexit 3\n")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    done = quiz("--python", "./python", "ask", "gather")
    assert "No such file" not in done.stderr


def test_the_readme_names_every_folder_that_is_written(tmp_path: Path) -> None:
    """With an empty HOME, all that the program leaves there."""
    readme = (ROOT / "README.md").read_text("utf-8")
    environ = {name: text for name, text in environment().items() if not name.startswith(("QUIZ_", "XDG_"))}
    command = [sys.executable, "-m", "quiz", "suspend", "gather/gather-rule"]
    subprocess.run(command, env={**environ, "HOME": str(tmp_path)}, check=True, capture_output=True)
    left = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert left
    assert [path for path in left if not any(f"~/{folder}`" in readme for folder in path.parents)] == []
