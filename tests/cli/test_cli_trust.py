"""Decks from elsewhere: what runs, what asks for trust, and in which words. No wall confines spawned children."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from process import quiz, quiz_json
from scene import GATHER, deck_text

from quiz.engine.client import Engine
from quiz.engine.confinement import whole

UNCONFINED = {"QUIZ_START": "spawn"}


@pytest.fixture
def stray(tmp_path: Path) -> Path:
    """A deck that somebody sent."""
    path = tmp_path / "from a friend.yaml"
    path.write_text(deck_text(GATHER))
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A deck in the learner's own folder."""
    folder = tmp_path / "home" / "decks"
    folder.mkdir(parents=True)
    path = folder / "scene.yaml"
    path.write_text(deck_text(GATHER))
    return path


def graded(deck: Path, **environ: str) -> dict[str, Any]:
    """The verdict on an answer to its card."""
    row = json.dumps({"card": "scene/gather-rule", "seed": 1, "answer": "[[1, 2, 3], [4, 5, 6]]"})
    done = quiz("grade", str(deck), stdin=row + "\n", **environ)
    assert done.returncode == 0, done.stderr
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict


def test_a_deck_from_elsewhere_runs_where_it_is_confined(stray: Path, engine: Engine) -> None:
    """No question asked on a Linux that has both walls."""
    if not whole(engine.start()):
        pytest.skip(f"this kernel gives only {engine.start()['layers']}")
    assert graded(stray)["status"] == "wrong"


def test_without_walls_it_asks_for_trust_once(stray: Path) -> None:
    """The verdict has a code of its own and names the command; said, the card runs; changed, it asks again."""
    refused = graded(stray, **UNCONFINED)
    assert (refused["status"], refused["code"]) == ("error", "untrusted")
    assert f"quiz trust '{stray}'" in refused["message"]
    shown = quiz("trust", str(stray))
    assert shown.returncode == 0
    assert shown.stdout.startswith("trusted ")
    assert graded(stray, **UNCONFINED)["status"] == "wrong"
    stray.write_text(stray.read_text() + "# once more\n")
    assert graded(stray, **UNCONFINED)["code"] == "untrusted"


def test_a_review_puts_its_cards_aside_and_says_why(stray: Path) -> None:
    """In plain words with the command, and the program ends as usual."""
    done = quiz("review", "--plain", str(stray), **UNCONFINED)
    assert done.returncode == 0
    assert "skipped: scene/gather-rule: its deck is from elsewhere" in done.stdout
    assert f"quiz trust '{stray}'" in done.stdout


def test_the_advice_is_given_once_for_a_deck(tmp_path: Path) -> None:
    """Six cards of one deck: one line that names them, and the command once."""
    path = tmp_path / "six.yaml"
    path.write_text(deck_text(*(GATHER.replace("gather-rule", f"rule-{number}") for number in range(6))))
    done = quiz("review", "--plain", str(path), **UNCONFINED)
    assert done.returncode == 0
    assert done.stdout.count("quiz trust") == 1, done.stdout
    assert "scene/rule-0" in done.stdout
    assert "and 3 more: its deck is from elsewhere" in done.stdout


def test_check_tells_it_once_for_a_deck_and_runs_nothing_of_it(stray: Path) -> None:
    """Q002 at the file, exit 1; --trust proves it this once and leaves no trace."""
    two = GATHER.replace("gather-rule", "again")
    stray.write_text(deck_text(GATHER, two))
    done = quiz("check", str(stray), **UNCONFINED)
    assert done.returncode == 1
    assert done.stdout.count("error Q002") == 1
    assert "--trust" in done.stdout
    assert "0 cards, 0 questions proven" in done.stdout
    assert quiz("check", "--trust", "--draws", "1", str(stray), **UNCONFINED).returncode == 0
    assert quiz_json("trust", "--list") == []


def test_decks_in_the_learners_own_folder_are_trusted_by_their_place(own: Path) -> None:
    """By name, by path, unconfined; and they are among the decks that are reviewed."""
    assert graded(own, **UNCONFINED)["status"] == "wrong"
    assert {"scene", "gather"} <= {row["deck"] for row in quiz_json("decks")}
    assert quiz_json("due", QUIZ_NEW_PER_DAY="999")["decks"]["scene"]["new"] == 1
    done = quiz("review", "--plain", "scene", stdin=":give\n:quit\n", **UNCONFINED)
    assert "given up." in done.stdout


def test_shipped_decks_run_as_they_are() -> None:
    """Whatever confines them."""
    done = quiz("review", "--plain", "gather", stdin=":give\n:quit\n", **UNCONFINED)
    assert "given up." in done.stdout


def test_the_list_tells_what_became_of_each(stray: Path, tmp_path: Path) -> None:
    """Trusted, changed since, gone; and each can be forgotten."""
    other, third = tmp_path / "other.yaml", tmp_path / "third.yaml"
    for path in (other, third):
        path.write_text(stray.read_text().replace("deck: scene", f"deck: {path.stem}"))
    assert quiz("trust", str(stray), str(other), str(third)).returncode == 0
    other.write_text("deck: other\n")
    third.unlink()
    rows = quiz_json("trust", "--list")
    assert [(row["deck"], row["state"]) for row in rows] == [
        ("scene", "trusted"),
        ("other", "changed since"),
        ("third", "gone"),
    ]
    assert quiz("trust", "--forget", str(stray)).returncode == 0
    assert quiz("trust", "--forget", "third").returncode == 0
    assert [row["deck"] for row in quiz_json("trust", "--list")] == ["other"]


@pytest.mark.parametrize(
    ("arguments", "code", "shown"),
    [
        ((), 2, "--list"),
        (("nowhere.yaml",), 3, "nowhere.yaml"),
        (("--forget", "nothing"), 3, "nothing"),
    ],
)
def test_what_cannot_be_done_is_told(arguments: tuple[str, ...], code: int, shown: str) -> None:
    """Usage, not found."""
    done = quiz("trust", *arguments)
    assert (done.returncode, shown in done.stderr) == (code, True)
    assert "Traceback" not in done.stderr


def test_what_is_no_deck_is_not_trusted(tmp_path: Path, stray: Path) -> None:
    """And nothing else of that command line is."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("deck: bad\n")
    done = quiz("trust", str(stray), str(bad))
    assert done.returncode == 1
    assert "bad.yaml" in done.stderr
    assert quiz_json("trust", "--list") == []


def test_a_broken_list_is_told_and_kept(stray: Path, tmp_path: Path) -> None:
    """Exit 1 with the path; the file is as it was."""
    file = tmp_path / "home" / "trusted.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text("{")
    for arguments in (("trust", str(stray)), ("trust", "--list"), ("review", "--plain", str(stray))):
        done = quiz(*arguments)
        assert done.returncode == 1
        assert "trusted.json" in done.stderr
    assert file.read_text() == "{"
