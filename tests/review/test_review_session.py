"""The session machine: events in, effects out, with neither engine nor store."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from session_world import NOON, WRONG, world

from quiz.review import events
from quiz.review.rating_preview import ANSWER_CAP_MS
from quiz.review.view import SessionTally, Stage
from quiz.schedule.memory import Moment, Rating
from quiz.store.log.fold import CardRow


def test_a_right_answer_suggests_good_and_a_hint_makes_it_hard() -> None:
    """Wrong is Again, right after a hint Hard, right Good."""
    it = world()
    it.answer()
    assert it.session.view.suggested is Rating.GOOD
    it.step(events.Rate())
    it.step(events.Hint())
    assert it.session.view.hints == ("one",)
    it.answer()
    assert it.session.view.suggested is Rating.HARD
    it.step(events.Rate())
    it.answer("2")
    assert it.session.view.suggested is Rating.AGAIN
    assert set(it.session.view.waits) == set(Rating)
    it.step(events.Rate())
    assert it.session.view.tally == SessionTally(3, 2, 1, 3000)


def test_another_exception_than_the_one_raised_suggests_hard() -> None:
    """It is wrong and counts as wrong; that it raises was known."""
    it = world()
    it.answer("3")
    assert it.session.view.suggested is Rating.HARD
    it.step(events.Rate())
    assert it.session.view.tally.right == 0


def test_an_answer_that_cannot_be_read_is_handed_back() -> None:
    """The question stays, with a sentence, and nothing is saved."""
    it = world()
    it.answer("???")
    assert it.session.view.stage is Stage.ASKING
    assert it.session.view.notice == "Cannot be read."
    assert not it.log


def test_giving_up_records_no_answer_from_before() -> None:
    """Neither one that was taken back nor one that could not be read."""
    for earlier in ("2", "???"):
        it = world()
        it.answer(earlier)
        if it.session.view.stage is Stage.ANSWERED:
            it.step(events.Undo())
        it.step(events.GiveUp(WRONG, 5))
        assert (it.session.view.stage, it.session.view.given) == (Stage.ANSWERED, "")
        assert it.kept is not None
        assert it.kept.text == ""


def test_nothing_is_saved_before_the_rating() -> None:
    """The verdict alone is not a review; the learner's rating wins over the suggested one."""
    it = world()
    it.answer("2")
    assert not it.log
    it.step(events.Rate(Rating.HARD))
    assert it.rows["scene/c0"].last_event.endswith("-2")


def test_an_event_out_of_its_stage_changes_nothing() -> None:
    """A second submit, a rating before the answer, a late verdict."""
    it = world()
    for event in (events.Rate(), events.Judged(WRONG), events.Saved("e", CardRow("scene/c0", "e"))):
        before = it.session.view
        it.step(event)
        assert it.session.view == before
    it.answer()
    answered = it.session.view
    it.answer("2")
    it.step(events.Hint())
    assert it.session.view == answered


def test_a_broken_card_is_put_aside_and_the_next_one_asked() -> None:
    """It is reported once and never graded."""
    it = world(break_cards=frozenset({"scene/c0", "scene/c2"}))
    assert it.session.view.card is not None
    assert it.session.view.card.id == "scene/c1"
    for _ in range(3):
        it.answer()
        it.step(events.Rate(Rating.EASY))
    assert it.session.view.stage is Stage.DONE
    assert [card for card, _ in it.session.view.put_aside] == ["scene/c0", "scene/c2"]
    assert set(it.rows) == {"scene/c1"}


def test_undo_brings_the_card_back_even_from_the_end() -> None:
    """After the last card there is still a way back; the tally goes back too."""
    it = world(1)
    it.answer()
    it.step(events.Rate(Rating.EASY))
    assert it.session.view.stage is Stage.DONE
    it.step(events.Undo())
    assert it.session.view.stage is Stage.ASKING
    assert it.session.view.new
    assert it.session.view.tally == SessionTally()
    it.step(events.Undo())
    assert it.session.view.notice == "Nothing to undo today."


def test_amending_replaces_the_last_review_and_leaves_the_question() -> None:
    """One review stands, with the new rating; the card on the screen is still the one on the screen."""
    it = world()
    it.answer()
    it.step(events.Rate())
    question = it.session.view.question
    it.step(events.Rerate(Rating.AGAIN))
    assert it.session.view.question is question
    assert it.rows["scene/c0"].last_event.endswith("-1")
    assert len(it.log) == 1
    assert it.session.view.tally.reviewed == 1


