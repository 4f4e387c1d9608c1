"""`quiz engine`: what waits for the next command, and its end; and that a command says the same with it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from process import quiz, quiz_json

from quiz.engine.strategy import Strategy, strategy

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or strategy() is not Strategy.FORK, reason="an engine is kept where children are forked"
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of running programs, in which engines may be kept."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("QUIZ_KEEP", "60")
    monkeypatch.delenv("CI", raising=False)
    yield folder
    quiz("engine", "stop")


def test_a_command_leaves_its_engine_for_the_next_which_says_the_same(run: Path) -> None:
    """Both are as a command says them that keeps none, and `stop` ends what waits."""
    words = ("try", "gather/gather-rule", "--seed", "3")
    assert quiz("engine").stdout == "No engine waits.\n"
    first = quiz(*words)
    assert first.returncode == 0, first.stderr
    deadline = time.monotonic() + 20
    while not (waiting := quiz_json("engine")["engines"]):
        assert time.monotonic() < deadline
    assert [(each["hash_seed"], each["clients"], each["keep_s"]) for each in waiting] == [(0, 0, 60)]
    assert quiz(*words).stdout == first.stdout
    assert [each["pid"] for each in quiz_json("engine")["engines"]] == [waiting[0]["pid"]]
    text = quiz("engine").stdout
    assert all(part in text for part in (str(waiting[0]["pid"]), waiting[0]["torch"], " MiB, ends in "))
    doctor = quiz("doctor", QUIZ_HOME=str(run.parent / "home")).stdout
    assert "kept for the next command: 1 engine, " in doctor
    assert quiz("engine", "stop").stdout == "stopped: 1\n"
    assert quiz_json("engine") == {"folder": str(run / "quiz"), "engines": []}


def test_a_folder_that_others_may_write_to_is_named(run: Path) -> None:
    (run / "quiz").mkdir()
    (run / "quiz").chmod(0o777)
    for words in (["engine"], ["engine", "stop"]):
        done = quiz(*words)
        assert done.returncode == 1
        assert str(run / "quiz") in done.stderr and "Traceback" not in done.stderr
    (run / "quiz").chmod(0o700)


def test_where_none_is_kept_that_is_said(run: Path) -> None:
    assert quiz("engine", QUIZ_KEEP="0").stdout.endswith("None is kept or used here: QUIZ_KEEP=0.\n")
    assert quiz("engine", CI="true").stdout.endswith("None is kept or used here: CI is set.\n")
    wrong = quiz("engine", QUIZ_KEEP="long")
    assert wrong.returncode == 2 and "QUIZ_KEEP='long'" in wrong.stderr
