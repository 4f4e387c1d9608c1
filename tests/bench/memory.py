"""What years of reviews cost: `python -m tests.bench.memory [--reviews 10000 100000 1000000] [--keep FOLDER]`.

A collection of a card to ten reviews is made up and written by executemany; every figure after that goes through the
doors that the quiz itself uses. Nothing here is asserted: a busy machine is slow, and says nothing about the code.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from quiz.collection.collection import Collection
from quiz.collection.gather import deal
from quiz.collection.snapshot import collection_of
from quiz.deck.model import Card, Deck, Place
from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.fsrs import answer
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.search import Catalog, parse
from quiz.settings.settings import Settings
from quiz.store.log.events import Review, key, new_id
from quiz.store.log.rebuild import PUT_EVENT
from quiz.store.queries import search
from quiz.store.store import Store

T = TypeVar("T")
DAY_MS = 86_400_000
DECK_SIZE = 200
REVIEWS_A_CARD = 10
YEARS = 10
LAST_MS = 1_790_000_000_000
NOW = Moment(LAST_MS + DAY_MS // 2, 60)
OPTIONS = Options()
SETTINGS = Settings()
BELIEFS = tuple(f"a view is a copy, case {number}" for number in range(40))
SEARCHES = (
    "is:due", "is:new", "is:review -is:suspended", "deck:deck-0007", "deck:deck-00* is:due", "tag:even prop:lapses>2",
    "prop:s>5 prop:r<0.9", "-is:new", "rated:1", "rated:30:1", "rated:365:1", "added:30", "belief:*case 7*",
    "is:orphan",    '"gather along"', "(is:leech or flag:1) -tag:odd", "",
)  # fmt: skip


def build(path: Path, cards: int, reviews: int) -> None:
    """A file with this many cards, reviewed over YEARS in growing gaps, ratings as a learner's; folded."""
    with Store.open(path) as store:
        db = store._db
        db.execute("PRAGMA synchronous = OFF")
        with store.writing():
            db.executemany(PUT_EVENT, _events(store.machine, cards, reviews))
            store.refolded(None)


