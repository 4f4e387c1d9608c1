"""What is done to cards besides answering: resets, leeches, disputes, many at once, and cards under a new name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from past import FORGETFUL, PUBLISHED
from store_scene import OPTIONS, ROLLOVER, TODAY, answered, at, review

from quiz.errors import Conflict
from quiz.schedule.fsrs import answer
from quiz.schedule.memory import Rating
from quiz.schedule.policy import Done
from quiz.store.log.events import EventKind
from quiz.store.store import Store

FEW = ["a/one", "a/two", "a/three"]


def revlog(store: Store) -> list[tuple[object, ...]]:
    return store.select("SELECT card, phase, rating, days, interval_days FROM revlog ORDER BY id")


def test_a_reset_card_is_new_and_its_history_stays(store: Store) -> None:
    """Neither suspended nor buried; the flag stays; its answers are still in the log; an undo brings all back."""
    answered(store, "a/one", at(days=-3), rating=Rating.EASY)
    store.act(EventKind.FLAG, "a/one", {"flag": 2}, at(), options=OPTIONS)
    store.act(EventKind.BURY, "a/one", {}, at(1), options=OPTIONS)
    before = store.act(EventKind.SUSPEND, "a/one", {}, at(2), options=OPTIONS).row
    row = store.act(EventKind.RESET, "a/one", {}, at(3), options=OPTIONS).row
    assert (row.memory, row.suspended, row.buried_until, row.flag, row.first_day) == (None, False, None, 2, None)
    assert len(revlog(store)) == 1
    undone = store.undo(at(4), ROLLOVER)
    assert undone is not None
    assert undone.row == before
    store.act(EventKind.RESET, "a/one", {}, at(5), options=OPTIONS)
    again = answered(store, "a/one", at(6)).row
    assert again.memory == answer(None, Rating.GOOD, at(6), "a/one", OPTIONS)
    assert [row[1] for row in revlog(store)] == [0, 0]
    assert store.rebuild()


def test_what_a_reset_card_took_of_todays_limits_stays_taken(store: Store) -> None:
    """As a new card or as a review; answered again it counts once more, and an undone answer gives its place back."""
    answered(store, "b/old", at(days=-40), rating=Rating.EASY)
    answered(store, "b/old", at())
    answered(store, "a/new", at(1))
    used = {"a": Done(new=1, reviews=0), "b": Done(new=0, reviews=1)}
    assert store.done_today(TODAY) == used
    store.act_all(EventKind.RESET, ["a/new", "b/old"], {}, at(2), options=OPTIONS)
    assert store.done_today(TODAY) == used
    answered(store, "a/new", at(3))
    answered(store, "b/old", at(4))
    assert store.done_today(TODAY) == {"a": Done(new=2, reviews=0), "b": Done(new=1, reviews=1)}
    for minute in range(3):
        assert store.undo(at(5 + minute), ROLLOVER)
    assert store.done_today(TODAY) == used
    assert store.rebuild()


def test_a_leech_is_suspended_by_the_answer_that_makes_it_one(store: Store) -> None:
    """At 8 lapses and then at every 4; an undo of the answer takes the suspension with it."""
    suspended = []
    for day in range(17):
        answered(store, "a/one", at(days=40 * day), rating=Rating.EASY)
        row = answered(store, "a/one", at(days=40 * day + 20), rating=Rating.AGAIN).row
        if row.suspended:
            assert row.memory is not None
            suspended.append(row.memory.lapses)
            undone = store.undo(at(1, days=40 * day + 20), ROLLOVER)
            assert undone is not None
            assert undone.row is not None
            assert not undone.row.suspended
            answered(store, "a/one", at(2, days=40 * day + 20), rating=Rating.AGAIN)
            store.act(EventKind.UNSUSPEND, "a/one", {}, at(3, days=40 * day + 20), options=OPTIONS)
    assert suspended == [8, 12, 16]
    assert store.rebuild()


def test_a_dispute_changes_nothing_about_its_card(store: Store) -> None:
    """It is listed until it is undone; the answer after it is not refused; a card never answered can be disputed."""
    first = answered(store, "a/one", at())
    recorded = store.act(EventKind.DISPUTE, "a/one", {"seed": 4, "truth": "5"}, at(1), options=OPTIONS)
    assert recorded.row == first.row
    assert store.act(EventKind.DISPUTE, "a/two", {}, at(2), options=OPTIONS).row.memory is None
    assert [event.body for event in store.standing(EventKind.DISPUTE)] == [{"seed": 4, "truth": "5"}, {}]
    assert store.rows().keys() == {"a/one"}
    store.record(review("a/one", at(3), first.event_id), OPTIONS)
    assert store.undo(at(4), ROLLOVER)
    assert store.undo(at(5), ROLLOVER)
    assert [event.card for event in store.standing(EventKind.DISPUTE)] == ["a/one"]
    assert store.rebuild()


def test_notes_stand_until_they_are_taken_back(store: Store) -> None:
    """Weights by their own id on any day; the newest that stands counts."""
    first = store.note(EventKind.WEIGHTS, {"weights": list(FORGETFUL)}, at(days=-9), options=OPTIONS)
    second = store.note(EventKind.WEIGHTS, {"weights": list(PUBLISHED)}, at(days=-8), options=OPTIONS)
    assert store.weights() == PUBLISHED
    undone = store.take_back(second, at(), ROLLOVER)
    assert (undone.event.id, undone.row) == (second, None)
    assert store.weights() == FORGETFUL
    for gone in (second, "00000000-0000-7000-8000-000000000000"):
        with pytest.raises(Conflict):
            store.take_back(gone, at(), ROLLOVER)
    store.take_back(first, at(), ROLLOVER)
    assert store.weights() is None
    with pytest.raises(ValueError, match="not a note"):
        store.note(EventKind.SUSPEND, {}, at(), options=OPTIONS)


@pytest.mark.parametrize("weights", [[0.5] * 19, [0.5] * 30, [1e9] * 21, 5, "x", [None] * 21])
def test_weights_that_are_none_of_this_release_are_not_used(store: Store, weights: object) -> None:
    """The published ones stand in for them, and what is wrong can be told."""
    store.note(EventKind.WEIGHTS, {"weights": weights}, at(), options=OPTIONS)
    assert store.weights() is None
    with pytest.raises(ValueError, match="weights"):
        store.adopted()


def test_many_cards_are_changed_at_once_and_taken_back_at_once(store: Store) -> None:
    """Those that are so already are passed over; one undo brings all back, and no other act with them."""
    answered(store, "a/one", at())
    store.act(EventKind.SUSPEND, "a/two", {}, at(1), options=OPTIONS)
    before = store.rows()
    assert store.act_all(EventKind.SUSPEND, FEW, {}, at(2), options=OPTIONS) == ["a/one", "a/three"]
    assert all(store.rows()[card].suspended for card in FEW)
    assert store.act_all(EventKind.SUSPEND, FEW, {}, at(3), options=OPTIONS) == []
    undone = store.undo(at(4), ROLLOVER)
    assert undone is not None
    assert undone.rows == {"a/one": before["a/one"], "a/three": None}
    assert store.rows() == before
    undone = store.undo(at(5), ROLLOVER)
    assert undone is not None
    assert (undone.event.card, undone.rows) == ("a/two", {"a/two": None})
    assert store.act_all(EventKind.FLAG, FEW, {"flag": 1}, at(6), options=OPTIONS) == FEW
    assert store.act_all(EventKind.BURY, FEW, {}, at(7), options=OPTIONS) == FEW
    assert store.act_all(EventKind.BURY, FEW, {}, at(8), options=OPTIONS) == []
    with pytest.raises(ValueError, match="cannot be done"):
        store.act_all(EventKind.REVIEW, FEW, {}, at(9), options=OPTIONS)
    assert store.rebuild()


def test_a_card_under_a_new_name_keeps_what_is_remembered(store: Store, path: Path) -> None:
    """Old and new are one card, folded under the new id, in every table; once the old one is a card again they part."""
    first = answered(store, "a/old", at(days=-5), rating=Rating.EASY)
    answered(store, "b/other", at(days=-4))
    assert first.row.memory
    apart = store.rows()
    assert store.join({"a/old": "c/new"}) is True
    assert store.join({"a/old": "c/new"}) is False
    joined = store.rows()
    assert joined.keys() == {"c/new", "b/other"}
    assert (joined["c/new"].memory, joined["c/new"].last_event) == (first.row.memory, first.event_id)
    second = answered(store, "c/new", at(), rating=Rating.AGAIN)
    assert [event.card for event in store.events("c/new")] == ["a/old", "c/new"]
    assert {row[0] for row in revlog(store)} == {"c/new", "b/other"}
    assert store.rebuild()
    assert store.undo(at(1), ROLLOVER)
    assert store.rows() == joined
    with Store.open(path) as other:  # another session still knows the card by its old name
        recorded = other.record(review("a/old", at(2), first.event_id), OPTIONS)
        assert recorded.row.card == "c/new"
        with pytest.raises(Conflict):
            other.record(review("a/old", at(3), second.event_id), OPTIONS)
        assert other.undo(at(4), ROLLOVER)
    assert store.join({}) is False
    assert store.join({}, {"a/old", "c/new"}) is True
    assert store.rows() == apart
    assert store.rebuild()


def test_a_card_may_be_renamed_again_and_again(store: Store) -> None:
    """The decks tell only the last step; what they told before leads on, into another deck and back to the first id."""
    first = answered(store, "a/one", at(days=-5), rating=Rating.EASY)
    for shown, cards, present in (
        ({"a/one": "a/two"}, {"a/two"}, "a/two"),
        ({"a/two": "b/three"}, {"b/three"}, "b/three"),
        ({}, {"b/three"}, "b/three"),
        ({"b/three": "a/one"}, {"a/one"}, "a/one"),
    ):
        store.join(shown, cards)
        assert store.join(shown, cards) is False
        assert {card: row.last_event for card, row in store.rows().items()} == {present: first.event_id}
        assert len(list(store.events(present))) == 1
        assert store.rebuild()
    assert store.aliases() == {"a/two": "a/one", "b/three": "a/one"}


def test_what_the_decks_say_now_counts_more_than_what_they_said(store: Store) -> None:
    """Another card takes the former id over, or the id is a card again."""
    for name in ("a/one", "a/two"):
        answered(store, name, at())
    store.join({"a/one": "a/two"}, {"a/two", "a/three"})
    store.join({"a/one": "a/three"}, {"a/two", "a/three"})
    assert store.rows().keys() == {"a/two", "a/three"}
    store.join({}, {"a/one", "a/two"})
    assert store.rows().keys() == {"a/one", "a/two"}
    assert store.aliases() == {}
    assert store.rebuild()


def test_what_is_done_to_many_cards_reaches_them_under_their_former_ids(store: Store) -> None:
    """Each once, however it was named."""
    answered(store, "a/old", at())
    store.join({"a/old": "a/new"}, {"a/new"})
    assert store.act_all(EventKind.SUSPEND, ["a/old", "a/new", "a/other"], {}, at(1), options=OPTIONS) == [
        "a/new",
        "a/other",
    ]
    row = store.rows()["a/new"]
    assert row.suspended
    assert row.memory
    assert store.rebuild()


def test_an_undo_of_an_answer_under_the_old_name_reaches_the_card(store: Store) -> None:
    """On the day of the renaming."""
    answered(store, "a/old", at())
    before = store.rows()["a/old"]
    answered(store, "a/old", at(1))
    store.join({"a/old": "a/new"})
    undone = store.undo(at(2), ROLLOVER)
    assert undone is not None
    assert undone.row is not None
    assert (undone.row.card, undone.row.memory) == ("a/new", before.memory)
    assert store.rebuild()


def test_each_deck_stands_under_its_own_options(store: Store) -> None:
    """What one deck is set to is noted for it alone, once."""
    strict = replace(OPTIONS, retention=0.97, fuzz=False)
    store.record(review("a/one", at(), rating=Rating.EASY), OPTIONS)
    row = store.record(review("b/one", at(1), rating=Rating.EASY), strict).row
    store.record(review("a/two", at(2), rating=Rating.EASY), OPTIONS)
    store.record(review("b/two", at(3), rating=Rating.EASY), strict)
    assert row.memory
    assert row.memory == answer(None, Rating.EASY, at(1)._replace(at_ms=row.memory.last_ms), "b/one", strict)
    assert [(event.card, event.body["retention"]) for event in store.events() if event.kind == EventKind.OPTIONS] == [
        ("", 0.9),
        ("b", 0.97),
    ]
    assert store.rebuild()


def test_the_log_of_reviews_tells_how_each_card_stood(store: Store) -> None:
    """Phase, interval, days and predicted recall before the answer; the belief it showed; undone ones are not in it."""
    answered(store, "a/one", at(days=-10), rating=Rating.EASY)
    answered(store, "a/one", at(), rating=Rating.AGAIN, verdict="wrong", belief="it is a copy", ms=900)
    answered(store, "a/one", at(5))
    rows = store.select(
        "SELECT study_day, hour, rating, phase, interval_days, days, ms, right, belief FROM revlog ORDER BY id"
    )
    interval = rows[1][4]
    assert interval > 0
    assert rows == [
        (TODAY - 10, 12, 4, 0, 0, None, 0, 1, None),
        (TODAY, 12, 1, 2, interval, 10, 900, 0, "it is a copy"),
        (TODAY, 12, 3, 3, 0, 0, 0, 1, None),
    ]
    assert store.beliefs("a/one") == [("it is a copy", 1)]
    store.undo(at(6), ROLLOVER)
    store.undo(at(7), ROLLOVER)
    assert len(revlog(store)) == 1
    assert store.beliefs("a/one") == []
    assert store.rebuild()
