"""The hooks for pre-commit, run by pre-commit itself in a repository of its own; nothing is downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from one_card import one_card

pytestmark = pytest.mark.usefixtures("kept")

ROOT = Path(__file__).resolve().parents[2]
DECK = one_card("scene", "A deck of the tests")
WRONG = DECK.replace("    prompt:", "    promt:")
Hook = Callable[..., subprocess.CompletedProcess[str]]


def committed(folder: Path) -> str:
    """The name of the commit of all that is in the folder."""
    who = ("-c", "user.name=test", "-c", "user.email=test@localhost")
    for command in (("init", "-q"), ("add", "-A"), (*who, "commit", "-qm", "begin")):
        subprocess.run(["git", *command], cwd=folder, check=True)
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a deck, a file that is none, and the hooks as those of another repository."""
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    folder = tmp_path_factory.mktemp("work")
    hooks = folder.with_name("hooks")
    hooks.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    (folder / "decks").mkdir()
    (folder / "decks" / "scene.yaml").write_text(DECK)
    (folder / "other.yaml").write_text("a: 1\n")
    both = "hooks: [{id: quiz-check, args: [--trust, --draws=2]}, {id: quiz-lint}]"
    config = f"repos:\n  - repo: {hooks}\n    rev: {committed(hooks)}\n    {both}\n"
    (folder / ".pre-commit-config.yaml").write_text(config)
    committed(folder)
    return folder


@pytest.fixture
def hook(work: Path, tmp_path: Path) -> Hook:
    """`hook(NAME)` is `pre-commit run NAME` on what is staged."""
    quiz = tmp_path / "quiz"
    quiz.write_text(f'#!/bin/sh\nexec {sys.executable} -m quiz "$@"\n')
    quiz.chmod(0o755)
    environ = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    environ |= {"PRE_COMMIT_HOME": str(work.with_name("installed")), "QUIZ_HOME": str(work.with_name("home"))}

    def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        subprocess.run(["git", "add", "-A"], cwd=work, check=True)
        command = [sys.executable, "-m", "pre_commit", "run", name, *arguments, "--verbose"]
        return subprocess.run(command, cwd=work, env=environ, capture_output=True, text=True, timeout=90, check=False)

    return run


def test_a_changed_deck_is_proven_and_then_known(work: Path, hook: Hook) -> None:
    """Its cards are run once; other YAML is none of the hook's business."""
    (work / "other.yaml").write_text("a: 2\n")
    unconcerned = hook("quiz-check")
    assert "no files to check" in unconcerned.stdout
    (work / "decks" / "scene.yaml").write_text(DECK.replace("+ $k", "+ $k + 1"))
    first, second = hook("quiz-check"), hook("quiz-check")
    assert (first.returncode, second.returncode) == (0, 0), first.stdout
    assert "1 card, 2 questions proven on torch" in first.stdout
    assert "1 card of these proven in an earlier run" in second.stdout


def test_a_mistake_stops_the_commit_at_its_line(work: Path, hook: Hook) -> None:
    """Both hooks say where; the one that runs nothing starts no torch."""
    (work / "decks" / "scene.yaml").write_text(WRONG)
    for name in ("quiz-check", "quiz-lint"):
        done = hook(name)
        assert done.returncode == 1
        assert "decks/scene.yaml:9:5  error Q001" in done.stdout
        assert "Did you mean `prompt`?" in done.stdout
    (work / "decks" / "scene.yaml").write_text(DECK)
    read = hook("quiz-lint", "--all-files")
    assert (read.returncode, "1 card read in" in read.stdout) == (0, True)
