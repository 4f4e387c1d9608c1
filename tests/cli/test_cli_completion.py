"""Completion by the shells themselves, and the man page."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from inside import Quiz
from process import ROOT, environment

from quiz import cli


@pytest.fixture
def quiz(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Quiz:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    return Quiz(monkeypatch, ROOT / "decks")


@pytest.fixture
def on_path(tmp_path: Path) -> dict[str, str]:
    """The environment in which `quiz` is that of this checkout."""
    script = tmp_path / "bin" / "quiz"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m quiz "$@"\n')
    script.chmod(0o755)
    return environment(PATH=f"{script.parent}{os.pathsep}{os.environ['PATH']}")


def test_bash_completes_commands_options_and_cards(quiz: Quiz, on_path: dict[str, str], tmp_path: Path) -> None:
    """As it does at a TAB, from the file that was installed."""
    said = quiz("completion", "bash", "--install").stdout
    installed = tmp_path / ".local" / "share" / "bash-completion" / "completions" / "quiz"
    assert said.splitlines()[0] == str(installed)
    script = [f"source {installed}"]
    for line in ("quiz comp", "quiz check --sha", "quiz try gather/gather-ru"):
        words = line.split()
        script += [
            f"COMPREPLY=() COMP_WORDS=({line}) COMP_CWORD={len(words) - 1}",
            f"_quiz_completion quiz {words[-1]}",
        ]
        script += ['printf "%s\\n" "${COMPREPLY[@]}"']
    command = ["bash", "--norc", "-c", "\n".join(script)]
    done = subprocess.run(command, env=on_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["completion", "--shard", "gather/gather-rule"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_read_their_script(shell: str, quiz: Quiz, tmp_path: Path) -> None:
    """It is where they look; they find no mistake in it."""
    said = quiz("completion", shell, "--install").stdout
    installed = Path(said.splitlines()[0])
    assert tmp_path in installed.parents
    assert installed.read_text().rstrip() == quiz("completion", shell).stdout.rstrip()
    assert ("fpath=(" in said) == (shell == "zsh")
    if shutil.which(shell):
        subprocess.run([shell, "-n", str(installed)], check=True)


def test_a_tab_starts_nothing() -> None:
    """No screen, no torch, no database, no YAML of decks that are known; an unknown shell is usage."""
    code = (
        "import sys, runpy\nsys.argv = ['quiz']\n"
        "try:\n    runpy.run_module('quiz', run_name='__main__')\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    variables = environment(_QUIZ_COMPLETE="bash_complete", COMP_WORDS="quiz try gather/gather-ru", COMP_CWORD="2")
    done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    assert "plain,gather/gather-rule" in done.stdout.splitlines()
    assert set(done.stderr.split()) & {"torch", "textual", "sqlite3", "numpy", "quiz.engine.client"} == set()


def test_an_unknown_shell_is_usage(quiz: Quiz) -> None:
    """With those that there are."""
    done = quiz("completion", "tcsh")
    assert (done.returncode, "'fish'" in done.stderr) == (2, True)


def test_the_man_page_is_that_of_the_commands() -> None:
    """`python docs/man_page.py` would change nothing, and it has every option; groff finds nothing wrong with it."""
    module = runpy.run_path(str(ROOT / "docs" / "man_page.py"))
    page = ROOT / "docs" / "quiz.1"
    assert page.read_text("utf-8") == module["page"](), "run `python docs/man_page.py`"
    for name in cli.group.list_commands(None):  # type: ignore[arg-type]
        assert f"\\fBquiz {name}\\fR" in page.read_text("utf-8")
    if shutil.which("groff"):
        done = subprocess.run(["groff", "-man", "-ww", "-Tutf8", str(page)], capture_output=True, text=True, check=True)
        assert done.stderr == ""
        assert "Ctrl-C" in done.stdout
