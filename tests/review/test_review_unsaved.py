"""A store that cannot be written to loses no answer, and answers that are taken back are not counted."""

from __future__ import annotations

from session_world import OPTIONS, WRONG, World, world

from quiz.review import effects, events
from quiz.review.view import SessionTally, Stage
from quiz.schedule.cram import Cram
from quiz.schedule.memory import Rating


def fails_to_save(it: World, event: events.Event) -> list[effects.Effect]:
    asked_for = it.session.step(event, it.moment)
    it.session.step(events.Unsaved("Not saved: the disk is full."), it.moment)
    return asked_for


def test_an_answer_that_was_not_saved_can_be_rated_again() -> None:
    """The verdict stands, the reason is told, and the next try saves the same answer."""
    it = world()
    it.answer("2")
    first = fails_to_save(it, events.Rate())
    view = it.session.view
    assert (view.stage, view.verdict, view.notice) == (Stage.ANSWERED, WRONG, "Not saved: the disk is full.")
    assert view.tally == SessionTally()
    again = it.session.step(events.Rate(), it.moment)
    assert again == first
    for effect in again:
        it.step(it.carry_out(effect))
    assert it.session.view.tally.reviewed == 1
    assert len(it.log) == 1


def test_an_amendment_that_was_not_saved_leaves_the_rating_as_it_was() -> None:
    """It may be tried again, and the question on the screen stays."""
    it = world()
    it.answer()
    it.step(events.Rate(Rating.GOOD))
    before = it.session.view
    fails_to_save(it, events.Rerate(Rating.EASY))
    assert (it.session.view.stage, it.session.view.question) == (before.stage, before.question)
    it.step(events.Rerate(Rating.EASY))
    assert it.session.view.notice == "Rated Easy."
    assert it.session.view.tally.reviewed == 1


def test_an_undo_that_was_not_saved_changes_nothing() -> None:
    """The stage stays, the reason is told."""
    it = world()
    it.answer()
    it.step(events.Rate())
    before = it.session.view
    fails_to_save(it, events.Undo())
    assert it.session.view.stage is before.stage
    assert it.session.view.tally == before.tally
    assert it.session.view.notice == "Not saved: the disk is full."


def test_each_answer_taken_back_leaves_the_tally() -> None:
    """Undo is not only for the last answer: the tally follows however many are taken back."""
    it = world()
    for given in ("1", "2", "1"):
        it.answer(given)
        it.step(events.Rate(Rating.EASY))
    assert it.session.view.tally == SessionTally(3, 2, 0, 3000)
    it.step(events.Undo())
    it.step(events.Undo())
    assert it.session.view.tally == SessionTally(1, 1, 0, 1000)
    it.step(events.Undo())
    assert it.session.view.tally == SessionTally()


def test_the_answer_at_a_verdict_is_kept_until_it_is_rated() -> None:
    """As suggested, should the process end there; what is taken back, or whose card is put away, is not."""
    it = world()
    it.answer("2")
    assert it.kept is not None
    assert (it.kept.card, it.kept.rating, it.kept.text) == ("scene/c0", Rating.AGAIN, "2")
    it.step(events.Undo())
    assert it.kept is None
    it.step(events.GiveUp(WRONG, 10))
    assert it.kept is not None
    it.step(events.Rate(Rating.EASY))
    assert it.kept is None
    it.answer("1")
    it.step(events.Rerate(Rating.HARD))
    assert it.kept is not None, "that was the rating of the card before"
    it.step(events.Suspend())
    assert it.kept is None


def test_an_answer_refused_at_its_rating_is_not_kept() -> None:
    """The card was answered elsewhere."""
    it = world(refuse=True)
    it.answer("1")
    it.step(events.Rate())
    assert it.kept is None


def test_a_cram_keeps_no_answer() -> None:
    """As it records none."""
    it = world()
    it.begin(cram=Cram(it.collection().cards, 5, OPTIONS.rollover_min))
    it.answer("1")
    assert it.kept is None
