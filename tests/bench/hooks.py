"""What `pre-commit run` takes on one changed deck: `python -m tests.bench.hooks [DECK]`. All rows are of one run.

The deck is proven before; then one card changes at each run, so that torch starts for it. A hook which does nothing
shows what pre-commit takes by itself. Nothing is asserted: a busy machine says nothing of the code.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """\
repos:
  - repo: {hooks}
    rev: {rev}
    hooks: [{{id: quiz-check}}, {{id: quiz-lint}}]
  - repo: local
    hooks: [{{id: nothing, name: nothing, entry: "true", language: system}}]
"""
STATUS, HELP, NOTHING = "git status", "quiz --help", "pre-commit run, a hook that does nothing"
KNOWN, LINT, CHANGED = "quiz-check, nothing changed", "quiz-lint, nothing changed", "quiz-check, one card changed"
CARD = "quiz check of that card alone"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("deck", nargs="?", type=Path, default=ROOT / "decks" / "gather.yaml")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(measured(Path(folder), options.deck, options.runs)))


def measured(folder: Path, deck: Path, runs: int) -> list[str]:
    """Rows of a name and the median of its wall seconds, and the two sides of the ratio that matters."""
    environ = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PRE_COMMIT_HOME": f"{folder}/hooks"}
    environ |= {"QUIZ_HOME": f"{folder}/home", "PYTHONPATH": str(ROOT)}
    work = _repository(folder, deck)
    path = work / "decks" / deck.name
    text = path.read_text("utf-8")
    first = re.findall(r"^  - id: (\S+)", text, re.MULTILINE)[0]
    hook = [sys.executable, "-m", "pre_commit", "run", "--files", f"decks/{deck.name}"]
    commands = {
        STATUS: ["git", "status"],
        HELP: ["quiz", "--help"],
        NOTHING: [*hook, "nothing"],
        KNOWN: [*hook, "quiz-check"],
        LINT: [*hook, "quiz-lint"],
        CHANGED: [*hook, "quiz-check"],
        CARD: ["quiz", "check", f"decks/{deck.name}/{first}"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for number, (name, command) in enumerate(commands.items()):
            if name in (CHANGED, CARD):
                path.write_text(text.replace("    ask: ", f"    budget: 4.{run}{number}\n    ask: ", 1), "utf-8")
            began = time.perf_counter()
            subprocess.run(command, cwd=work, env=environ, capture_output=True, check=True)
            taken[name] += [time.perf_counter() - began] if run else []
    seconds = {name: median(each) for name, each in taken.items()}
    allowed = 2 * (seconds[STATUS] + seconds[HELP])
    rows = [f"{name:42} {each:7.3f} s" for name, each in seconds.items()]
    rows.append(f"nothing changed: {seconds[KNOWN] / allowed * 2:.2f} times `git status` and `quiz --help`")
    beyond = seconds[CHANGED] - seconds[CARD]
    return [
        *rows,
        f"one card changed: beyond that card {beyond / allowed * 2:.2f} times `git status` and `quiz --help`",
    ]


def _repository(folder: Path, deck: Path) -> Path:
    """A repository with the deck, and beside it one with the hooks; `quiz` in `folder` is that of this checkout."""
    quiz = folder / "quiz"
    quiz.write_text(f'#!/bin/sh\nexec {sys.executable} -m quiz "$@"\n')
    quiz.chmod(0o755)
    hooks, work = folder / "of-hooks", folder / "work"
    (work / "decks").mkdir(parents=True)
    hooks.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    rev = _committed(hooks)
    (work / ".pre-commit-config.yaml").write_text(CONFIG.format(hooks=hooks, rev=rev))
    shutil.copy(deck, work / "decks")
    _committed(work)
    return work


def _committed(folder: Path) -> str:
    """A new repository with all that is in the folder; the name of its commit."""
    who = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "begin"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
