"""Each command from outside: exit codes, JSON, errors without a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from process import quiz, quiz_json
from scene import GATHER, deck_text

from quiz.cli import group


def verdicts(*lines: object, decks: tuple[str, ...]) -> tuple[int, list[dict[str, object]]]:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    done = quiz("grade", *decks, stdin=text)
    assert "Traceback" not in done.stderr
    return done.returncode, [json.loads(row) for row in done.stdout.splitlines()]


def own_deck(root: Path) -> Path:
    """A file in the learner's own folder, whose code runs even where nothing would confine it."""
    folder = root / "home" / "decks"
    folder.mkdir(parents=True)
    return folder / "scene.yaml"


@pytest.fixture
def deck(tmp_path: Path) -> str:
    path = own_deck(tmp_path)
    crash = "\n- id: crash\n  ask: predict\n  prompt: x\n  code: |\n    import ctypes\n    ctypes.string_at(0)\n"
    typo = "\n- id: typo\n  ask: predict\n  prompt: x\n  code: torch.nothing()\n"
    loop = "\n- id: loop\n  ask: predict\n  prompt: x\n  budget: 1\n  code: |\n    while True: pass\n    1\n"
    path.write_text(deck_text(GATHER, crash, typo, loop))
    return str(path)


def test_what_ask_poses_grade_judges(deck: str) -> None:
    """The two doors fit: the truth of `try` is right, a belief is told, nonsense is invalid, in the order given."""
    question = json.loads(quiz("ask", f"{deck}/gather-rule", "--json").stdout)
    assert set(question) == {"card", "seed", "digest", "ask", "prompt", "code", "options", "expects", "hints"}
    tried = quiz_json("try", f"{deck}/gather-rule", "--seed", str(question["seed"]))
    assert tried["code"] == question["code"]
    card = {"card": question["card"], "seed": question["seed"]}
    code, rows = verdicts(
        {**card, "answer": tried["truth"]},
        {**card, "answer": tried["beliefs"][0]["gives"]},
        {**card, "answer": "[[1, 2"},
        {**card, "answer": "[[1, 2, 3], [4, 5, 6]]"},
        decks=(deck,),
    )
    assert code == 0
    assert [row["status"] for row in rows] == ["right", "wrong", "invalid", "wrong"]
    assert rows[1]["belief"] == tried["beliefs"][0]["belief"]
    assert rows[3]["diff"][0].keys() == {"index", "want", "got"}  # type: ignore[index]
    assert all({"card", "seed", "status", "sealed", "truth", "got", "ms"} <= row.keys() for row in rows)


def test_grade_tells_failures_apart_and_goes_on(deck: str) -> None:
    """A crash, an endless loop, a broken and an unknown card are errors of their own; what follows is judged."""
    names = ["crash", "loop", "typo", "nothing"]
    rows = [{"card": f"scene/{name}", "seed": 1, "answer": "1"} for name in names]
    code, found = verdicts(*rows, {"card": "scene/gather-rule", "seed": 1, "answer": "1"}, decks=(deck,))
    assert code == 0
    assert [row.get("code") for row in found] == ["crash", "timeout", "broken", "unknown-card", None]
    assert found[-1]["status"] == "wrong"


@pytest.mark.parametrize(
    "line", ["xx", "[" * 50_000, '{"card": 1}', '{"card": "scene/gather-rule", "seed": -1}', '"x"']
)
def test_a_line_that_is_no_request_is_answered_and_fails_the_run(deck: str, line: str) -> None:
    """Exit 1, one verdict, no traceback."""
    code, rows = verdicts(line, decks=(deck,))
    assert code == 1
    assert rows[0]["status"] == "error"


@pytest.mark.parametrize(
    ("arguments", "code", "shown"),
    [
        (["check", "nowhere.yaml"], 3, "nowhere.yaml"),
        (["check", "gathre"], 3, "Did you mean `gather`?"),
        (["try", "gather/nothing"], 3, "nothing"),
        (["review", "--plain", "nowhere.yaml"], 3, "nowhere.yaml"),
        (["revieuw"], 2, "Did you mean `review`?"),
        (["due", "--what"], 2, "--what"),
        (["try"], 2, "CARD"),
        (["grade", "--python", "/nowhere/python"], 5, "/nowhere/python"),
        (["review", "--plain", "--python", "/usr/bin/false"], 5, "/usr/bin/false"),
    ],
)
def test_failures_have_their_exit_codes(arguments: list[str], code: int, shown: str) -> None:
    """As the README's table says; the words are on stderr, without a traceback."""
    done = quiz(*arguments)
    assert done.returncode == code, done.stderr
    assert shown in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_clock_and_a_bad_setting_are_told(tmp_path: Path) -> None:
    """QUIZ_NOW without an offset, a misspelt key in config.toml: exit 2, with the mend."""
    assert quiz("due", QUIZ_NOW="2026-11-20").returncode == 2
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "config.toml").write_text("new_per_dya = 5\n")
    done = quiz("due")
    assert done.returncode == 2
    assert "new_per_day" in done.stderr


