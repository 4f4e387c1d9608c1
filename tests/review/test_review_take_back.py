"""What is taken back comes back as it was: the same numbers, and what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from session_world import OPTIONS, WRONG, World, world

from quiz.review import effects, events
from quiz.review.view import SessionTally, Stage
from quiz.schedule.cram import Cram
from quiz.schedule.memory import Rating


def crammed() -> World:
    it = world()
    it.begin(cram=Cram(it.collection().cards, 5, OPTIONS.rollover_min))
    return it


@pytest.mark.parametrize("begun", [world, crammed])
def test_undo_at_a_verdict_opens_its_question_again(begun: Callable[[], World]) -> None:
    """Not the card before: the verdict on the screen is what goes, whether it is of a cram or not."""
    it = begun()
    it.answer()
    it.step(events.Rate(Rating.EASY))
    it.step(events.Hint())
    it.answer("2")
    before = it.session.view
    it.step(events.Undo())
    view = it.session.view
    assert (view.stage, view.question, view.given, view.hints) == (Stage.ASKING, before.question, "2", ("one",))
    assert (view.verdict, view.suggested, view.waits, view.tally.reviewed) == (None, None, {}, 1)
    it.answer("1")
    assert it.session.view.suggested is Rating.HARD


def test_an_answer_after_an_undone_verdict_is_logged_as_the_second_try() -> None:
    """The learner has seen the truth; the log says so."""
    it = world()
    it.answer("2")
    it.step(events.Undo())
    it.answer("1")
    (save,) = it.session.step(events.Rate(), it.moment)
    assert isinstance(save, effects.Save)
    assert (save.review.tries, save.review.text, save.review.verdict) == (2, "1", "right")


def test_undo_before_an_answer_takes_back_the_card_before() -> None:
    """Its question comes again with the numbers it had and what was typed; the one on the screen comes later."""
    it = world()
    first = it.session.view.question
    it.answer("2")
    it.step(events.Rate(Rating.GOOD))
    assert it.session.view.question is not first
    it.step(events.Undo())
    view = it.session.view
    assert (view.stage, view.question, view.given, view.tally) == (Stage.ASKING, first, "2", SessionTally())
    assert view.notice == "Undone: your review of scene/c0."
    it.answer("1")
    it.step(events.Rate())
    assert it.session.view.question is not None
    assert it.session.view.question.card.name == "c1"


def test_the_next_question_of_a_reopened_card_has_new_numbers() -> None:
    """Only the answer that was taken back is asked for by the same question."""
    it = world(1)
    it.answer("2")
    it.step(events.Rate())
    it.step(events.Undo())
    it.answer("2")
    it.step(events.Rate())
    assert it.session.view.question is not None
    assert it.session.view.question.seed != 0
    assert it.session.view.given == ""


def test_a_card_that_was_edited_meanwhile_comes_with_its_new_text() -> None:
    """What was typed belongs to a question that is no more."""
    it = world()
    it.answer("2")
    it.step(events.Rate(Rating.GOOD))
    deck = it.decks[0]
    cards = tuple(replace(card, prompt="What now?", digest="new") for card in deck.cards)
    it.step(events.Renewed(it.collection([replace(deck, cards=cards)])))
    it.step(events.Undo())
    view = it.session.view
    assert view.question is not None
    assert (view.question.card.name, view.question.prompt, view.given) == ("c0", "What now?", "")


def test_undo_at_a_verdict_takes_what_was_done_since_first() -> None:
    """A flag, then the verdict; a flag from before the answer goes after it."""
    it = world()
    it.step(events.SetFlag(1))
    it.answer("2")
    it.step(events.SetFlag(2))
    it.step(events.Undo())
    assert (it.session.view.stage, it.session.view.flag) == (Stage.ANSWERED, 1)
    it.step(events.Undo())
    assert (it.session.view.stage, it.session.view.flag) == (Stage.ASKING, 1)
    it.step(events.Undo())
    assert (it.session.view.stage, it.session.view.flag) == (Stage.ASKING, 0)


def test_a_given_up_question_can_be_opened_again() -> None:
    """Nothing was handed in, so nothing stands there."""
    it = world()
    question = it.session.view.question
    it.step(events.GiveUp(WRONG, 10))
    it.step(events.Undo())
    assert (it.session.view.stage, it.session.view.question, it.session.view.given) == (Stage.ASKING, question, "")


def test_undo_in_a_cram_brings_the_answer_back_too() -> None:
    """As in a review; the store knows nothing of it."""
    it = crammed()
    question = it.session.view.question
    it.answer("2")
    it.step(events.Rate())
    it.step(events.Undo())
    assert (it.session.view.question, it.session.view.given) == (question, "2")
    assert it.session.view.tally == SessionTally()


def test_a_dispute_says_why_and_can_be_taken_back() -> None:
    """By name, or by undo; the verdict stays for its rating."""
    it = world()
    it.answer("2")
    it.step(events.Dispute("  it depends on the platform "))
    assert it.session.view.disputed
    assert it.disputes[0][1]["why"] == "it depends on the platform"
    it.step(events.Undispute())
    assert (it.session.view.stage, it.session.view.disputed, it.log) == (Stage.ANSWERED, False, [])
    it.step(events.Undispute())
    assert it.session.view.notice == "You have not disputed this verdict."
    it.step(events.Dispute())
    it.step(events.Undo())
    assert (it.session.view.stage, it.session.view.disputed, it.log) == (Stage.ANSWERED, False, [])


def test_a_second_dispute_of_a_verdict_takes_the_place_of_the_first() -> None:
    """With a reason; without one there is nothing new to say."""
    it = world()
    it.answer("2")
    it.step(events.Dispute())
    it.step(events.Dispute())
    assert it.session.view.notice == "You have disputed this verdict already."
    it.step(events.Dispute("1 is right"))
    assert [logged.kind for logged in it.log] == ["dispute"]
    assert it.disputes[-1][1]["why"] == "1 is right"


def test_the_last_verdict_can_be_disputed_once_the_next_card_is_asked() -> None:
    """And that dispute taken back; what is before the learner stays."""
    it = world()
    it.answer("2")
    it.step(events.Rate())
    question = it.session.view.question
    it.step(events.Dispute("why not"))
    assert it.session.view.disputed
    it.step(events.Undispute())
    assert (it.session.view.question, it.session.view.disputed) == (question, False)
    assert [logged.kind for logged in it.log] == ["review"]
