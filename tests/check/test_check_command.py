"""`quiz check` as it is called."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from check_scene import sound, write
from click.testing import CliRunner, Result

from quiz.cli.check import command
from quiz.errors import EngineError, NotFound

pytestmark = pytest.mark.usefixtures("kept")

UNEXPLAINED = sound("terse").replace("  explain: It adds to each.\n", "")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The learner's own things stay out of it."""
    monkeypatch.setenv("QUIZ_HOME", str(tmp_path / "home"))


def check(*arguments: str | Path) -> Result:
    # These decks are from elsewhere, and there may be nothing here to confine them.
    return CliRunner().invoke(command, ["--trust", *(str(argument) for argument in arguments)])


def test_a_sound_deck_exits_0_with_one_line(tmp_path: Path) -> None:
    """Nothing to mend: the summary alone, nothing on stderr where that is no terminal."""
    result = check(write(tmp_path, sound("a"), sound("b")))
    assert result.exit_code == 0
    assert result.stdout.startswith("2 cards, 2 questions proven on torch ")
    assert result.stdout.endswith(" s · 0 errors · 0 warnings\n")
    assert result.stderr == ""


def test_a_warning_exits_1_only_when_strict(tmp_path: Path) -> None:
    """Advice is no failure until it is asked to be one."""
    path = write(tmp_path, UNEXPLAINED)
    relaxed, strict = check(path), check(path, "--strict")
    assert (relaxed.exit_code, strict.exit_code) == (0, 1)
    assert "warning Q501" in relaxed.stdout
    assert "0 errors · 1 warning" in relaxed.stdout


def test_an_error_of_one_deck_exits_1_and_the_other_deck_is_proven(tmp_path: Path) -> None:
    """Schema mistakes of one file, with position and mend, beside the proof of another."""
    bad = write(tmp_path, "- id: bad\n  ask: predict\n  promt: Value?\n  code: '1'\n", name="bad")
    result = check(tmp_path, write(tmp_path, sound("a"), name="good"))
    assert result.exit_code == 1
    assert f"{bad}:11:5  error Q001  " in result.stdout
    assert "Did you mean `prompt`?" in result.stdout
    assert "\n1 card, 1 question proven on torch" in result.stdout


def test_json_is_one_object(tmp_path: Path) -> None:
    """A summary and the findings; the exit code as with text."""
    result = check(write(tmp_path, sound("a"), UNEXPLAINED), "--format", "json", "--seed", "3")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["summary"]["cards"] == 2
    assert told["summary"]["seed"] == 3
    assert [(one["code"], one["card"]) for one in told["findings"]] == [("Q501", "scene/terse")]


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    """NotFound is exit 3."""
    result = check(tmp_path / "nothing.yaml")
    assert isinstance(result.exception, NotFound)
    assert result.exception.exit_code == 3


def test_an_interpreter_without_torch_is_no_engine(tmp_path: Path) -> None:
    """EngineError is exit 5; it is no finding of the deck."""
    result = check(write(tmp_path, sound("a")), "--python", "/no/such/python")
    assert isinstance(result.exception, EngineError)
    assert result.exception.exit_code == 5


@pytest.mark.parametrize("option", [("--draws", "0"), ("--jobs", "0"), ("--seed", "-1"), ("--format", "xml")])
def test_a_wrong_option_is_usage(option: tuple[str, str]) -> None:
    """Exit 2, before anything is run."""
    assert check(*option).exit_code == 2


def test_the_whole_program_exits_with_the_code(tmp_path: Path) -> None:
    """`python -m quiz check FILE` in a process of its own: a crash in one card, a proof of the next, exit 1."""
    path = write(tmp_path, "- {id: crash, ask: predict, prompt: Value?, code: ctypes.string_at(0)}", sound("next"))
    ended = subprocess.run(
        [sys.executable, "-m", "quiz", "check", "--trust", path],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    assert "error Q103  scene/crash: " in ended.stdout
    assert f"see it: quiz try {path}/crash --seed 0" in ended.stdout
    assert "\n2 cards, 1 question proven on torch" in ended.stdout
    assert ended.stderr == ""


def test_asking_for_help_loads_nothing_heavy() -> None:
    """The command file is read for `quiz --help`: torch, yaml and the engine are not."""
    script = (
        "import sys, quiz.cli.check\n"
        "heavy = {'torch', 'yaml', 'textual', 'sqlite_utils', 'numpy', 'quiz.check.rules', 'quiz.engine.client'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, env={**os.environ, "QUIZ_HOME": "/nowhere"})
