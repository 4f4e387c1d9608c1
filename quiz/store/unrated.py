"""Keeping the answer at a verdict until it is rated, so that no end of the process loses it.

It is no event before it is rated, and valid on this machine alone: one row of `meta` for each process that shows a
verdict. Rating the answer removes the row in the same transaction. A row that a process left behind becomes a review
with the suggested rating.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from quiz.errors import Conflict
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.connection.holder import lives
from quiz.store.log.events import Review
from quiz.store.store import UNRATED, Store, unrated_key

LOST_MS = 12 * 3_600_000
"""After this time an answer counts even if a process of that number lives: it may be another one by now."""


def keep_unrated(store: Store, review: Review | None) -> None:
    """Keep the answer at the verdict that this process shows; with None, forget it. Raises StoreError."""
    if review is None:
        store.drop_meta(unrated_key())
        return
    values = asdict(review) | {"moment": list(review.moment)}
    store.put_meta(unrated_key(), json.dumps(values))


def rate_left_behind(store: Store, options_of: Callable[[str], Options], now: Moment) -> list[Review]:
    """Record what other processes have left behind, as suggested; the reviews. Raises StoreError."""
    recorded = []
    for key, review in list(_left_behind(store, now)):
        if review is not None:
            try:
                store.record(review, options_of(review.card))
                recorded.append(review)
            except Conflict:
                pass  # the card was answered again since
        store.drop_meta(key)
    return recorded


def unrated_answers(store: Store) -> dict[str, Rating]:
    """The cards with an answer that waits for its rating, each with the suggested one. Raises StoreError."""
    kept = (_read(value) for _, value in store.metas(UNRATED))
    return {review.card: review.suggested for review in kept if review is not None}


def _left_behind(store: Store, now: Moment) -> Iterator[tuple[str, Review | None]]:
    """The rows of processes that are gone; None for what cannot be read."""
    for key, value in store.metas(UNRATED):
        pid, review = key.removeprefix(UNRATED), _read(value)
        is_old = review is None or now.at_ms - review.moment.at_ms > LOST_MS
        if key != unrated_key() and (is_old or not pid.isdigit() or not lives(int(pid))):
            yield key, review


def _read(value: str) -> Review | None:
    try:
        fields = json.loads(value)
        ratings = {name: Rating(fields[name]) for name in ("rating", "suggested")}
        return Review(**{**fields, **ratings, "moment": Moment(*fields["moment"])})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
