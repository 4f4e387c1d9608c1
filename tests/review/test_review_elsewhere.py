"""Two sessions on one store: neither asks what the other has answered or put off."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from learner import DECK, HOUR, LEARNER, Learner

from quiz.collection.snapshot import collection_of
from quiz.review import effects, events
from quiz.review.view import Stage
from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.memory import Moment, Rating
from quiz.store.log.events import EventKind
from quiz.store.store import Store

DAY = 24 * HOUR


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "quiz.db") as store:
        yield store


@pytest.fixture
def other(tmp_path: Path, store: Store) -> Iterator[Store]:
    with Store.open(tmp_path / "quiz.db") as other:
        yield other


def card(it: Learner) -> str:
    assert it.session.view.card is not None
    return it.session.view.card.name


def answered(it: Learner, cards: int, rating: Rating = Rating.EASY) -> list[str]:
    """Answer so many cards; which they were."""
    seen = []
    for _ in range(cards):
        seen.append(card(it))
        it.press(events.Rate(rating))
    return seen


def later(it: Learner, days: int) -> None:
    it.now = Moment(it.now.at_ms + days * DAY, it.now.offset_min)
    it.begin()


def test_cards_reviewed_elsewhere_are_passed_over(store: Store, other: Store) -> None:
    """Another session has answered the next three cards: none of them is asked, and the day has no more of them."""
    first = Learner(store)
    answered(first, LEARNER.new_per_day)
    later(first, 1)
    answered(first, LEARNER.new_per_day)
    later(first, 30)
    second = Learner(other)
    second.now = first.now
    second.begin()
    assert card(first) == card(second)
    second.step(events.Skip())
    elsewhere = answered(second, 3)
    here = answered(first, 3)
    assert first.session.view.stage is Stage.DONE
    assert not set(here) & set(elsewhere)
    done = store.done_today(first.collection.today)["scene"]
    assert (done.new, done.reviews) == (2, LEARNER.reviews_per_day)


def test_new_cards_answered_elsewhere_count_for_the_day(store: Store, other: Store) -> None:
    """Of three new cards two were answered in the other session: one is left for this one."""
    first, second = Learner(store), Learner(other)
    second.step(events.Skip())
    assert answered(second, 2) == ["c1", "c2"]
    assert answered(first, 1) == ["c0"]
    assert first.session.view.stage is Stage.DONE


def test_a_rating_of_an_earlier_day_is_amended_no_more(store: Store) -> None:
    """It would be dated anew, and be one more card begun today."""
    it = Learner(store)
    answered(it, 1)
    it.now = Moment(it.now.at_ms + DAY, it.now.offset_min)
    it.step(events.Rerate(Rating.HARD))
    assert "earlier study day" in it.session.view.notice
    assert [event.body["rating"] for event in store.events() if event.kind == EventKind.REVIEW] == [Rating.EASY]


def test_a_reset_gives_nothing_of_the_day_back(store: Store) -> None:
    """A card that was begun today and is made new again has used its place; its undo changes nothing of that."""
    it = Learner(store)
    answered(it, LEARNER.new_per_day - 1)
    answered(it, 1, Rating.AGAIN)
    assert card(it) == f"c{LEARNER.new_per_day - 1}"
    it.step(events.Reset())
    assert it.session.view.stage is Stage.DONE
    it.step(events.Undo())
    assert card(it) == f"c{LEARNER.new_per_day - 1}"
    assert it.session.view.remaining.new == 0


def test_an_answer_to_a_card_that_was_answered_meanwhile_is_not_kept(store: Store, other: Store) -> None:
    """It is told, and the card is not asked again before it is due."""
    first, second = Learner(store), Learner(other)
    answered(second, 1)
    first.press(events.Rate(Rating.AGAIN))
    assert first.session.view.notice.startswith("Not saved: scene/c0 was reviewed in another window")
    assert card(first) == "c1"
    assert [event.kind for event in store.events("scene/c0")] == ["review"]


@pytest.mark.parametrize("kind", [EventKind.SUSPEND, EventKind.BURY])
def test_a_card_put_off_elsewhere_is_passed_over(store: Store, other: Store, kind: EventKind) -> None:
    """Also where it was the very next one."""
    first = Learner(store)
    other.act(kind, "scene/c1", {}, first.now, options=first.collection.rules.options)
    assert answered(first, 2) == ["c0", "c2"]


def test_cards_taken_back_elsewhere_are_asked(store: Store, other: Store) -> None:
    """They count against the day no more, and come again."""
    second = Learner(other)
    answered(second, 2)
    first = Learner(store)
    second.step(events.Undo())
    second.step(events.Undo())
    assert answered(first, 3) == ["c2", "c0", "c1"]


def test_what_was_put_off_here_stays_put_off(store: Store, other: Store) -> None:
    """Lining the cards up anew does not bring a skipped card forward."""
    first = Learner(store)
    first.step(events.Skip())
    other.act(EventKind.FLAG, "scene/c5", {"flag": 1}, first.now, options=first.collection.rules.options)
    assert answered(first, 3) == ["c1", "c2", "c0"]


def test_a_store_that_cannot_be_looked_into_does_not_hold_up_the_question(store: Store) -> None:
    """The question comes; what is amiss is told."""
    it = Learner(store)
    it.session.step(events.Skip(), it.now)
    asked_for = it.session.step(events.Unsaved("Not read: the disk is away."), it.now)
    assert [type(effect) for effect in asked_for] == [effects.Draw]
    assert it.session.view.notice == "Not read: the disk is away."


doings = st.sampled_from(
    [
        *[events.Rate(rating) for rating in Rating],
        events.Rate(Rating.EASY),
        events.Undo(),
        events.Skip(),
        events.Suspend(),
        events.Bury(),
        events.SetFlag(2),
        events.Reset(),
        events.Rerate(Rating.HARD),
    ]
)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.booleans(), doings, st.sampled_from([0, 0, 0, 1, 12, 24, 240])), min_size=8, max_size=30))
def test_whatever_two_sessions_do_no_card_is_asked_that_is_not_due(story: list[tuple[bool, events.Event, int]]) -> None:
    """As the store stands when it is asked; and together they keep to the day's new cards."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "quiz.db") as one,
        Store.open(Path(folder) / "quiz.db") as other,
    ):
        both = Learner(one), Learner(other)
        for which, doing, hours in story:
            it = both[which]
            for learner in both:
                learner.now = Moment(learner.now.at_ms + hours * HOUR, 60)
            question = it.session.view.question
            it.press(doing)
            view = it.session.view
            today = study_day(it.store.forward(it.now), LEARNER.rollover)
            if view.card is not None and view.question is not question:
                row = it.store.rows([view.card.id]).get(view.card.id)
                entry = Entry.of(
                    view.card.id, 0, row and row.memory, bool(row and row.suspended), row and row.buried_until
                )
                assert not entry.hidden(today)
                assert not entry.in_review or entry.is_due(today)
        log = list(one.events())
        resets = sum(event.kind == EventKind.RESET for event in log)
        begun = Counter(row.first_day for row in one.rows().values())
        assert (
            max((count for day, count in begun.items() if day is not None), default=0) <= LEARNER.new_per_day + resets
        )
        assert one.rebuild()


