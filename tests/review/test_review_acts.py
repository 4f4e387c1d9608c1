"""What a session does beside asking: leeches, disputes, resets, cards of no use on this torch, days that begin."""

from __future__ import annotations

from dataclasses import replace

from session_world import NOON, OPTIONS, Logged, World, seed_of, world

from quiz.collection.collection import Collection, StudyOptions
from quiz.review import events
from quiz.review.session import Session
from quiz.review.view import SessionTally, Stage
from quiz.schedule import fsrs
from quiz.schedule.cram import Cram
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.policy import Limits
from quiz.store.log.events import EventKind
from quiz.store.log.fold import CardRow

DAY_MS = 86_400_000


def grown(it: World, lapses: int) -> None:
    """The first card is in review, due now, and was forgotten so many times."""
    moment = Moment(NOON.at_ms - 30 * DAY_MS, NOON.offset_min)
    memory = replace(fsrs.answer(None, Rating.EASY, moment, "scene/c0", OPTIONS), lapses=lapses)
    it.rows["scene/c0"] = CardRow("scene/c0", "e", memory)
    it.begin()


def test_a_card_forgotten_for_the_eighth_time_is_told_to_be_a_leech() -> None:
    """With the verdict, and once it is suspended with the beliefs that keep coming back; undo brings it back."""
    it = world(1)
    it.beliefs = (("it is two", 5), ("it is three", 1))  # before this answer
    grown(it, lapses=7)
    it.answer("2")
    leech = it.session.view.leech
    assert leech is not None and (leech.lapses, leech.beliefs) == (8, (("it is two", 6), ("it is three", 1)))
    it.step(events.Rate())
    assert it.session.view.stage is Stage.DONE
    for text in ("scene/c0 is a leech", "8 times", "“it is two” (6 times)", "“it is three” (once)"):
        assert text in it.session.view.notice
    it.step(events.Undo())
    assert it.session.view.stage is Stage.ASKING


def test_a_right_answer_makes_no_leech() -> None:
    """Nor does a lapse that is not the eighth."""
    for lapses, given, rating in ((7, "1", Rating.GOOD), (6, "2", Rating.AGAIN)):
        it = world(1)
        grown(it, lapses)
        it.answer(given)
        it.step(events.Rate(rating))
        assert "leech" not in it.session.view.notice


def test_a_verdict_can_be_disputed_while_it_stands_and_just_after() -> None:
    """All that the author needs is kept; before any verdict there is nothing to dispute."""
    it = world()
    it.step(events.Dispute())
    assert "no verdict" in it.session.view.notice
    it.answer("2")
    it.step(events.Dispute())
    assert it.session.view.stage is Stage.ANSWERED
    it.step(events.Rate())
    it.step(events.Dispute("1 is not 1"))
    assert [card for card, _ in it.disputes] == ["scene/c0", "scene/c0"]
    body = it.disputes[0][1]
    assert (body["seed"], body["typed"], body["truth"], body["torch"]) == (0, "2", "1", "2.13.0")
    assert not {"card"} & body.keys()


def test_a_reset_card_is_asked_as_new() -> None:
    """The review that made it known is not needed for that; undo brings back what was known."""
    it = world(1)
    grown(it, lapses=2)
    assert not it.session.view.new
    it.step(events.Reset())
    assert it.rows["scene/c0"].memory is None
    assert it.session.view.new
    it.step(events.Undo())
    assert it.rows["scene/c0"].memory is not None
    assert not it.session.view.new


def test_a_card_that_cannot_be_asked_here_is_remembered_for_this_engine() -> None:
    """By its digest, so that an edited card gets another chance."""
    it = world(break_cards=frozenset({"scene/c1"}))
    it.answer()
    it.step(events.Rate(Rating.EASY))
    card = it.collection().cards["scene/c1"]
    assert it.aside == {"2.13.0 on cpu": {"scene/c1": card.digest}}


def test_cards_put_aside_one_after_the_other_are_all_told() -> None:
    """In their place, beside what was told before them, and no longer than until the next key."""
    it = world(5, break_cards=frozenset({"scene/c0", "scene/c1", "scene/c3"}))
    put_aside = "scene/c0 skipped: it is broken; scene/c1 skipped: it is broken"
    assert it.session.view.notice == put_aside
    it.step(events.Skip())
    assert it.session.view.notice == "scene/c2 comes later in this session. scene/c3 skipped: it is broken"
    it.step(events.Hint())
    assert "skipped" not in it.session.view.notice


