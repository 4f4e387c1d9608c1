"""Undo: without limit within the study day, across restarts, of everything that can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_scene import OPTIONS, ROLLOVER, TODAY, answered, at, review

from quiz.errors import Conflict
from quiz.schedule.memory import Rating
from quiz.store.log.events import EventKind
from quiz.store.store import Store


def test_every_answer_of_today_can_be_taken_back_one_by_one(store: Store) -> None:
    """The card is as it was before each; at the end nothing of today is left, and yesterday is out of reach."""
    yesterday = answered(store, "a/one", at(days=-1)).row
    states = [store.rows()]
    for late, card in enumerate(("a/one", "a/two", "a/one", "a/three", "a/one")):
        answered(store, card, at(late), rating=Rating.AGAIN)
        states.append(store.rows())
    for late in range(5):
        assert store.rows() == states.pop()
        assert store.undo(at(10 + late), ROLLOVER) is not None
    assert store.rows() == states.pop() == {"a/one": yesterday}
    assert store.undo(at(20), ROLLOVER) is None
    assert store.rebuild()


def test_undo_tells_what_it_took_back(store: Store) -> None:
    """The event with its body, and the card without it; None where the card has no events left."""
    first = answered(store, "a/one", at())
    second = answered(store, "a/one", at(1), text="typed")
    undone = store.undo(at(2), ROLLOVER)
    assert undone is not None
    assert (undone.event.id, undone.event.body["text"], undone.row) == (second.event_id, "typed", first.row)
    undone = store.undo(at(3), ROLLOVER)
    assert undone is not None
    assert (undone.event.id, undone.row) == (first.event_id, None)
    assert store.rows() == {}


def test_undo_survives_a_restart(path: Path) -> None:
    """Another process takes back what this one wrote, and what it has itself undone stays undone."""
    with Store.open(path) as store:
        first = answered(store, "a/one", at())
        answered(store, "a/two", at(1))
        store.undo(at(2), ROLLOVER)
    with Store.open(path) as store:
        undone = store.undo(at(3), ROLLOVER)
        assert undone is not None
        assert undone.event.id == first.event_id
        assert store.undo(at(4), ROLLOVER) is None


def test_acts_can_be_undone_and_options_cannot(store: Store) -> None:
    """Suspend, unsuspend, bury and flag, newest first; the options that a review brought with it stay."""
    answered(store, "a/one", at())
    wanted = [store.rows()["a/one"]]
    for late, (kind, body) in enumerate(
        [(EventKind.SUSPEND, {}), (EventKind.UNSUSPEND, {}), (EventKind.BURY, {}), (EventKind.FLAG, {"flag": 2})]
    ):
        wanted.append(store.act(kind, "a/one", body, at(late + 1), options=OPTIONS).row)
    for row in reversed(wanted[:-1]):
        undone = store.undo(at(9), ROLLOVER)
        assert undone is not None
        assert undone.row == row
    assert store.undo(at(9), ROLLOVER) is not None
    assert store.undo(at(9), ROLLOVER) is None
    assert [event.kind for event in store.events() if event.kind == EventKind.OPTIONS] == ["options"]


def test_today_is_the_study_day_of_the_log(store: Store) -> None:
    """Before the rollover last evening can be taken back; with a clock set back, today's answers still can."""
    answered(store, "a/one", at())
    assert store.undo(at(days=-2), ROLLOVER) is not None
    answered(store, "a/one", at(60))
    assert store.undo(at(16 * 60), ROLLOVER) is None
    answered(store, "a/two", at(16 * 60 + 1))
    assert [event.study_day for event in store.events("a/two")] == [TODAY + 1]


def test_undo_goes_strictly_backwards_whatever_the_traveller_calls_today(store: Store) -> None:
    """From Tokyo to Los Angeles over the rollover: what was done tomorrow there was done today as well."""
    tokyo, angeles = 9 * 60, -8 * 60
    done = [
        answered(store, "a/one", at(2 * 60, offset_min=tokyo)),  # 23:00
        answered(store, "a/one", at(8 * 60, offset_min=tokyo)),  # 05:00
        answered(store, "b/one", at(9 * 60, offset_min=angeles)),  # 13:00
    ]
    assert [event.study_day - TODAY for event in store.events() if event.kind == EventKind.REVIEW] == [0, 1, 0]
    for recorded in reversed(done):
        undone = store.undo(at(10 * 60, offset_min=angeles), ROLLOVER)
        assert undone is not None
        assert undone.event.id == recorded.event_id
    assert store.undo(at(10 * 60, offset_min=angeles), ROLLOVER) is None
    assert store.rebuild()


def test_undo_stops_at_the_first_thing_of_an_earlier_day(store: Store) -> None:
    """Going east, yesterday's answers are not reached through what came after them."""
    answered(store, "a/one", at(8 * 60, offset_min=-8 * 60))  # 12:00 there
    answered(store, "a/two", at(9 * 60, offset_min=9 * 60))  # 06:00 of the next day
    assert store.undo(at(9 * 60 + 1, offset_min=9 * 60), ROLLOVER) is not None
    assert store.undo(at(9 * 60 + 2, offset_min=9 * 60), ROLLOVER) is None


def test_what_is_answered_again_after_an_undo_is_as_if_nothing_had_been(store: Store) -> None:
    """The same answer at the same moment gives the same memory; and an answer shown before the undo is refused."""
    answered(store, "a/one", at(days=-9), rating=Rating.EASY)
    shown = answered(store, "a/one", at(), rating=Rating.AGAIN)
    undone = store.undo(at(1), ROLLOVER)
    assert undone is not None
    with pytest.raises(Conflict):
        store.record(review("a/one", at(2), shown.event_id), OPTIONS)
    again = answered(store, "a/one", at(2), rating=Rating.AGAIN).row.memory
    before = shown.row.memory
    assert again is not None
    assert before is not None
    assert (again.stability, again.difficulty, again.reps) == (before.stability, before.difficulty, before.reps)


def test_a_dispute_says_why_and_is_taken_back_by_its_event(store: Store) -> None:
    """It changes no card; an undo that names it takes it back, after other things too."""
    row = answered(store, "a/one", at()).row
    body = {"seed": 7, "text": "5", "truth": "6", "why": "torch rounds here"}
    disputed = store.act(EventKind.DISPUTE, "a/one", body, at(1), options=OPTIONS)
    assert disputed.row == row
    assert [event.body["why"] for event in store.standing(EventKind.DISPUTE)] == ["torch rounds here"]
    answered(store, "a/two", at(2))
    undone = store.take_back(disputed.event_id, at(3), ROLLOVER)
    assert (undone.event.kind, undone.row) == (EventKind.DISPUTE, row)
    assert store.standing(EventKind.DISPUTE) == []
    with pytest.raises(Conflict):
        store.take_back(disputed.event_id, at(4), ROLLOVER)
    assert store.rebuild()


def test_a_dispute_is_the_last_thing_done_until_it_is_undone(store: Store) -> None:
    """The answer before it stays; the next undo takes that back."""
    answered(store, "a/one", at())
    store.act(EventKind.DISPUTE, "a/one", {"why": "?"}, at(1), options=OPTIONS)
    undone = store.undo(at(2), ROLLOVER)
    assert undone is not None and undone.event.kind == EventKind.DISPUTE
    assert store.day_tally(TODAY).reviewed == 1
    undone = store.undo(at(3), ROLLOVER)
    assert undone is not None and undone.event.kind == EventKind.REVIEW
