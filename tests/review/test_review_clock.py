"""A clock that was set back: what is told of a card is what the store makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from learner import HOUR, Learner

from quiz.review import events
from quiz.schedule import fsrs
from quiz.schedule.memory import Moment, Rating
from quiz.store.store import Store

MINUTE = 60_000


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Learner]:
    with Store.open(tmp_path / "quiz.db") as store:
        yield Learner(store)


def set_back(it: Learner, ms: int) -> None:
    """One card was answered; then the clock is set back, and another session begins."""
    it.press(events.Rate(Rating.EASY))
    it.now = Moment(it.now.at_ms - ms, it.now.offset_min)
    it.begin()


@pytest.mark.parametrize("rating", Rating)
@pytest.mark.parametrize("back_ms", [0, HOUR, 25 * HOUR])
def test_the_wait_that_is_told_is_the_wait_that_is_stored(it: Learner, rating: Rating, back_ms: int) -> None:
    """From the clock as it goes, with steps and with days, also across midnight."""
    set_back(it, back_ms)
    it.step(events.Submit("1", 5))
    view = it.session.view
    assert view.card is not None
    it.step(events.Rate(rating))
    memory = it.store.rows()[view.card.id].memory
    assert memory is not None
    assert view.waits[rating] == fsrs.wait_text(memory, it.now, it.collection.rules.options.rollover_min)


@pytest.mark.parametrize(
    ("back_ms", "told"), [(3 * MINUTE, "3 min behind"), (HOUR, "1 h behind"), (74 * HOUR, "3 days 2 h behind")]
)
def test_a_clock_behind_the_last_answer_is_told_once(it: Learner, back_ms: int, told: str) -> None:
    """At the start of the session, with the command that helps; not with every card."""
    set_back(it, back_ms)
    assert told in it.session.view.notice
    assert "`quiz doctor`" in it.session.view.notice
    it.press(events.Rate(Rating.EASY))
    assert it.session.view.notice == ""


def test_a_clock_that_was_put_right_by_a_little_is_not_worth_a_word(it: Learner) -> None:
    """Computers do that all the time."""
    set_back(it, 90_000)
    assert it.session.view.notice == ""
