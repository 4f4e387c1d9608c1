"""How the quiz is called: completion by the shell, and the interpreter that `--python` names."""

from __future__ import annotations

from pathlib import Path

import pytest
from process import quiz


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_printed_without_a_screen(shell: str) -> None:
    """As the documentation of click says to ask for it: by the environment alone, without an argument."""
    done = quiz(_QUIZ_COMPLETE=f"{shell}_source")
    assert done.returncode == 0, done.stderr
    assert "_QUIZ_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("quiz st", "stats"),
        ("quiz review gath", "gather"),
        ("quiz try gather/gather-ru", "gather/gather-rule"),
        ("quiz stats cali", "calibration"),
        ("quiz options new", "new_per_day"),
        ("quiz new card gather pred", "predict"),
    ],
)
def test_a_tab_completes_a_word(words: str, wanted: str) -> None:
    """The shell calls `quiz` without arguments at each TAB: it answers, and opens nothing."""
    done = quiz(_QUIZ_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))
    assert done.returncode == 0, done.stderr
    assert f"plain,{wanted}" in done.stdout.splitlines()


@pytest.fixture
def interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """One that can be started from here, by a relative path, and says which it is by its exit."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "venv" / "python"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\necho no torch in $0 >&2\nexit 3\n")
    path.chmod(0o755)
    return "venv/python"


@pytest.mark.parametrize("words", [("--python", "PATH", "ask", "gather"), ("ask", "gather", "--python", "PATH")])
def test_a_relative_interpreter_is_started_from_the_current_folder(
    interpreter: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Workers run in a folder of their own, from which it would not be found."""
    done = quiz(*(interpreter if word == "PATH" else word for word in words))
    assert (done.returncode, "No such file" in done.stderr) == (5, False), done.stderr
    assert str(tmp_path / "venv" / "python") in done.stderr


def test_quiz_python_may_be_relative_too(interpreter: str, tmp_path: Path) -> None:
    """It is a path from the user like any other."""
    done = quiz("ask", "gather", QUIZ_PYTHON=interpreter)
    assert str(tmp_path / "venv" / "python") in done.stderr
