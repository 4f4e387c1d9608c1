"""How long syncs take beside a million events: `python -m tests.bench.sync`. Nothing here is asserted.

A first sync, written by one machine and read by another, in times of `quiz export` plus `quiz import` of the same
history; and a daily one, 100 new events read and 100 written, beyond the start of Python.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from typing import Any, NamedTuple

from quiz.schedule.day import DAY_MS, MINUTE_MS
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.log.events import Event, EventKind, Review, new_id
from quiz.store.store import Store
from tests.bench.surroundings import surroundings

ROOT = Path(__file__).resolve().parents[2]
DAYS = 2_000
TODAY = 20_000
NOW = "2024-10-05T12:00:00+00:00"
"""Two days after TODAY."""
DAILY = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--cards", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=9, help="of the daily sync")
    parser.add_argument("--daily", action="store_true", help="only the daily sync")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for row in measured(Path(folder), options.events, options.cards, options.runs, options.daily):
            print(row, flush=True)


class Took(NamedTuple):
    """Seconds by the clock on the wall, and of the processor: others may be at work beside."""

    wall: float
    cpu: float

    def __add__(self, other: object) -> Took:
        assert isinstance(other, Took)
        return Took(self.wall + other.wall, self.cpu + other.cpu)


def measured(root: Path, events: int, cards: int, runs: int, daily: bool) -> Iterator[str]:
    one, two, three, shared = (root / name for name in ("one", "two", "three", "shared"))
    began = time.perf_counter()
    fill(one, events, cards)
    yield f"{events:,} events of {cards:,} cards, written and folded in {time.perf_counter() - began:.1f} s"
    yield f"{'seconds':34} {'wall':>8} {'cpu':>8}"
    if daily:
        quiz(one, "sync", str(shared)), quiz(two, "sync", str(shared))
    else:
        yield from first(one, two, three, shared)
    yield from of_a_day(one, two, shared, runs)


def first(one: Path, two: Path, three: Path, shared: Path) -> Iterator[str]:
    log = one.parent / "log.jsonl"
    by_file = quiz(one, "export", str(log)) + quiz(three, "import", str(log))
    log.unlink()
    yield row("quiz export and quiz import", by_file)
    write, read = quiz(one, "sync", str(shared)), quiz(two, "sync", str(shared))
    yield row("first sync, written", write)
    yield row("first sync, read", read)
    both = write + read
    yield f"{'in times of export and import':34} {both.wall / by_file.wall:8.2f} {both.cpu / by_file.cpu:8.2f}"


def of_a_day(one: Path, two: Path, shared: Path, runs: int) -> Iterator[str]:
    taken: dict[str, list[Took]] = {"Python's start": [], "read": [], "written": [], "nothing new": []}
    for run in range(runs):
        answer(two, run)
        quiz(two, "sync", str(shared))
        taken["Python's start"].append(took([sys.executable, "-c", "pass"], one))
        taken["read"].append(quiz(one, "sync", str(shared)))
        answer(one, run)
        taken["written"].append(quiz(one, "sync", str(shared)))
        taken["nothing new"].append(quiz(one, "sync", str(shared)))
    start = Took(*map(median, zip(*taken.pop("Python's start"), strict=True)))
    for name, all_ in taken.items():
        wall, cpu = (median(each) - beyond for each, beyond in zip(zip(*all_, strict=True), start, strict=True))
        about = name if name == "nothing new" else f"{DAILY} events {name}"
        yield f"{row(f'daily sync, {about}', Took(wall, cpu))}  beyond Python's start"


def row(name: str, spent: Took) -> str:
    return f"{name:34} {spent.wall:8.3f} {spent.cpu:8.3f}"


def fill(home: Path, events: int, cards: int) -> None:
    """A home with so many reviews, spread evenly over DAYS days and the cards."""
    home.mkdir()
    with Store.open(home / "quiz.db") as store, store.writing():
        for event in made_up(events, cards):
            store.insert(event)
        store.refolded(None)


def made_up(events: int, cards: int) -> Iterator[Event]:
    step_ms = DAYS * DAY_MS // events
    begin_ms = (TODAY - DAYS) * DAY_MS
    for number in range(events):
        at_ms = begin_ms + number * step_ms
        body: dict[str, Any] = {
            "rating": 1 if number % 10 == 0 else 3,
            "verdict": "wrong" if number % 10 == 0 else "right",
            "text": "[[1, 2], [3, 4]]",
            "ms": 5000 + number % 9000,
            "seed": number * 7919,
            "torch": "2.13.0+cpu",
            "device": "cpu",
            "digest": f"{number % cards:08x}",
        }
        card = f"deck{number % cards % 18}/card-{number % cards}"
        yield Event(new_id(at_ms), "bench", at_ms, 0, at_ms // DAY_MS, EventKind.REVIEW.value, card, body)


def answer(home: Path, run: int) -> None:
    """Answer DAILY cards, other ones each time."""
    options = Options()
    with Store.open(home / "quiz.db") as store:
        for number in range(DAILY):
            card = f"deck{(run * DAILY + number) % 18}/card-{run * DAILY + number}"
            row = store.rows([card]).get(card)
            moment = Moment((TODAY + 1) * DAY_MS + (run * DAILY + number) * MINUTE_MS // 2, 0)
            last = row.last_event if row else None
            store.record(
                Review(
                    card=card, rating=Rating.GOOD, moment=moment, expects=last, suggested=Rating.GOOD, verdict="right"
                ),
                options,
            )


def quiz(home: Path, *arguments: str) -> Took:
    """What `quiz ARGUMENTS` takes in this home. Raises CalledProcessError."""
    return took([sys.executable, "-m", "quiz", *arguments], home)


def took(command: list[str], home: Path) -> Took:
    environ = surroundings(QUIZ_HOME=str(home), QUIZ_NOW=NOW, PYTHONPATH=str(ROOT))
    before, began = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=True)
    wall, after = time.perf_counter() - began, getrusage(RUSAGE_CHILDREN)
    return Took(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


if __name__ == "__main__":
    main()