def test_a_deck_full_of_cards_that_cannot_be_asked_does_not_fill_the_screen() -> None:
    """Three are told by name, the others by their number."""
    it = world(6, break_cards=frozenset(f"scene/c{at}" for at in range(5)))
    assert it.session.view.notice.endswith("and 2 more, which the end of the session lists")
    assert len(it.session.view.put_aside) == 5


def test_the_end_of_a_session_lists_what_was_put_aside_and_does_not_tell_it_twice() -> None:
    """What was told before them still stands."""
    it = world(3, break_cards=frozenset({"scene/c1", "scene/c2"}))
    it.answer()
    it.step(events.Suspend())
    assert it.session.view.stage is Stage.DONE
    assert [card for card, _ in it.session.view.put_aside] == ["scene/c1", "scene/c2"]
    assert it.session.view.notice == "scene/c0 is suspended. Undo brings it back."


def test_cards_of_an_earlier_session_that_stay_put_aside_are_told() -> None:
    """Those of the decks of this session alone; what it has put aside itself is told by itself."""
    it = world()
    now = it.collection()
    snapshot = replace(now.snapshot, aside={"scene/c1": "cannot be asked", "other/c1": "cannot be asked"})
    session = Session(Collection(now.card_index, snapshot, NOON, now.rules), (), seed_of)
    assert session.aside == {"scene/c1": "cannot be asked"}


def test_another_engine_gives_every_card_another_chance() -> None:
    """What an older torch could not ask is forgotten at the first question of a newer one."""
    it = world()
    now = it.collection()
    snapshot = replace(now.snapshot, engine="2.4.0 on cpu", aside={"scene/c9": "it is old"})
    it.begin(Collection(now.card_index, snapshot, NOON, now.rules))
    assert it.aside == {"2.13.0 on cpu": {}}


def test_a_session_goes_on_into_the_next_day() -> None:
    """At the rollover the day is planned anew: its limits, and the reviews that have come due."""
    it = world(3, rules=StudyOptions(OPTIONS, Limits(new_per_day=1)))
    it.answer()
    it.step(events.Rate(Rating.EASY))
    assert it.session.view.stage is Stage.DONE
    it.moment = Moment(NOON.at_ms + DAY_MS, NOON.offset_min)
    it.step(events.Begin())
    assert it.session.view.card is not None
    assert it.session.view.card.id == "scene/c1"


def crammed(cards: int = 3) -> World:
    it = world(cards)
    it.begin(cram=Cram(it.collection().cards, 5, OPTIONS.rollover_min))
    return it


def test_a_cram_records_nothing_and_asks_again_what_was_not_known() -> None:
    """Every card once in an order of its own, the forgotten ones again; nothing is written anywhere."""
    it = crammed()
    seen = []
    for given in ("2", "1", "1", "1"):
        assert it.session.view.card is not None and it.session.view.cram
        seen.append(it.session.view.card.id)
        it.answer(given)
        assert it.session.view.waits == {}
        it.step(events.Rate())
    assert it.session.view.stage is Stage.DONE
    assert sorted(seen[:3]) == ["scene/c0", "scene/c1", "scene/c2"]
    assert seen[3] == seen[0]
    assert (it.rows, it.log) == ({}, [])
    assert it.session.view.tally == SessionTally(4, 3, 0, 4000)


def test_undo_in_a_cram_goes_back_within_it() -> None:
    """Through answers and acts in their order, and never to what was reviewed before."""
    it = crammed()
    it.log.append(Logged("scene/c0", None, EventKind.REVIEW, "e0"))  # a review of today
    first = it.session.view.card
    it.answer()
    it.step(events.Rate())
    it.step(events.Suspend())
    suspended = set(it.rows)
    it.step(events.Undo())
    assert suspended and it.rows == {}
    it.step(events.Undo())
    assert it.session.view.card == first
    assert it.session.view.tally == SessionTally()
    it.step(events.Undo())
    assert "Nothing to undo in this cram." in it.session.view.notice
    assert len(it.log) == 1