def test_settings_reach_the_queue() -> None:
    """The environment wins for one run."""
    assert quiz_json("due", "create", QUIZ_NEW_PER_DAY="3")["new"] == 3


def test_where_and_decks_print_what_is() -> None:
    """Paths under QUIZ_HOME; three decks with their kinds."""
    paths = quiz_json("where")
    assert paths["database"].endswith("home/quiz.db")
    decks = quiz_json("decks")
    assert {"create", "dtype", "gather"} <= {row["deck"] for row in decks}
    assert all(row["drawn"] >= row["cards"] / 2 for row in decks)
    for row in decks:
        assert sum(row["kinds"].values()) == row["cards"]


def test_a_corrupt_database_is_told_and_left_alone(tmp_path: Path) -> None:
    """Nothing is overwritten."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "quiz.db").write_bytes(b"this is not a database, but it is mine" * 100)
    before = (home / "quiz.db").read_bytes()
    done = quiz("due")
    assert done.returncode == 1
    assert "quiz.db" in done.stderr
    assert "Traceback" not in done.stderr
    assert (home / "quiz.db").read_bytes() == before


def test_a_card_that_breaks_is_put_aside_in_a_review(deck: str) -> None:
    """Crash, endless loop and typo are reported at once and at the end, and the good card is reviewed."""
    done = quiz("review", "--plain", deck, stdin=":give\n:quit\n")
    assert done.returncode == 0
    for name, shown in [("crash", "SIGSEGV"), ("typo", "AttributeError"), ("loop", "took longer than 1 s")]:
        assert f"skipped: scene/{name}" in done.stdout
        assert shown in done.stdout
    assert "given up." in done.stdout


def test_a_card_that_stays_put_aside_says_why_wherever_it_is_listed(tmp_path: Path) -> None:
    """In the next session of the day, in `due`, `browse` and `card`."""
    path = own_deck(tmp_path)
    typo = "\n- id: typo\n  ask: predict\n  prompt: x\n  code: torch.nothing()\n"
    path.write_text(deck_text(GATHER, typo))
    quiz("review", "--plain", "scene", stdin=":give\n:quit\n")
    again = quiz("review", "--plain", "scene", stdin=":quit\n").stdout
    assert "skipped" not in again
    for shown in (again, quiz("due", "scene").stdout):
        assert "not asked: scene/typo cannot be asked by torch" in shown
        assert "AttributeError" in shown
    assert "[cannot be asked by" in quiz("browse", "id:scene/typo").stdout
    assert quiz_json("browse", "id:scene/typo")["cards"][0]["hidden"] == "aside"
    assert "skipped     cannot be asked by torch" in quiz("card", "scene/typo").stdout
    assert list(quiz_json("due", "scene")["aside"]) == ["scene/typo"]
    assert quiz_json("due", "gather")["aside"] == {}


def test_a_flag_taken_back_leaves_the_question_before_the_learner(tmp_path: Path) -> None:
    """It is asked once; what is typed after the undo answers it."""
    path = own_deck(tmp_path)
    path.write_text(deck_text(GATHER))
    done = quiz("review", "--plain", str(path), stdin=":flag 2\n:undo\n:give\n:quit\n")
    asked, _, answered = done.stdout.partition("given up.")
    assert asked.count("== scene/gather-rule") == 1
    assert "Undone: the flag of scene/gather-rule." in asked
    assert "rated Again" in answered


def test_markup_and_escapes_in_a_deck_are_shown_as_they_are(tmp_path: Path) -> None:
    """No colour, no title, no cursor movement comes out of a deck or of what it prints."""
    path = own_deck(tmp_path)
    card = "- id: it\n  ask: predict\n  prompt: '[red]bold[/red]'\n  code: |\n    chr(27) + '[2J' + '[b]x[/b]'\n"
    path.write_text(deck_text(card))
    done = quiz("review", "--plain", str(path), stdin=":give\n:quit\n")
    assert "[red]bold[/red]" in done.stdout
    assert "[b]x[/b]" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("name", sorted(group.list_commands(None)))  # type: ignore[arg-type]
def test_help_of_every_command(name: str) -> None:
    """Exit 0 and a usage line."""
    done = quiz(name, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: quiz {name}")
