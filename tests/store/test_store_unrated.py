"""The answer at a verdict outlives its process: the next one rates it as suggested."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from store_scene import MINUTE, OPTIONS, answered, at, review

from quiz.schedule.memory import Rating
from quiz.store.log.events import Review
from quiz.store.store import UNRATED, Store, unrated_key
from quiz.store.unrated import LOST_MS, keep_unrated, rate_left_behind

ANSWER = review(
    "a/x",
    at(),
    rating=Rating.AGAIN,
    suggested=Rating.AGAIN,
    verdict="wrong",
    text="[1, 2]",
    ms=900,
    hints=1,
    belief="no",
)


@pytest.fixture
def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left_by(store: Store, pid: int, answer: Review = ANSWER) -> None:
    """What that process has left behind."""
    keep_unrated(store, answer)
    store.put_meta(f"{UNRATED}{pid}", str(store.meta(unrated_key())))
    keep_unrated(store, None)


def rated(store: Store, minutes: float = 1) -> list[Review]:
    return rate_left_behind(store, lambda card: OPTIONS, at(minutes))


def test_the_answer_of_a_process_that_is_gone_is_rated_as_suggested(store: Store, gone: int) -> None:
    """Once, with all that is known of it, at the time of its verdict."""
    left_by(store, gone)
    assert rated(store) == [ANSWER]
    (event,) = [event for event in store.events() if event.kind == "review"]
    assert (event.card, event.body) == ("a/x", ANSWER.body())
    assert 0 <= event.at_ms - ANSWER.moment.at_ms < 10
    assert rated(store) == []
    assert not store.metas(UNRATED)


def test_a_process_that_lives_rates_its_own(store: Store) -> None:
    """Neither this one nor another one is forestalled, for half a day at least."""
    left_by(store, os.getppid())
    keep_unrated(store, replace(ANSWER, card="a/y"))
    assert rated(store) == []
    assert len(store.metas(UNRATED)) == 2
    assert len(rated(store, minutes=LOST_MS / MINUTE + 1)) == 1
    assert store.meta(unrated_key()) is not None


def test_rating_an_answer_or_forgetting_it_leaves_nothing_behind(store: Store) -> None:
    """Amending the rating of an earlier answer is no rating of this one."""
    before = answered(store, "a/y", at())
    keep_unrated(store, ANSWER)
    amended = review("a/y", at(1), rating=Rating.EASY)
    store.record(amended, OPTIONS, replaces=before.event_id)
    assert store.meta(unrated_key()) is not None
    store.record(ANSWER, OPTIONS)
    assert not store.metas(UNRATED)
    keep_unrated(store, ANSWER)
    keep_unrated(store, None)
    assert not store.metas(UNRATED)


def test_what_cannot_be_rated_any_more_is_dropped(store: Store, gone: int) -> None:
    """The card was answered since; or another release wrote it in another form."""
    left_by(store, gone)
    answered(store, "a/x", at(0.5))
    store.put_meta(f"{UNRATED}{gone + 1}", "{}")
    assert rated(store) == []
    assert [event.kind for event in store.events()].count("review") == 1
    assert not store.metas(UNRATED)