def test_an_answer_of_the_same_card_elsewhere_is_not_taken_out_of_this_tally(store: Store, other: Store) -> None:
    """Undo takes back whatever came last; only what this session has answered leaves what it has done."""
    first = Learner(store)
    (name,) = answered(first, 1, Rating.AGAIN)
    second = Learner(other)
    second.now = Moment(first.now.at_ms + 2 * 60_000, 60)
    second.begin()
    assert answered(second, 1) == [name]
    first.now = second.now
    first.press(events.Undo())
    assert first.session.view.tally.reviewed == 1
    first.press(events.Undo())
    assert first.session.view.tally.reviewed == 0


def test_a_card_that_is_renamed_while_it_is_asked_is_not_asked_again(store: Store) -> None:
    """Its answer is filed under the name that it has now, and so is another rating for it."""
    it = Learner(store)
    first, *rest = DECK.cards
    assert card(it) == first.name
    renamed = replace(DECK, cards=(replace(first, name="fresh", was=first.name), *rest))
    it.step(events.Renewed(collection_of([renamed], store, LEARNER, it.now)))
    it.press(events.Rate(Rating.AGAIN))
    it.press(events.Rerate(Rating.EASY))
    names = answered(it, LEARNER.new_per_day - 1)
    assert it.session.view.stage is Stage.DONE
    assert names == [one.name for one in rest[: LEARNER.new_per_day - 1]]
    assert it.session.view.tally.reviewed == LEARNER.new_per_day


def test_a_card_that_its_file_has_lost_uses_up_its_place_of_the_day(store: Store) -> None:
    """It was on the screen: its answer is kept, and no card more comes than on any other day."""
    it = Learner(store)
    gone = card(it)
    left = replace(DECK, cards=tuple(one for one in DECK.cards if one.name != gone))
    it.step(events.Renewed(collection_of([left], store, LEARNER, it.now)))
    it.press(events.Rate(Rating.EASY))
    while it.session.view.stage is not Stage.DONE:
        assert card(it) != gone
        it.press(events.Rate(Rating.EASY))
    assert it.session.view.tally.reviewed == LEARNER.new_per_day