def _events(machine: str, cards: int, reviews: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(1)
    times = sorted(_times(chance, cards, reviews))
    before = 0
    first = Moment(times[0][0] - 1, 60)
    day = study_day(first, OPTIONS.rollover_min)
    options = json.dumps(OPTIONS.to_json())
    yield key(new_id(first.at_ms)), machine, first.at_ms, 60, day, "options", "", options
    for at_ms, card in times:
        before = at_ms = max(at_ms, before + 1)
        moment = Moment(at_ms, 60)
        yield (
            key(new_id(at_ms)), machine, at_ms, 60, study_day(moment, OPTIONS.rollover_min), "review",
            card_id(card), json.dumps(_body(chance), separators=(",", ":")),
        )  # fmt: skip


def _times(chance: random.Random, cards: int, reviews: int) -> Iterator[tuple[int, int]]:
    span = YEARS * 365 * DAY_MS
    for card in range(cards):
        start = LAST_MS - int(chance.random() * span)
        gap = 600_000.0
        for _ in range(reviews // cards):
            yield start, card
            start = min(start + int(gap), LAST_MS - chance.randrange(60 * DAY_MS))
            gap = min(max(gap * chance.uniform(1.5, 4), DAY_MS * 1.0), 200.0 * DAY_MS)


def _body(chance: random.Random) -> dict[str, object]:
    rating = chance.choices(list(Rating), (12, 8, 72, 8))[0]
    body = {"rating": int(rating), "verdict": "wrong" if rating is Rating.AGAIN else "right",
            "text": "[[11, 22], [33, 44]]",
            "ms": chance.randrange(2_000, 60_000), "seed": chance.getrandbits(31), "torch": "2.13.0+cpu",
            "device": "cpu", "digest": f"{chance.getrandbits(64):016x}"}  # fmt: skip
    if rating is Rating.AGAIN and chance.random() < 0.5:
        body["belief"] = chance.choice(BELIEFS)
    return body


def card_id(number: int) -> str:
    return f"deck-{number // DECK_SIZE:04}/card-{number % DECK_SIZE:04}"


def decks(cards: int) -> list[Deck]:
    """The decks of such a collection."""
    nowhere = Place("deck.yaml", 1, 1)
    found = []
    for first in range(0, cards, DECK_SIZE):
        name = f"deck-{first // DECK_SIZE:04}"
        members = tuple(
            Card(deck=name, name=f"card-{at:04}", ask="predict", prompt=f"Value of `out` number {at}?",
                 body="x.gather(0, idx)", place=nowhere, places={}, digest="",
                 explain="To gather along a dimension replaces its coordinate by the index.",
                 tags=("even" if at % 2 == 0 else "odd",))
            for at in range(min(DECK_SIZE, cards - first))
        )  # fmt: skip
        found.append(Deck(name, name, "", "deck.yaml", members, order=first + 1))
    return found


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    goal: str = ""


def measure(folder: Path, cards: int, reviews: int) -> Iterator[Figure]:
    """The figures of one size; the file is left in the folder."""
    path = folder / f"quiz-{reviews}.db"
    if not path.exists():
        seconds, _ = timed(lambda: build(path, cards, reviews))
        yield Figure("made up and folded", seconds, "s")
    with Store.open(path) as store:
        yield Figure("database", path.stat().st_size / 1e6, "MB", "450")
        busy = time.process_time()
        seconds, agreed = timed(store.rebuild)
        assert agreed
        yield Figure("replay of the log", seconds, "s", "60")
        yield Figure("of it this process at work", time.process_time() - busy, "s")
        yield Figure("disk's own sync", 1000 * _sync(folder), "ms")
        yield Figure("an answer's transaction", 1000 * _answers(store, cards), "ms", "5 + sync")
        yield Figure("undo", 1000 * _undos(store), "ms")
        yield from _searches(store, cards)
        yield from _today(store, cards, "left alone")
        yield from _today_of_siblings(store, cards)
        with kept_up(store):
            yield from _today(store, cards, "kept up")
        seconds, _ = timed(lambda: store.copy_to(folder / "copy.db", thorough=False))
        yield Figure("backup, quickly verified", seconds, "s")
        (folder / "copy.db").unlink()
    opened = [timed(lambda: Store.open(path).close())[0] for _ in range(9)]
    yield Figure("open and close", 1000 * statistics.median(opened), "ms")


def _sync(folder: Path) -> float:
    path = folder / "sync"
    handle = os.open(path, os.O_CREAT | os.O_RDWR)
    taken = []
    for _ in range(40):
        os.pwrite(handle, os.urandom(16_384), 0)
        taken.append(timed(lambda: os.fsync(handle))[0])
    os.close(handle)
    path.unlink()
    return statistics.median(taken)


def _answers(store: Store, cards: int) -> float:
    chance = random.Random(2)
    taken = []
    for at in range(60):
        card = card_id(chance.randrange(cards))
        row = store.rows([card]).get(card)
        review = Review(card=card, rating=Rating.GOOD, moment=Moment(NOW.at_ms + at, 60), suggested=Rating.GOOD,
                        expects=row.last_event if row else None, verdict="right", text="[[1, 2]]", ms=3000)  # fmt: skip
        taken.append(timed(lambda review=review: store.record(review, OPTIONS))[0])
    return statistics.median(taken)


def _undos(store: Store) -> float:
    return statistics.median(timed(lambda: store.undo(NOW, OPTIONS.rollover_min))[0] for _ in range(60))


def _searches(store: Store, cards: int) -> Iterator[Figure]:
    catalog = Catalog(decks(cards))
    search.find(store, parse("gather tag:even"), catalog, 0, OPTIONS)  # what is made once is made
    today = study_day(NOW, OPTIONS.rollover_min)
    for text in SEARCHES:
        query = parse(text)
        found = search.find(store, query, catalog, today, OPTIONS)
        taken = [timed(lambda query=query: search.find(store, query, catalog, today, OPTIONS))[0] for _ in range(5)]
        yield Figure(f"search {text or '(all)'!s} ({len(found):,})", 1000 * min(taken), "ms", "100")


@contextmanager
def kept_up(store: Store) -> Iterator[None]:
    """As if the learner had gone on until today: a card of 300 is due, one of 1,000 in its steps; then as it was.

    The collection that is made up ends in a backlog of most of its cards, and one in eight in its steps.
    """
    today = study_day(NOW, OPTIONS.rollover_min)
    dice = "unicode(substr(card, -1)) * 131 + unicode(substr(card, -2)) * 17 + unicode(substr(card, 8)) * 29 + last_ms"
    store._db.execute("BEGIN")
    store._db.execute(
        f"UPDATE card SET phase = 'review', step = NULL, due_ms = NULL, due_day = ?, interval_days = 9"
        f" WHERE due_ms IS NOT NULL AND ({dice}) % 1000 <> 0",
        (today + 9,),
    )
    store._db.execute(
        f"UPDATE card SET due_day = ? + ({dice}) % 300 WHERE due_day <= ? AND ({dice}) % 300 <> 0", (today, today)
    )
    yield
    store._db.execute("ROLLBACK")


def _today(store: Store, cards: int, state: str) -> Iterator[Figure]:
    """What home counts, at first and when nothing but the store has changed; what comes after an answer."""
    every = decks(cards)

    def counted(before: Collection | None) -> Collection:
        collection = collection_of(every, store, SETTINGS, NOW, before)
        collection.shares()
        collection.total()
        return collection

    first, collection = timed(lambda: counted(None))
    total = collection.total()
    due = f"{state}, {total.due + total.deferred:,} due"
    yield Figure(f"counts of home, the first look ({due})", 1000 * first, "ms")
    yield Figure(
        f"counts of home ({due})",
        1000 * statistics.median(timed(lambda: counted(collection))[0] for _ in range(9)),
        "ms",
        "30",
    )
    dealing, cards_of_today = timed(partial(deal, collection, store, NOW))
    yield Figure(f"the cards of a session ({state})", 1000 * dealing, "ms")
    queue, moment, taken = cards_of_today.queue(), NOW, []
    for _ in range(100):
        asking, card = timed(partial(queue.next, moment))
        if card is None:
            break
        row = store.rows([card]).get(card)
        memory = answer(row.memory if row else None, Rating.GOOD, moment, card, OPTIONS)
        moment = Moment(moment.at_ms + 10_000, moment.offset_min)
        filing, _ = timed(partial(queue.put, Entry.of(card, 0, memory), moment))
        taken.append(asking + filing)
    yield Figure(f"the next card, with filing the one before ({state})", 1000 * statistics.median(taken), "ms", "10")


def _today_of_siblings(store: Store, cards: int) -> Iterator[Figure]:
    """What cannot be counted in SQL alone: 60 siblings in each of the first 20 decks, which are capped as well."""
    every = decks(cards)
    for at, deck in enumerate(every[:20]):
        members = list(deck.cards)
        for place in range(0, 60, 2):
            members[place] = replace(members[place], siblings=(members[place + 1].name,))
        every[at] = replace(deck, cards=tuple(members))
    capped = Settings(decks={deck.name: {"new_per_day": 3, "reviews_per_day": 20} for deck in every[:20]})

    def counted(before: Collection | None) -> Collection:
        collection = collection_of(every, store, capped, NOW, before)
        collection.shares()
        collection.total()
        return collection

    collection = counted(None)
    spent = 1000 * statistics.median(timed(lambda: counted(collection))[0] for _ in range(9))
    yield Figure("counts of home, siblings and caps in 20 decks", spent, "ms", "30")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    came = work()
    return time.perf_counter() - began, came


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reviews", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--keep", type=Path, help="Make the files here, and keep them.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for reviews in asked.reviews:
            cards = reviews // REVIEWS_A_CARD
            print(f"\n{cards:,} cards, {reviews:,} reviews", flush=True)
            for figure in measure(asked.keep or Path(folder), cards, reviews):
                goal = f"   (goal {figure.goal})" if figure.goal else ""
                print(f"  {figure.name:50} {figure.value:10.2f} {figure.unit:3}{goal}", flush=True)


if __name__ == "__main__":
    main()
