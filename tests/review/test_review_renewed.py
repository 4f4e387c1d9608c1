"""Deck files that are edited while a review runs: the session goes on with what they say now."""

from __future__ import annotations

from dataclasses import replace

from scene import deck_of
from session_world import CARD, OPTIONS, World, world

from quiz.deck.model import Deck
from quiz.review import events
from quiz.review.view import SessionTally, Stage
from quiz.schedule.cram import Cram
from quiz.schedule.memory import Rating


def edited(*names: str, prompt: str = "What now?") -> Deck:
    return deck_of(*(CARD.format(name=name).replace("What?", prompt) for name in names))


def renew(it: World, *decks: Deck) -> None:
    it.step(events.Renewed(it.collection(decks)))


def asked(it: World) -> tuple[str, str]:
    view = it.session.view
    assert view.question is not None
    return view.question.card.name, view.question.prompt


def test_the_question_stays_and_the_next_card_comes_with_its_new_text() -> None:
    """What is posed meanwhile is the new card already."""
    it = world()
    question = it.session.view.question
    renew(it, edited("c0", "c1", "c2"))
    assert it.session.view.question is question
    upcoming = it.session.upcoming(it.moment)
    assert upcoming is not None and upcoming.card.prompt == "What now?"
    it.answer()
    it.step(events.Rate(Rating.EASY))
    assert asked(it) == ("c1", "What now?")


def test_a_verdict_and_a_notice_stay_as_they_are() -> None:
    """Hints, what was typed and the rating that is suggested as well; the answer is saved."""
    it = world()
    it.step(events.Hint())
    it.answer("2")
    it.step(events.Rerate(Rating.HARD))
    before = it.session.view
    renew(it, edited("c0", "c1", "c2"))
    assert it.session.view == before
    it.step(events.Rate())
    assert it.session.view.tally.reviewed == 1


def test_cards_that_came_are_asked_and_cards_that_went_are_not() -> None:
    """What is left says so at once; the present card may be gone, its answer is saved all the same."""
    it = world()
    it.step(events.Skip())
    renew(it, edited("c0", "c2", "c3", "c4"))
    assert it.session.view.remaining.new == 4
    names = []
    while it.session.view.stage is not Stage.DONE:
        names.append(asked(it)[0])
        it.answer()
        it.step(events.Rate(Rating.EASY))
    assert names == ["c1", "c2", "c3", "c4", "c0"]
    assert "scene/c1" in it.rows


def test_a_deck_that_cannot_be_read_for_the_moment_ends_nothing() -> None:
    """An editor may be in the midst of writing it: the cards stay as they were until it is there again."""
    it = world()
    renew(it)
    it.answer()
    it.step(events.Rate(Rating.EASY))
    assert asked(it) == ("c1", "What?")
    renew(it, edited("c0", "c1", "c2"))
    it.answer()
    it.step(events.Rate(Rating.EASY))
    assert asked(it) == ("c2", "What now?")


def test_a_cram_goes_on_without_the_cards_that_went() -> None:
    """And with the new text of the others."""
    it = world()
    it.begin(cram=Cram(it.collection().cards, 5, OPTIONS.rollover_min))
    first = asked(it)[0]
    rest = sorted({"c0", "c1", "c2"} - {first})
    renew(it, edited(first, rest[0]))
    it.answer()
    it.step(events.Rate())
    assert asked(it) == (rest[0], "What now?")
    it.answer()
    it.step(events.Rate())
    assert it.session.view.stage is Stage.DONE


def test_a_session_that_is_done_stays_done_and_can_be_undone() -> None:
    """New cards come with the next session; the undo brings back the card as it is now."""
    it = world(1)
    it.answer()
    it.step(events.Rate(Rating.EASY))
    renew(it, edited("c0", "c1"))
    assert it.session.view.stage is Stage.DONE
    it.step(events.Undo())
    assert asked(it) == ("c0", "What now?")


def test_a_card_that_was_edited_is_asked_anew() -> None:
    """The question before the learner is not that of the card any more."""
    it = world()
    it.step(events.Renewed(it.collection([edited("c0", "c1", "c2")]), edited=True))
    assert asked(it) == ("c0", "What now?")
    assert it.session.view.tally == SessionTally()


def test_an_answer_is_kept_that_was_judged_before_its_card_was_edited() -> None:
    """The learner has seen the truth: it is rated, and the card comes with its new text when it is due again."""
    it = world()
    it.answer("2")
    it.step(events.Renewed(it.collection([edited("c0", "c1", "c2")]), edited=True))
    assert it.session.view.stage is Stage.ANSWERED
    it.step(events.Rate())
    assert it.session.view.tally.reviewed == 1
    assert it.rows["scene/c0"].memory is not None
    names = []
    for _ in range(3):
        names.append(asked(it))
        it.answer()
        it.step(events.Rate())
        it.moment = it.moment._replace(at_ms=it.moment.at_ms + 60_000)
    assert ("c0", "What now?") in names


def test_a_session_of_decks_by_name_goes_on_when_one_is_named_otherwise() -> None:
    """The learner has edited the card and with it the name of its deck: there is nothing left to ask."""
    it = world()
    it.begin(decks=("scene",))
    was = it.decks[0]
    other = replace(was, name="other", cards=tuple(replace(card, deck="other") for card in was.cards))
    it.step(events.Renewed(it.collection([other]), edited=True))
    assert it.session.view.stage is Stage.DONE


def test_the_view_tells_how_far_the_session_has_come() -> None:
    """How many are answered and how many left."""
    it = world()
    it.answer()
    it.step(events.Rate(Rating.EASY))
    view = it.session.view
    assert (view.tally.reviewed, view.remaining.total) == (1, 2)