def test_a_review_made_elsewhere_is_not_overwritten() -> None:
    """The answer is refused, and the card asked anew."""
    it = world(1, refuse=True)
    it.answer()
    it.step(events.Rate())
    assert it.session.view.notice == "It was already reviewed elsewhere."
    assert it.session.view.stage is Stage.ASKING
    assert it.session.view.tally == SessionTally()


def test_skipping_comes_back_later_and_suspending_does_not() -> None:
    """The skipped card is the last one; the suspended one is gone until an undo."""
    it = world()
    it.step(events.Skip())
    it.step(events.Suspend())
    seen = []
    while it.session.view.stage is not Stage.DONE:
        assert it.session.view.card is not None
        seen.append(it.session.view.card.name)
        it.answer()
        it.step(events.Rate(Rating.EASY))
    assert seen == ["c2", "c0"]


def test_the_end_tells_what_comes_next() -> None:
    """Cards still in their steps with the time, and the days after."""
    it = world(2)
    it.answer()
    it.step(events.Rate(Rating.EASY))
    day = it.rows["scene/c0"].memory
    assert day is not None and day.due_day is not None
    it.answer("2")
    it.step(events.Rate())
    ahead = it.session.next_cards(day.last_day)
    assert ahead.steps == 1
    assert ahead.first_ms == NOON.at_ms + 60_000
    assert ahead.next_day == day.due_day


def test_time_away_from_the_keyboard_does_not_count() -> None:
    """An answer after an hour counts a minute."""
    it = world()
    it.step(events.Submit("1", 3_600_000))
    it.step(events.Rate())
    assert it.session.view.tally.ms == ANSWER_CAP_MS


keys = st.sampled_from(
    [
        events.Submit("1", 5),
        events.Submit("2", 5),
        events.Submit("?", 5),
        events.Hint(),
        events.GiveUp(WRONG, 5),
        events.Rate(),
        events.Rate(Rating.EASY),
        events.Rerate(Rating.HARD),
        events.Skip(),
        events.Suspend(),
        events.Undo(),
    ]
)


@given(st.lists(st.tuples(keys, st.integers(0, 3 * 3_600_000)), max_size=40))
@settings(max_examples=150)
def test_any_sequence_of_keys_keeps_the_books(steps: list[tuple[events.Event, int]]) -> None:
    """No sequence of events raises, loses a review or shows a question without a card."""
    it = world()
    for event, wait in steps:
        it.moment = Moment(it.moment.at_ms + wait, it.moment.offset_min)
        it.step(event)
        view = it.session.view
        assert view.stage in (Stage.ASKING, Stage.ANSWERED, Stage.DONE)
        assert (view.question is None) == (view.stage is Stage.DONE)
        assert 0 <= view.tally.right <= view.tally.reviewed <= len(it.log)
    reviewed = {card for card, row in it.rows.items() if row.memory is not None}
    assert reviewed <= {logged.card for logged in it.log}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_nth_question_of_a_card_gets_the_nth_seed(seed: int) -> None:
    """A card that returns in the session is drawn anew."""
    it = world(1)
    seeds = []
    for _ in range(3):
        assert it.session.view.question is not None
        seeds.append(it.session.view.question.seed)
        it.answer("2")
        it.step(events.Rate())
    assert seeds == [0, 1, 2]


def test_what_comes_next_can_be_posed_meanwhile() -> None:
    """The upcoming card with the very seed that it will be drawn by, however often it is asked for."""
    it = world()
    upcoming = it.session.upcoming(it.moment)
    assert upcoming == it.session.upcoming(it.moment)
    it.answer()
    it.step(events.Rate(Rating.EASY))
    question = it.session.view.question
    assert upcoming is not None and question is not None
    assert (upcoming.card, upcoming.seed) == (question.card, question.seed)


def test_after_the_last_card_nothing_is_upcoming() -> None:
    """Nor when the session is done."""
    it = world(1)
    assert it.session.upcoming(it.moment) is None
    it.answer()
    it.step(events.Rate(Rating.EASY))
    assert it.session.upcoming(it.moment) is None
