"""Cards found, shown and changed from the command line, and what is remembered carried out and in."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from inside import Quiz
from scene import deck_text

from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.log.events import EventKind, Review
from quiz.store.store import Store
from quiz.store.unrated import keep_unrated

NOW = "2026-11-16T09:00:00+00:00"
NOW_MS = 1_794_819_600_000
DAY_MS = 86_400_000
CARD = """
- id: {name}
  ask: predict
  prompt: Value of `{name}`?
  code: "1 + {at}"
  explain: e
  source: https://example.org
"""
NAMES = ("one", "two", "three")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three cards of the learner's own, two of them answered: `one` right, `two` wrong."""
    folder = tmp_path / "home"
    (folder / "decks").mkdir(parents=True)
    text = deck_text(*(CARD.format(name=name, at=at) for at, name in enumerate(NAMES)))
    (folder / "decks" / "scene.yaml").write_text(text)
    with Store.open(folder / "quiz.db") as store:
        for at, (name, rating) in enumerate((("one", Rating.EASY), ("two", Rating.AGAIN))):
            store.record(
                Review(
                    card=f"scene/{name}",
                    rating=rating,
                    moment=Moment(NOW_MS - DAY_MS + at, 0),
                    expects=None,
                    suggested=rating,
                    verdict="right" if at == 0 else "wrong",
                    text=f"=typed {at}",
                    ms=4000,
                    belief="" if at == 0 else "one and one is three",
                ),
                Options(),
            )
    return folder


