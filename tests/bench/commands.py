"""How long commands take as processes: `python -m tests.bench.commands [PATH ...]`. All rows are of one run.

What `quiz check` takes where every card is proven, and where nothing is to be run, is told in times of `quiz --help`;
a check of one card without cache in times of `import torch`. With `--root` it is the quiz of another checkout that is
run. The decks are proven first, as far as they are not yet in `--home`: all that ship take minutes. Nothing here is
asserted: a busy machine says nothing of the code.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.bench.surroundings import surroundings
from tests.support.one_card import one_card

HERE = Path(__file__).resolve().parents[2]
HELP, TORCH = "quiz --help", "import torch"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", default=["decks/"], help="decks to be proven")
    parser.add_argument("--root", type=Path, default=HERE, help="the checkout")
    parser.add_argument("--home", type=Path, help="a home in which they may be proven already; by default a new one")
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(measured(options.root, options.paths, options.home or Path(folder), options.runs)))


def measured(root: Path, paths: Sequence[str], home: Path, runs: int) -> list[str]:
    """Rows of a name and the median of its wall seconds; in times of what it is compared with, if it is of anything."""
    own = root / ".venv" / "bin" / "python"
    python = str(own if own.exists() else sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        card = Path(folder) / "one.yaml"
        card.write_text(one_card("one", "One card"))
        check = [python, "-m", "quiz", "check"]
        commands = {
            HELP: [python, "-m", "quiz", "--help"],
            "quiz check, all known": [*check, *paths],
            "quiz check --no-run, all known": [*check, "--no-run", *paths],
            TORCH: [python, "-c", "import torch"],
            "quiz check --no-cache, one card": [*check, "--no-cache", "--trust", str(card)],
        }
        # Once for what is kept, and once more: only the second finds everything as it will be.
        for _ in range(2):
            commands = {name: each for name, each in commands.items() if _seconds(each, root, home) is not None}
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                taken[name].append(_seconds(command, root, home) or 0.0)
    return [_row(name, taken) for name in taken]


def _seconds(command: Sequence[str], root: Path, home: Path) -> float | None:
    """The wall seconds of a command; None when this checkout has no such command."""
    environ = surroundings(QUIZ_HOME=str(home), PYTHONPATH=str(root))
    began = time.perf_counter()
    done = subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, check=False)
    return None if done.returncode == 2 else time.perf_counter() - began


def _row(name: str, taken: dict[str, list[float]]) -> str:
    base = TORCH if "one card" in name else HELP
    row = f"{name:34} {median(taken[name]):8.3f} s"
    return row if name in (HELP, TORCH) else f"{row}  {median(taken[name]) / median(taken[base]):6.2f} times `{base}`"


if __name__ == "__main__":
    main()
