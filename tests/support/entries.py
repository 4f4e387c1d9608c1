"""Cards as the queue sees them: new, due and in their steps, around one study day."""

from __future__ import annotations

from typing import Any

from quiz.schedule.day import DAY_MS
from quiz.schedule.entry import Entry
from quiz.schedule.memory import Memory, Moment, State

TODAY = 20_000
NOON = Moment(TODAY * DAY_MS + DAY_MS // 2, 0)
ROLLOVER = 240


def new(card: str, position: int = 0, **more: Any) -> Entry:
    return Entry(card, position, **more)


def due(card: str, due_day: int = TODAY, last_day: int = TODAY - 5, **more: Any) -> Entry:
    interval = due_day - last_day
    memory = Memory(State.REVIEW, None, 5.0, 5.0, last_day * DAY_MS, last_day, None, due_day, interval, 3, 0)
    return Entry.of(card, 0, memory, **more)


def learning(card: str, due_ms: int, last_day: int = TODAY, **more: Any) -> Entry:
    memory = Memory(State.LEARNING, 0, 1.0, 5.0, due_ms - 60_000, last_day, due_ms, None, 0, 1, 0)
    return Entry.of(card, 0, memory, **more)
