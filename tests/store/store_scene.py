"""Moments and answers that the tests of the store begin from."""

from __future__ import annotations

from typing import Any

from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.log.events import Review
from quiz.store.store import Recorded, Store

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
NOON = 20_000 * DAY + 12 * 60 * MINUTE
TODAY = 20_000
OPTIONS = Options()
ROLLOVER = OPTIONS.rollover_min


def at(minutes: float = 0, *, days: int = 0, offset_min: int = 0) -> Moment:
    """A moment counted from noon of study day TODAY."""
    return Moment(NOON + int(minutes * MINUTE) + days * DAY, offset_min)


def review(card: str, moment: Moment, expects: str | None = None, **rest: Any) -> Review:
    usual: dict[str, Any] = {"rating": Rating.GOOD, "suggested": Rating.GOOD, "verdict": "right"}
    return Review(**usual | rest | {"card": card, "moment": moment, "expects": expects})


def answered(store: Store, card: str, moment: Moment, **rest: Any) -> Recorded:
    """Answer a card that was shown as it stands in the store."""
    row = store.rows([card]).get(card)
    return store.record(review(card, moment, row.last_event if row else None, **rest), OPTIONS)
