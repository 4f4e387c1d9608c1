"""Torch takes too long: the load of the machine puts no card aside by itself."""

from __future__ import annotations

from session_world import RIGHT, world

from quiz.review import effects, events
from quiz.review.view import Stage


def test_a_card_that_ran_too_long_is_tried_once_more() -> None:
    """By the same seed; the second time it is asked as any other."""
    it = world(slow={"scene/c0": 1})
    view = it.session.view
    assert view.question is not None
    assert (view.stage, view.question.card.id, view.question.seed) == (Stage.ASKING, "scene/c0", 0)
    assert (view.put_aside, view.retrying) == ((), False)


def test_while_it_is_tried_again_the_view_says_so() -> None:
    """There is something to wait for, and the learner is told what."""
    it = world(2)
    it.answer()
    it.slow["scene/c1"] = 1
    asked_for = it.session.step(events.Rate(), it.moment)
    while not it.session.view.retrying:
        (effect,) = asked_for
        asked_for = it.session.step(it.carry_out(effect), it.moment)
    assert [type(effect) for effect in asked_for] == [effects.Draw]
    it.step(it.carry_out(asked_for[0]))
    assert (it.session.view.stage, it.session.view.retrying) == (Stage.ASKING, False)


def test_a_card_that_ran_too_long_twice_is_skipped() -> None:
    """With the reason; another card gets its own second try."""
    it = world(slow={"scene/c0": 2, "scene/c1": 1})
    view = it.session.view
    assert view.card is not None and view.card.id == "scene/c1"
    assert view.notice == "scene/c0 skipped: its code took longer than 5 s"
    assert view.put_aside == (("scene/c0", "its code took longer than 5 s"),)


def test_an_answer_whose_judging_ran_too_long_is_judged_once_more() -> None:
    """What was typed is not lost to a busy machine."""
    it = world(slow_verdicts=1)
    it.answer("1")
    assert (it.session.view.stage, it.session.view.verdict) == (Stage.ANSWERED, RIGHT)


def test_an_answer_that_cannot_be_judged_puts_its_card_aside() -> None:
    """After the second time; nothing is recorded."""
    it = world(slow_verdicts=2)
    it.answer("1")
    assert [card for card, _ in it.session.view.put_aside] == ["scene/c0"]
    assert (it.session.view.stage, it.log) == (Stage.ASKING, [])
