"""A log that a wrong clock has dated later than now, and how it is dated anew."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_scene import DAY, MINUTE, OPTIONS, ROLLOVER, TODAY, answered, at

from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment, Rating
from quiz.store.log.events import EventKind
from quiz.store.maintenance.clock_skew import ahead, redate
from quiz.store.store import Store


def sane(store: Store, now: Moment) -> None:
    """In order, none later than now or of a later day, folded as the log says."""
    events = list(store.events())  # one of now itself may push those after it on by a millisecond each
    assert all(one.id < two.id and one.at_ms < two.at_ms for one, two in pairwise(events))
    assert all(int(event.id.replace("-", "")[:12], 16) == event.at_ms for event in events)
    assert all(event.at_ms < now.at_ms + len(events) for event in events)
    assert all(event.study_day <= study_day(now, ROLLOVER) for event in events)
    assert ahead(store, now) is None
    assert store.rebuild()


def test_a_log_that_lies_ahead_is_reported_with_its_first_event(store: Store) -> None:
    """By how much, since when, how many; a few minutes are nothing."""
    answered(store, "a/one", at())
    assert ahead(store, at(1)) is None
    assert ahead(store, at(-9)) is None
    first = answered(store, "a/two", at(days=3650))
    answered(store, "a/three", at(2))
    found = ahead(store, at(3))
    assert found is not None
    assert (found.since.id, found.events) == (first.event_id, 2)
    assert found.by_ms == 3650 * DAY - 3 * MINUTE + 1


def test_what_is_dated_later_is_dated_to_now_in_its_order(store: Store) -> None:
    """With the time between as far as there is room; the answers after it count for their own day again."""
    answered(store, "a/one", at(days=-2))
    kept = list(store.events())
    for minutes in (0, 10, 25):
        answered(store, "a/two", at(minutes, days=3650))
    assert redate(store, at(), ROLLOVER) == 3
    sane(store, at())
    assert list(store.events())[: len(kept)] == kept
    assert [event.at_ms - at().at_ms for event in store.events("a/two")] == [-25 * MINUTE, -15 * MINUTE, 0]
    assert store.forward(at(1)) == at(1)
    assert redate(store, at(1), ROLLOVER) == 0
    assert answered(store, "a/two", at(1)).row.memory


def test_where_there_is_no_room_for_the_time_between_it_is_squeezed(store: Store) -> None:
    """Nothing is dated before what was known before."""
    last = answered(store, "a/one", at(days=-1))
    for days in (0, 100, 200):
        answered(store, "a/two", at(days=3650 + days))
    redate(store, at(), ROLLOVER)
    sane(store, at())
    event = store.event(last.event_id)
    assert event is not None
    first, *_, end = store.events("a/two")
    assert (first.at_ms, end.at_ms) == (event.at_ms + 1, at().at_ms)


def test_what_names_an_event_or_a_day_names_it_still(store: Store) -> None:
    """Undone answers stay undone, whether they were before or after; what was buried comes back the day after."""
    early = answered(store, "a/one", at(days=-1))
    answered(store, "a/two", at(days=3650))
    undone = store.undo(at(1, days=3650), ROLLOVER)
    assert undone is not None
    store.take_back(early.event_id, at(2, days=3650), ROLLOVER)
    store.act(EventKind.BURY, "a/three", {"until": TODAY + 3650 + 5}, at(3, days=3650), options=OPTIONS)
    store.act(EventKind.BURY, "a/four", {}, at(4, days=3650), options=OPTIONS)
    store.note(EventKind.MORE, {"new": 5}, at(5, days=3650), options=OPTIONS)
    redate(store, at(), ROLLOVER)
    sane(store, at())
    rows = store.rows()
    assert rows.keys() == {"a/three", "a/four"}
    assert (rows["a/three"].buried_until, rows["a/four"].buried_until) == (TODAY + 5, TODAY + 1)
    assert [event.study_day for event in store.standing(EventKind.MORE)] == [TODAY]


def test_it_is_done_whole_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails in the middle leaves the log as it was."""
    answered(store, "a/one", at(days=3650))
    before = list(store.events())
    monkeypatch.setattr(Store, "refolded", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        redate(store, at(), ROLLOVER)
    assert list(store.events()) == before


steps = st.tuples(
    st.sampled_from(["answer", "undo", "bury", "suspend", "clock"]),
    st.sampled_from(["a/one", "a/two"]),
    st.integers(-40 * 24 * 60, 4000 * 24 * 60),
    st.sampled_from([-8 * 60, 0, 14 * 60]),
)


@settings(max_examples=30)
@given(story=st.lists(steps, min_size=1, max_size=12))
def test_whatever_was_done_under_whatever_clock_ends_now(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[str, str, int, int]]
) -> None:
    """The invariants of the log hold again; as many events, of the same kinds, in the same order."""
    moment = at()
    with Store.open(tmp_path_factory.mktemp("future") / "quiz.db") as store:
        answered(store, "a/one", at(days=-41))
        for what, card, minutes, offset_min in story:
            match what:
                case "answer":
                    answered(store, card, moment, rating=Rating.EASY)
                case "undo":
                    store.undo(moment, ROLLOVER)
                case "clock":
                    moment = at(minutes, offset_min=offset_min)
                case _:
                    store.act(EventKind(what), card, {}, moment, options=OPTIONS)
        before = [(event.kind, event.card) for event in store.events()]
        redate(store, at(), ROLLOVER)
        sane(store, at())
        rest = [event for event in store.events() if event.kind != EventKind.REDATE]
        assert [(event.kind, event.card) for event in rest] == before