@pytest.fixture
def quiz(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Quiz:
    (tmp_path / "shipped").mkdir()
    return Quiz(monkeypatch, tmp_path / "shipped")


def browse(quiz: Quiz, *words: str) -> list[str]:
    rows = quiz.json("browse", "deck:scene", *words, QUIZ_NOW=NOW)["cards"]
    return [row["card"].removeprefix("scene/") for row in rows]


def test_cards_are_listed_by_what_is_searched_for(quiz: Quiz, home: Path) -> None:
    """As JSON and as a table; what cannot be read exits 2 with its place."""
    assert browse(quiz) == list(NAMES)
    assert browse(quiz, "is:new") == ["three"]
    assert browse(quiz, "-is:new") == ["one", "two"]
    assert browse(quiz, "rated:2:1", "or", "id:three") == ["two", "three"]
    table = quiz("browse", "deck:scene", "--limit", "2", QUIZ_NOW=NOW).stdout.splitlines()
    assert table[0].split()[-3:] == ["code", "or", "prompt"]
    assert table[0].split()[:3] == ["card", "state", "due"]
    assert table[2].split()[:2] == ["scene/two", "learning"]
    assert table[-1] == "and 1 more"
    wrong = quiz("browse", "is:deu")
    assert wrong.returncode == 2
    assert "Did you mean `due`?" in wrong.stderr
    assert quiz("browse", "deck:none").stdout == "No cards match.\n"


def test_a_card_is_shown_with_its_history(quiz: Quiz, home: Path) -> None:
    """State, waits, beliefs, each answer; an unknown one exits 3."""
    shown = quiz.json("card", "scene/two", QUIZ_NOW=NOW)
    assert (shown["state"], shown["reps"], shown["due"], shown["orphan"]) == ("learning", 1, "in steps", False)
    assert shown["beliefs"] == [["one and one is three", 1]]
    assert [(one["what"], one["text"], one["seconds"]) for one in shown["history"]] == [("again", "=typed 1", 4.0)]
    assert list(shown["waits"]) == ["again", "hard", "good", "easy"]
    text = quiz("card", "scene/two", QUIZ_NOW=NOW).stdout
    for words in ("answered    1 time, 0 lapses", "one and one is three (1 time)", "=typed 1", "Again 1m"):
        assert words in text
    assert "new" in quiz("card", "scene/three").stdout
    unknown = quiz("card", "scene/thre")
    assert unknown.returncode == 3
    assert "scene/three" in unknown.stderr
    both = json.loads(quiz("card", "deck:scene", "is:new", "--json").stdout)
    assert "scene/three" in [one["card"] for one in both]
    assert quiz("card", "scene/three", "--json").stdout.startswith("{")
    assert quiz("card", "deck:nowhere").returncode == 3


def test_an_answer_at_its_verdict_is_said_to_wait(quiz: Quiz, home: Path) -> None:
    """It is no review yet, and the card still new; the process that asked lives."""
    assert quiz.json("card", "scene/three", QUIZ_NOW=NOW)["unrated"] is False
    with Store.open(home / "quiz.db") as store:
        given = {"card": "scene/three", "moment": Moment(NOW_MS, 0), "verdict": "right", "expects": None}
        keep_unrated(store, Review(**given, rating=Rating.GOOD, suggested=Rating.GOOD))  # type: ignore[arg-type]
    text = quiz("card", "scene/three", QUIZ_NOW=NOW).stdout
    assert "state       new\nunrated     an answer waits for its rating: Good" in text
    assert quiz.json("card", "scene/three", QUIZ_NOW=NOW)["unrated"] is True


def test_waits_are_told_from_the_clock_though_it_was_set_back(quiz: Quiz, home: Path) -> None:
    """An answer counts from after the last event, two hours on; its minute comes after that."""
    waits = quiz.json("card", "scene/three", QUIZ_NOW="2026-11-15T07:00:00+00:00")["waits"]
    assert waits["again"] == "2h"


def test_cards_are_suspended_and_brought_back_in_bulk(quiz: Quiz, home: Path) -> None:
    """One transaction, counted, told what was so already, taken back by one undo."""
    dry = quiz("suspend", "--dry-run", "deck:scene", QUIZ_NOW=NOW).stdout
    assert dry.startswith("3 cards would be suspended:\n  scene/one\n")
    assert browse(quiz, "is:suspended") == []
    assert quiz("suspend", "scene/one", QUIZ_NOW=NOW).stdout.startswith("1 card suspended.")
    assert quiz("suspend", "deck:scene", QUIZ_NOW=NOW).stdout.startswith("2 cards suspended; 1 already was.")
    undone = quiz.json("undo", QUIZ_NOW=NOW)["undone"]
    assert (undone["kind"], undone["cards"]) == ("suspend", ["scene/three", "scene/two"])
    assert browse(quiz, "is:suspended") == ["one"]
    assert quiz.json("unsuspend", "is:suspended", QUIZ_NOW=NOW)["cards"] == ["scene/one"]
    assert quiz("suspend", "deck:none").returncode == 3
    assert quiz("suspend", "").returncode == 2
    assert quiz("suspend").returncode == 2


def test_a_card_that_was_renamed_twice_is_found_by_all_its_ids(quiz: Quiz, home: Path) -> None:
    """With its history; `browse`, `card` and what is done to cards know the former ones as well."""
    deck = home / "decks" / "scene.yaml"
    text = deck.read_text()
    for old, new in (("one", "first"), ("first", "uno")):
        deck.write_text(text.replace("- id: one\n", f"- id: {new}\n    was: {old}\n"))
        assert browse(quiz, "-is:new") == [new, "two"]
    for name in ("one", "first", "uno"):
        assert browse(quiz, f"scene/{name}") == browse(quiz, f"id:scene/{name}") == ["uno"]
        assert quiz.json("card", f"scene/{name}", QUIZ_NOW=NOW)["reps"] == 1
    assert quiz.json("suspend", "scene/one", QUIZ_NOW=NOW)["cards"] == ["scene/uno"]
    assert quiz.json("unsuspend", "scene/first", "or", "scene/two", QUIZ_NOW=NOW)["cards"] == ["scene/uno"]


def test_cards_are_flagged_buried_and_reset(quiz: Quiz, home: Path) -> None:
    """Each shows in what a search finds; the undo tells what it took back."""
    assert quiz("flag", "3", "scene/one", QUIZ_NOW=NOW).stdout == "1 card marked with flag 3. `quiz undo` undoes it.\n"
    assert browse(quiz, "flag:3") == ["one"]
    quiz("bury", "scene/one", QUIZ_NOW=NOW)
    assert browse(quiz, "is:buried") == ["one"]
    quiz("bury", "--off", "is:buried", QUIZ_NOW=NOW)
    assert browse(quiz, "is:buried") == []
    quiz("reset", "is:learn", "deck:scene", QUIZ_NOW=NOW)
    assert browse(quiz, "is:new") == ["two", "three"]
    assert quiz.json("card", "scene/two", QUIZ_NOW=NOW)["history"][0]["what"] == "again"
    assert quiz("undo", QUIZ_NOW=NOW).stdout == "Undone: resetting scene/two.\n"
    assert browse(quiz, "is:new") == ["three"]
    assert quiz("flag", "8", "scene/one").returncode == 2


def test_disputes_are_listed(quiz: Quiz, home: Path) -> None:
    """With all that the author needs."""
    assert "No disputes" in quiz("disputes").stdout
    body = {"seed": 7, "typed": "3", "truth": "2", "torch": "2.13.0"}
    with Store.open(home / "quiz.db") as store:
        store.note(EventKind.DISPUTE, body, Moment(NOW_MS, 0), options=Options(), card="scene/one")
    (row,) = quiz.json("disputes")
    assert (row["card"], row["seed"], row["typed"], row["truth"]) == ("scene/one", 7, "3", "2")
    assert "seed 7, torch 2.13.0" in quiz("disputes").stdout


def test_a_backup_is_made_listed_and_restored(quiz: Quiz, home: Path, tmp_path: Path) -> None:
    """To the folder, to a file, not over one; `latest` by its word, others by name or path."""
    made = quiz.json("backup", QUIZ_NOW=NOW)
    assert made["events"] == 3
    assert [row["reason"] for row in quiz.json("backup", "--list")] == ["manual"]
    there = str(tmp_path / "mine.db")
    assert quiz("backup", there).stdout == f"{there}: 3 events, verified.\n"
    again = quiz("backup", there)
    assert again.returncode == 1
    assert "Name another place" in again.stderr
    quiz("reset", "deck:scene", QUIZ_NOW=NOW)
    restored = quiz.json("restore", Path(made["path"]).name, QUIZ_NOW=NOW)
    assert restored["events"] == 3
    assert browse(quiz, "is:new") == ["three"]
    assert Path(restored["aside"]).exists()
    assert quiz("restore", there).returncode == 0
    assert quiz("restore", str(tmp_path / "none.db")).returncode == 3
    with Store.open(home / "quiz.db"):
        lock = quiz("restore", "latest")
    assert lock.returncode == 4
    assert "process" in lock.stderr


def test_the_latest_backup_that_is_whole_is_restored_and_the_others_are_named(quiz: Quiz, home: Path) -> None:
    """A damaged database is restored twice running: the second time its own damaged copy is the newest."""
    made = quiz.json("backup", QUIZ_NOW=NOW)["path"]
    (home / "quiz.db").write_bytes(b"\xa5" * 50_000)
    later = "2026-11-16T09:10:00+00:00"
    first = quiz.json("restore", "latest", QUIZ_NOW=later)
    aside = first["aside"]
    assert (first["source"], first["passed_over"]) == (made, {})
    passed, done, _ = quiz("restore", "latest", QUIZ_NOW=later).stdout.splitlines()
    assert passed.startswith(f"Skipped: {aside}: ")
    assert f"Restored {made}: 3 events." in done
    bad = quiz("restore", aside)
    assert bad.returncode == 1
    assert aside in bad.stderr
    assert ".part" not in bad.stderr


def test_an_import_is_preceded_by_a_backup_where_it_brings_news(quiz: Quiz, home: Path, tmp_path: Path) -> None:
    """What is here already needs none, and what is refused needs none."""
    file = tmp_path / "log.jsonl"
    quiz("export", str(file))

    def reasons() -> list[str]:
        return [row["reason"] for row in quiz.json("backup", "--list") if row["reason"] != "auto"]

    quiz("import", str(file), QUIZ_NOW=NOW)
    assert reasons() == []
    quiz("reset", "scene/one", QUIZ_NOW=NOW)
    more = quiz("export").stdout
    quiz("undo", QUIZ_NOW=NOW)
    elsewhere = {"QUIZ_HOME": str(tmp_path / "elsewhere"), "QUIZ_NOW": NOW}
    quiz("import", str(file), **elsewhere)
    file.write_text(more)
    assert quiz.json("import", str(file), **elsewhere)["new"] == 1
    listed = quiz.json("backup", "--list", **elsewhere)
    assert [row["reason"] for row in listed if row["reason"] != "auto"] == ["before-import"]
    with Store.open(Path(listed[-1]["path"])) as before:
        assert before.count() == 3


def test_without_anything_remembered_there_is_nothing_to_back_up(quiz: Quiz) -> None:
    """Exit 3, and a kind word; nothing is made."""
    assert quiz("backup").returncode == 3
    assert quiz("restore", "latest").returncode == 3
    assert quiz("backup", "--list").stdout == "No backups yet.\n"


def test_what_is_exported_is_imported_elsewhere_and_again(quiz: Quiz, home: Path, tmp_path: Path) -> None:
    """Through a file and through a pipe; a bad line is told by number, and nothing is taken in."""
    file = tmp_path / "log.jsonl"
    assert quiz("export", str(file)).returncode == 0
    piped = quiz("export").stdout
    assert piped == file.read_text()
    assert len(piped.splitlines()) == 3
    elsewhere = {"QUIZ_HOME": str(tmp_path / "elsewhere"), "QUIZ_NOW": NOW}
    assert quiz("import", "-", stdin=piped, **elsewhere).stdout.startswith("3 events of 2 cards imported; 0 were")
    assert quiz.json("import", str(file), **elsewhere) == {"new": 0, "known": 3, "cards": 0}
    assert quiz.json("backup", "--list", **elsewhere)[0]["reason"] == "auto"
    file.write_text(piped + "{}\n")
    bad = quiz("import", str(file), **elsewhere)
    assert bad.returncode == 1
    assert f"{file}:4: " in bad.stderr
    assert quiz("import", str(tmp_path / "none")).returncode == 3
    one = quiz("export", "--search", "scene/one").stdout
    assert [json.loads(line)["card"] for line in one.splitlines()] == ["", "scene/one"]


def test_reviews_and_cards_are_exported_as_csv(quiz: Quiz, home: Path) -> None:
    """A line of names and a line each; a text is no formula."""
    reviews = list(csv.DictReader(io.StringIO(quiz("export", "--csv", "reviews").stdout)))
    assert [(row["card"], row["rating"], row["phase"]) for row in reviews] == [
        ("scene/one", "4", "new"),
        ("scene/two", "1", "new"),
    ]
    assert reviews[0]["text"] == "'=typed 0"
    assert reviews[0]["study_day"] == "2026-11-15"
    (card,) = csv.DictReader(io.StringIO(quiz("export", "--csv", "cards", "--search", "scene/one").stdout))
    assert (card["card"], card["phase"], card["first_day"]) == ("scene/one", "review", "2026-11-15")


@pytest.mark.parametrize("command", [("browse",), ("suspend",), ("flag", "1"), ("card",)])
@pytest.mark.parametrize("search", ["caf\udce9", " or ".join(["flag:1"] * 600), "x" * 20_000])
def test_a_search_that_cannot_be_asked_is_the_callers_mistake(
    quiz: Quiz, command: tuple[str, ...], search: str
) -> None:
    """Exit 2, and a few lines that point into it; the database is not blamed."""
    done = quiz(*command, search)
    assert done.returncode == 2
    assert "quiz: search:" in done.stderr and "restore" not in done.stderr
    assert len(done.stderr) < 500
