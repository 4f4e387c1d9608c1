"""The benchmarks of this checkout beside those of another: `python -m tests.bench.compare --against PATH [BENCH ...]`.

Each benchmark is run in the two checkouts in turn, so that a machine whose speed drifts is as slow for one as for the
other. What is printed are medians and their ratio, this checkout over the other: of times, below 1 is faster.
The interpreter of a checkout is `.venv/bin/python` in it, else this one.

Beside both, a process of the lowest priority keeps each processor awake. A virtual machine answers later after a rest
than in the middle of work: without it, the quiet side of a pair is timed with the waking of its processor.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parents[2]
BENCHES = {
    "tui": ["--runs", "5", "--reviews", "5000"],
    "tui_review": ["--cards", "12"],
    "engine": ["--runs", "100"],
    "memory": ["--reviews", "10000"],
    "commands": ["decks/create.yaml", "--runs", "3"],
}
OF_BOTH = ("commands",)
"""Benchmarks of this checkout that run the quiz of either."""
_SPIN = """
import os
os.nice(19)
if hasattr(os, "SCHED_IDLE"):
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
parent = os.getppid()
while os.getppid() == parent:  # whoever is killed leaves none behind
    pass
"""
_ROW = re.compile(r"^\s*(?P<name>\S.*?)\s{2,}(?:(?:p50|median)\s+)?(?P<number>[\d,]+(?:\.\d+)?)(?=\s|$)", re.M)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("benches", nargs="*", default=list(BENCHES), help=f"of {', '.join(BENCHES)}")
    parser.add_argument("--against", type=Path, required=True, help="another checkout")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with awake():
        compare(options.benches, options.against, options.rounds)


def compare(benches: list[str], against: Path, rounds: int) -> None:
    """Run each benchmark on both sides in turn, and print its medians and their ratios."""
    for bench in benches:
        sides: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
        for _ in range(rounds):
            for side, root in zip(sides, (HERE, against), strict=True):
                side.append(figures(root.resolve(), bench))
        ours, theirs = ({name: median(row[name] for row in side) for name in side[0]} for side in sides)
        print(f"\n{bench}, {rounds} rounds  {'here':>12} {'there':>12} {'ratio':>7}")
        for name in ours:
            if theirs.get(name):
                print(
                    f"  {name:44} {ours[name]:12.2f} {theirs[name]:12.2f} {ours[name] / theirs[name]:7.2f}", flush=True
                )


@contextmanager
def awake() -> Iterator[None]:
    """Keep each processor busy with work that gives way to everything else."""
    spinners = [subprocess.Popen([sys.executable, "-S", "-c", _SPIN]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()


def figures(root: Path, bench: str) -> dict[str, float]:
    """What one run of a benchmark prints: a JSON object of numbers, or rows of a name and a number."""
    own = root / ".venv" / "bin" / "python"
    command = [str(own if own.exists() else sys.executable), "-m", f"tests.bench.{bench}", *BENCHES[bench]]
    folder = root
    if bench in OF_BOTH:
        command, folder = [sys.executable, *command[1:], "--root", str(root)], HERE
    text = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    for line in text.splitlines():
        if line.startswith("{"):
            return {name: float(number) for name, number in json.loads(line).items()}
    return {match["name"]: float(match["number"].replace(",", "")) for match in _ROW.finditer(text)}


if __name__ == "__main__":
    main()
