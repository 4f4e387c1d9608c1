"""What `pre-commit run` takes on one changed deck: `python -m tests.bench.hooks [DECK]`. All rows are of one run.

The deck is proven before; then one card changes at each run, so that torch starts for it. A hook which does nothing
shows what pre-commit takes by itself. Nothing is asserted: a busy machine says nothing of the code.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from tests.bench.surroundings import surroundings

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
STILL = "still/decks/still.yaml"
"""A copy that nobody changes, in a folder of its own: a deck that was changed a moment ago is parsed each time."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("deck", nargs="?", type=Path, default=ROOT / "decks" / "gather.yaml")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(measured(Path(folder), options.deck, options.runs)))


def measured(folder: Path, deck: Path, runs: int) -> list[str]:
    """Rows of a name with the medians of its wall seconds and of its processor seconds; then the ratios that matter."""
    environ = surroundings(
        QUIZ_HOME=f"{folder}/home",
        PRE_COMMIT_HOME=f"{folder}/hooks",
        PYTHONPATH=str(ROOT),
        PATH=f"{folder}{os.pathsep}{os.environ['PATH']}",
    )
    work = _repository(folder, deck)
    path = work / "decks" / deck.name
    text = path.read_text("utf-8")
    first = re.findall(r"^  - id: (\S+)", text, re.MULTILINE)[0]
    files, still = ["--files", f"decks/{deck.name}"], ["--files", STILL]
    hook = [sys.executable, "-m", "pre_commit", "run"]
    commands = {
        STATUS: ["git", "status"],
        HELP: ["quiz", "--help"],
        NOTHING: [*hook, "nothing", *files],
        KNOWN: [*hook, "quiz-check", *still],
        LINT: [*hook, "quiz-lint", *still],
        CHANGED: [*hook, "quiz-check", *files],
        CARD: ["quiz", "check", f"decks/{deck.name}/{first}"],
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for number, (name, command) in enumerate(commands.items()):
            if name in (CHANGED, CARD):
                path.write_text(text.replace("    ask: ", f"    budget: 4.{run}{number}\n    ask: ", 1), "utf-8")
            began, used = time.perf_counter(), _processor()
            subprocess.run(command, cwd=work, env=environ, capture_output=True, check=True)
            if run:
                taken[name].append((time.perf_counter() - began, _processor() - used))
    return _rows(
        {name: (median(wall), median(used)) for name, each in taken.items() for wall, used in [zip(*each, strict=True)]}
    )


def _processor() -> float:
    """The processor seconds of the processes that have ended, which the load of the machine does not change."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rows(seconds: Mapping[str, tuple[float, ...]]) -> list[str]:
    rows = [f"{name:42} {wall:7.3f} s {used:7.3f} s of processor" for name, (wall, used) in seconds.items()]
    for at, words in ((0, "wall"), (1, "processor")):
        unit = seconds[STATUS][at] + seconds[HELP][at]
        beyond = (seconds[CHANGED][at] - seconds[CARD][at]) / unit
        alone, known = seconds[NOTHING][at] / unit, seconds[KNOWN][at] / unit
        rows.append(f"{words} time in units of `git status` plus `quiz --help`; a hook that does nothing: {alone:.2f}")
        rows.append(f"  nothing changed: {known:.2f}; one card changed: that card alone, and {beyond:.2f}")
    return rows


def _repository(folder: Path, deck: Path) -> Path:
    """A repository with the deck, and beside it one with the hooks; `quiz` in `folder` is that of this checkout."""
    quiz = folder / "quiz"
    quiz.write_text(f'#!/bin/sh\nexec {sys.executable} -m quiz "$@"\n')
    quiz.chmod(0o755)
    hooks, work = folder / "of-hooks", folder / "work"
    for path in (work / "decks", (work / STILL).parent):
        path.mkdir(parents=True)
    hooks.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    rev = _committed(hooks)
    (work / ".pre-commit-config.yaml").write_text(CONFIG.format(hooks=hooks, rev=rev))
    shutil.copy(deck, work / "decks")
    shutil.copy(deck, work / STILL)
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
