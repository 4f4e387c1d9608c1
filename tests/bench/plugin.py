"""What pytest costs beside `quiz check`, and what a second worker brings: `python -m tests.bench.plugin [DECK ...]`.

Without cache, each in a home of its own. A worker of xdist runs one child at a time; pytest alone and `quiz check`
run two. The verdicts are compared as well: a row says so where they differ. Nothing is asserted: a busy machine says
nothing of the code.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.bench.surroundings import surroundings

ROOT = Path(__file__).resolve().parents[2]
CHECK, ALONE, ONE, TWO = "quiz check", "pytest", "pytest -n 1", "pytest -n 2"
BARE, LOADED = "pytest without the plugin", "pytest with it, no decks"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("decks", nargs="*", default=["decks/gather.yaml", "decks/join.yaml"])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--only", action="append", choices=[CHECK, ALONE, ONE, TWO, BARE, LOADED], default=[])
    options = parser.parse_args()
    print("\n".join(measured([str(Path(deck).resolve()) for deck in options.decks], options.runs, options.only)))


def measured(decks: Sequence[str], runs: int, only: Sequence[str] = ()) -> list[str]:
    """Rows of a name, the median of its wall seconds, and the ratios that matter."""
    pytest = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider"]
    proving = [*pytest, "-p", "quiz.pytest_plugin", *(f"--quiz={deck}" for deck in decks)]
    commands = {
        CHECK: [sys.executable, "-m", "quiz", "check", "--json", *decks],
        ALONE: proving,
        ONE: [*proving, "-p", "xdist", "-n1"],
        TWO: [*proving, "-p", "xdist", "-n2"],
        BARE: [*pytest, "--version"],
        LOADED: [*pytest, "-p", "quiz.pytest_plugin", "--version"],
    }
    commands = {name: command for name, command in commands.items() if not only or name in only}
    taken: dict[str, list[float]] = {name: [] for name in commands}
    verdicts: dict[str, set[str]] = {}
    for _ in range(runs):
        for name, command in commands.items():
            for _ in range(9 if command[-1] == "--version" else 1):
                seconds, output = _run(command)
                taken[name].append(seconds)
            verdicts[name] = _failed(output)
    return _rows({name: median(seconds) for name, seconds in taken.items()}, verdicts)


def _run(command: Sequence[str]) -> tuple[float, str]:
    with tempfile.TemporaryDirectory() as home:
        environ = surroundings(QUIZ_HOME=home, PYTHONPATH=str(ROOT), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
        began = time.perf_counter()
        done = subprocess.run(command, cwd=home, env=environ, capture_output=True, text=True, check=False)
        return time.perf_counter() - began, done.stdout


def _failed(output: str) -> set[str]:
    """The names of the cards that failed."""
    if output.startswith("{"):
        return {row["card"].split("/")[1] for row in json.loads(output)["cards"] if row["status"] == "failed"}
    return set(re.findall(r"^FAILED .*?::(\S+)", output, re.MULTILINE)) - {"_file"}


def _rows(seconds: dict[str, float], verdicts: dict[str, set[str]]) -> list[str]:
    rows = [f"{name:28} {taken:8.3f} s" for name, taken in seconds.items()]
    for name, base, words in ((ALONE, CHECK, "times"), (ONE, TWO, "times"), (LOADED, BARE, "times")):
        if name in seconds and base in seconds:
            rows.append(f"{name} takes {seconds[name] / seconds[base]:.2f} {words} `{base}`")
    proving = {name: failed for name, failed in verdicts.items() if name in (CHECK, ALONE, ONE, TWO)}
    same = len({frozenset(failed) for failed in proving.values()}) <= 1
    return [*rows, f"the verdicts are the same: {proving}" if same else f"the verdicts differ: {proving}"]


if __name__ == "__main__":
    main()
