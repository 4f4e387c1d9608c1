"""What an undo takes back on a real store: the last thing done, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from learner import Learner
from session_world import RIGHT, WRONG

from quiz.review import events
from quiz.review.view import Stage
from quiz.schedule.memory import Rating
from quiz.store.store import Store


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Learner]:
    with Store.open(tmp_path / "quiz.db") as store:
        yield Learner(store)


@pytest.mark.parametrize("beside", [events.SetFlag(3), events.Dispute()])
@pytest.mark.parametrize(("given", "verdict"), [("1", RIGHT), ("2", WRONG)])
def test_an_undone_flag_or_dispute_leaves_the_verdict(
    it: Learner, beside: events.Event, given: str, verdict: object
) -> None:
    """Only the mark is taken back; the answer waits for its rating as before, and is saved by it."""
    it.step(events.Submit(given, 5))
    before = it.session.view
    it.step(beside)
    it.step(events.Undo())
    view = it.session.view
    assert (view.stage, view.verdict, view.question, view.flag) == (Stage.ANSWERED, verdict, before.question, 0)
    assert view.notice.startswith("Undone: ")
    it.step(events.Rate())
    assert it.session.view.tally.reviewed == 1
    assert [event.kind for event in it.store.events()][-1] == "review"


def test_an_undone_flag_leaves_the_question_that_is_asked(it: Learner) -> None:
    """Its numbers and the hints that were given stay, whether the flag was set anew or changed."""
    question = it.session.view.question
    it.step(events.SetFlag(1))
    it.step(events.SetFlag(2))
    it.step(events.Undo())
    assert (it.session.view.question, it.session.view.flag) == (question, 1)
    it.step(events.Undo())
    assert (it.session.view.question, it.session.view.flag) == (question, 0)


def test_a_flag_of_the_card_before_is_undone_beside_the_present_one(it: Learner) -> None:
    """After the review itself was taken back, its flag is the next thing to go; the question stays the same."""
    it.step(events.SetFlag(1))
    it.press(events.Rate(Rating.GOOD))
    it.step(events.Undo())
    question = it.session.view.question
    assert question is not None and it.session.view.flag == 1
    it.step(events.Undo())
    assert (it.session.view.question, it.session.view.flag) == (question, 0)
