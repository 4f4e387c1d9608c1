"""A past made up for tests: events written in one go, folded by the store itself."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fsrs

from quiz.schedule.day import DAY_MS
from quiz.store.log.events import Event, EventKind, new_id
from quiz.store.log.rebuild import refold
from quiz.store.store import Store

NOON_MS = 12 * 3_600_000
TODAY = 20_000
PUBLISHED = tuple(fsrs.Scheduler().parameters)
FORGETFUL = (*(weight / 4 for weight in PUBLISHED[:4]), *PUBLISHED[4:8], 1.2, *PUBLISHED[9:20], 0.35)
"""Weights of a memory that loses things four times as fast as the published ones say."""
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


def answered(card: str, day: int, rating: int = 3, *, hour: int = 12, offset_min: int = 0, **body: Any) -> Event:
    """One review at `hour` of the local clock of a study day; wrong where it is rated 1, unless `body` says so."""
    at_ms = day * DAY_MS + hour * 3_600_000 - offset_min * 60_000 + body.pop("after_ms", 0)
    usual = {"rating": rating, "suggested": rating, "verdict": "wrong" if rating == 1 else "right", "ms": 5000}
    return Event(new_id(at_ms), "tests", at_ms, offset_min, day, EventKind.REVIEW.value, card, usual | body)


def event(kind: EventKind, card: str, day: int, **body: Any) -> Event:
    at_ms = day * DAY_MS + NOON_MS + 3_600_000
    return Event(new_id(at_ms), "tests", at_ms, 0, day, kind.value, card, body)


def store_of(path: Path, events: Iterable[Event]) -> Store:
    """A store that holds these events, in whatever order they come."""
    with Store.open(path):
        pass
    with sqlite3.connect(path) as connection:
        connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (one.to_row() for one in events))
        refold(connection, None)
    connection.close()
    return Store.open(path)


def learner(
    cards: int, days: int, *, memory: tuple[float, ...] | None = None, seed: int = 1, deck: str = "scene"
) -> Iterator[Event]:
    """`days` up to TODAY of a learner whose memory follows the weights `memory`, scheduled by the published ones."""
    chance = random.Random(seed)
    usual: dict[str, Any] = {"learning_steps": (), "relearning_steps": (), "enable_fuzzing": False}
    truth = fsrs.Scheduler(**usual) if memory is None else fsrs.Scheduler(parameters=memory, **usual)
    schedule = fsrs.Scheduler(**usual)
    for number in range(cards):
        name = f"{deck}/card-{number}"
        day = TODAY - days + 1 + chance.randrange(max(days // 2, 1))
        known = planned = fsrs.Card(card_id=number, due=_ZERO)
        seen = False
        while day <= TODAY:
            now = _ZERO + timedelta(days=day)
            recalled = chance.random() < (truth.get_card_retrievability(known, now) if seen else 0.7)
            rating = chance.choices((2, 3, 4), (1, 8, 1))[0] if recalled else 1
            belief = {} if recalled or chance.random() < 0.5 else {"belief": f"belief {number % 7}"}
            spent = {"ms": chance.randrange(3000, 30_000), "after_ms": number * 10}
            yield answered(name, day, rating, hour=chance.randrange(8, 22), **spent, **belief)
            known, _ = truth.review_card(known, fsrs.Rating(rating), now)
            planned, _ = schedule.review_card(planned, fsrs.Rating(rating), now)
            day += max((planned.due - now).days, 1)
            seen = True
