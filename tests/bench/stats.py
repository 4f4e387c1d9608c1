"""How long the statistics take over a million reviews: `python -m tests.bench.stats`. Nothing here is asserted.

Each panel is counted by itself, from an open store; "all panels" is what `quiz stats` does once the decks are read.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from quiz.schedule.options import Options
from quiz.stats.context import StatsContext
from quiz.stats.panels import PANELS, count_panels, wire
from quiz.store.queries.reviews import History
from quiz.store.store import Store
from tests.bench.memory import build

YEAR = 365


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--reviews", type=int, default=1_000_000)
    parser.add_argument("--db", type=Path, help="one that `build` made before; made anew where none is named")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.db or Path(folder) / "quiz.db"
        if not path.exists():
            build(path, chosen.cards, chosen.reviews)
        with Store.open(path) as store:
            show(store)


def show(store: Store) -> None:
    """Both periods, panel by panel and all together, in seconds of the processor: others may be at work beside."""
    whole = History(store)
    today = max(row.day for row in whole.days(None))
    by_deck: dict[str, list[str]] = {}
    for state in whole.cards():
        by_deck.setdefault(state.card.partition("/")[0], []).append(state.card)
    known = {name: tuple(cards) for name, cards in by_deck.items()}

    def scene(days: int | None) -> StatsContext:
        first_day = None if days is None else today - days + 1
        return StatsContext(History(store, (), first_day), known, today, first_day, Options())

    in_year = History(store, (), today - YEAR + 1).count()
    print(f"{whole.count():,} reviews, {in_year:,} of them in the last year; {sum(map(len, known.values())):,} cards")
    print(f"{'panel':16} {'year':>7} {'all':>7}   seconds of the processor")
    for name in PANELS:
        year, all_ = (timed(lambda name=name, days=days: count_panels(scene(days), [name])) for days in (YEAR, None))
        print(f"{name:16} {year:7.3f} {all_:7.3f}")
    year, all_ = (timed(lambda days=days: wire(count_panels(scene(days), PANELS))) for days in (YEAR, None))
    print(f"{'all panels':16} {year:7.3f} {all_:7.3f}")


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
