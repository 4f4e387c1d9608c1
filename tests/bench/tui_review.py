"""How soon a review answers its keys: `python -m tests.bench.tui_review [--cards 30]`.

In a terminal of its own, with a real engine: the first card from the start of the program, the review from home (its
screen, and its card), a prediction from Enter to its verdict, the next card from the rating to its question. A time
runs from the key until the word is drawn; medians, and the slowest in ten.
What a typed character takes is the yardstick for how busy the machine is.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.surroundings import surroundings
from tests.bench.tui import ROOT, Terminal

NOW = "2026-11-20T09:30:00+01:00"
DECK = """\
format: 1
deck: bench
title: Predictions
setup: |
  import torch
cards:
"""
CARD = """\
  - id: card-{number:03}
    ask: predict
    prompt: Value of `out`, number {number}?
    draw:
      x: "rng.sample(range(10, 100), 4)"
    code: |
      x = torch.tensor($x).reshape(2, 2)
      out = x.flip(0)
      out
    misconceptions:
      - belief: flip leaves it as it is
        code: "torch.tensor($x).reshape(2, 2)"
    explain: It turns the order of a dimension round.
    source: https://docs.pytorch.org/docs/stable/generated/torch.flip.html
"""


class Typist(Terminal):
    def key(self, keys: str, word: str) -> float:
        """The milliseconds from a key until a word is drawn."""
        self.wait(0.0)
        drawn = len(self._raw)
        began = time.perf_counter()
        os.write(self._handle, keys.encode())
        self.seen(word, after=drawn, limit_s=60 + time.perf_counter() - self.began)
        return (time.perf_counter() - began) * 1000


def measure(folder: Path, cards: int) -> dict[str, float]:
    environ = surroundings() | {
        "QUIZ_HOME": str(folder),
        "QUIZ_NOW": NOW,
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
    }
    deck = folder / "bench.yaml"
    deck.write_text(DECK + "".join(CARD.format(number=number) for number in range(cards + 2)))
    (folder / "config.toml").write_text(f"new_per_day = {cards + 2}\n")
    first, opened, posed, typing, verdicts, following = [], [], [], [], [], []
    for _ in range(5):
        review = Typist([sys.executable, "-m", "quiz", "review", str(deck)], environ)
        first.append(review.seen("answer with") * 1000)
        review.close()
        home = Typist([sys.executable, "-m", "quiz"], environ)
        home.seen("torch 2")
        home.wait(1.5)
        began = time.perf_counter()
        opened.append(home.key("\r", "Leave"))  # of its footer: the head counts cards only once they are selected
        home.seen("answer with", limit_s=60)
        posed.append((time.perf_counter() - began) * 1000)
        home.close()
    review = Typist([sys.executable, "-m", "quiz", "review", str(deck), "--seed", "1"], environ)
    review.seen("answer with")
    for _ in range(cards):
        review.wait(0.3)
        review.key("[[1, 2], [3, 4]", "not readable yet")
        review.wait(0.1)
        typing.append(review.key("]", "reads as"))
        review.wait(0.1)
        verdicts.append(review.key("\r", "differs"))
        review.wait(0.3)
        following.append(review.key("4", "answer with"))
    review.close()
    return {
        "first card from exec ms": statistics.median(first),
        "review from home ms": statistics.median(opened),
        "its card ms": statistics.median(posed),
        "typing ms": statistics.median(typing),
        "verdict ms": statistics.median(verdicts),
        "verdict ms, slowest in ten": statistics.quantiles(verdicts, n=10)[-1],
        "next card ms": statistics.median(following),
        "next card ms, slowest in ten": statistics.quantiles(following, n=10)[-1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cards", type=int, default=30)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps({name: round(ms, 1) for name, ms in measure(Path(folder), asked.cards).items()}))


if __name__ == "__main__":
    main()
