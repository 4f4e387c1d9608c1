"""How long commands take where an engine waits: `python -m tests.bench.kept`. All rows are of one run.

A deck of 60 cards is proven, and then one of them changed before each `quiz check`; `quiz try` shows another; a review
is started, until its first card is drawn. All are told in times of `import torch`. What each writes is looked at: they
must have run torch. Nothing here is asserted of times: a busy machine says nothing of the code.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.bench.surroundings import surroundings
from tests.bench.tui import ROOT, Terminal
from tests.bench.tui_review import CARD, DECK

CARDS = 60
SHIPPED = ROOT / "decks" / "linalg.yaml"
TORCH = "import torch"
PR_SET_CHILD_SUBREAPER = 36


class Author:
    """A deck, and the commands that are run on it in one environment."""

    def __init__(self, folder: Path) -> None:
        self.deck = folder / "linalg.yaml"
        self.small = folder / "bench.yaml"
        self.small.write_text(DECK + "".join(CARD.format(number=number) for number in range(12)))
        self.rounds = 0
        self.environ = surroundings(
            QUIZ_HOME=str(folder / "home"),
            XDG_RUNTIME_DIR=str(folder),
            QUIZ_KEEP="300",
            QUIZ_NOW="2026-11-20T09:30:00+01:00",
            PYTHONPATH=str(ROOT),
            TERM="xterm-256color",
        )
        self.environ.pop("CI", None)
        self.change()

    def change(self) -> None:
        """Write the deck with one card that is new."""
        self.rounds += 1
        text = SHIPPED.read_text("utf-8")
        assert text.count("\n  - id: ") == CARDS
        explained = text.rindex("    explain: |\n")
        self.deck.write_text(
            text[:explained] + f"    explain: |\n      Round {self.rounds}." + text[explained + 14 :], "utf-8"
        )

    def run(self, *arguments: str) -> tuple[float, str]:
        """The wall seconds of a Python command, and what it has written."""
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environ, capture_output=True, text=True, check=True
        )
        return time.perf_counter() - began, done.stdout

    def torch(self) -> float:
        return self.run("-c", TORCH)[0]

    def checks(self) -> float:
        self.change()
        seconds, said = self.run("-m", "quiz", "check", str(self.deck), "--json")
        report = json.loads(said)
        assert report["summary"]["cards"] == CARDS, report["summary"]
        return seconds

    def tries(self) -> float:
        seconds, said = self.run("-m", "quiz", "try", f"{self.small}/card-005", "--seed", str(self.rounds))
        assert "tensor([[" in said, said
        return seconds

    def reviews(self) -> float:
        review = Terminal([sys.executable, "-m", "quiz", "review", str(self.small)], self.environ)
        seconds = review.seen("answer with")
        review.close()
        return seconds

    def steady(self) -> None:
        """Prove the deck, and wait until the engines have done what they do when nobody asks."""
        self.run("-m", "quiz", "check", str(self.deck))
        time.sleep(8)
        engines = json.loads(self.run("-m", "quiz", "engine", "--json")[1])["engines"]
        for each in sorted(engines, key=lambda each: each["hash_seed"]):
            print(f"engine {each['hash_seed']}: {each['bytes'] / 2**20:.0f} MiB")

    def close(self) -> None:
        self.run("-m", "quiz", "engine", "stop")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    if sys.platform == "linux":
        # What is orphaned comes to this process, as the engines do: a tool that quiets all others leaves them alone.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        author = Author(Path(folder))
        rows: dict[str, Callable[[], float]] = {
            TORCH: author.torch,
            f"quiz check, one changed card of {CARDS}": author.checks,
            "quiz try": author.tries,
            "quiz review, to its first card": author.reviews,
        }
        try:
            author.steady()
            for row in rows.values():
                row()
            taken: dict[str, list[float]] = {name: [] for name in rows}
            for _ in range(options.runs):
                for name, row in rows.items():
                    taken[name].append(row())
        finally:
            author.close()
    base = median(taken[TORCH])
    for name, seconds in taken.items():
        ratio = "" if name == TORCH else f"  {median(seconds) / base:6.3f} times `{TORCH}`"
        print(f"{name:38} {median(seconds):8.3f} s{ratio}")


if __name__ == "__main__":
    main()
