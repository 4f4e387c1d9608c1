"""What a session says."""

from __future__ import annotations

import pytest
from session_world import world

from quiz.review import events, messages
from quiz.schedule.memory import Rating, State
from quiz.schedule.unlock import DeckLock
from quiz.store.log.events import EventKind


def test_the_price_of_a_hint_is_said_with_the_first_one() -> None:
    """And how many are left is known, so that none is offered where none is."""
    it = world()
    assert it.session.view.hints_left == 2
    it.step(events.Hint())
    assert (it.session.view.hints_left, it.session.view.notice) == (1, messages.HINT_PRICE)
    it.step(events.Hint())
    assert (it.session.view.hints_left, it.session.view.notice) == (0, "")
    it.step(events.Hint())
    assert it.session.view.notice == "No more hints."


def test_the_view_tells_a_card_in_its_steps_from_a_review() -> None:
    """New, then learning: a card that comes again today is no review."""
    it = world(1)
    assert it.session.view.state is None and it.session.view.new
    it.answer("2")
    it.step(events.Rate())
    assert it.session.view.state is State.LEARNING and not it.session.view.new


@pytest.mark.parametrize(
    ("kind", "cards", "text"),
    [
        (EventKind.REVIEW, ["a/b"], "Undone: your review of a/b."),
        (EventKind.SUSPEND, ["a/b"], "Undone: suspending a/b."),
        (EventKind.BURY, ["a/b", "a/c"], "Undone: burying 2 cards."),
        (EventKind.FLAG, ["a/b"], "Undone: the flag of a/b."),
        (EventKind.MORE, [""], "Undone: more cards for today."),
        ("teleport", ["a/b"], "Undone: teleport a/b."),
    ],
)
def test_an_undo_names_what_it_took_back(kind: str, cards: list[str], text: str) -> None:
    """Also an event that a later release wrote."""
    assert messages.undone(kind, cards) == text


def test_counts_are_written_as_people_write_them() -> None:
    """One card is no cards."""
    assert "learnt 1 card of index, past the learning steps (0 so far)" in messages.locked(
        "gather", DeckLock("index", 0, 1)
    )
    assert "learnt 29 cards of index, past the learning steps (4 so far)" in messages.locked(
        "gather", DeckLock("index", 4, 29)
    )
    assert "forgotten once" in messages.leech("a/b", 1, [])


def test_a_changed_rating_is_said_in_two_words() -> None:
    """And the same rating once more changes nothing."""
    it = world()
    it.answer()
    it.step(events.Rate(Rating.GOOD))
    it.step(events.Rerate(Rating.EASY))
    assert it.session.view.notice == "Rated Easy."
    it.step(events.Rerate(Rating.EASY))
    assert it.session.view.notice == "Already rated Easy."
