"""Answers and acts: what is written, what is refused, what is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_scene import OPTIONS, ROLLOVER, TODAY, answered, at, review

from quiz.errors import Conflict
from quiz.schedule.fsrs import answer
from quiz.schedule.memory import Rating
from quiz.schedule.options import Options
from quiz.schedule.policy import Done
from quiz.store.log.events import Event, EventKind, day_ids, key, new_id
from quiz.store.store import DayTally, Recorded, Store


def kinds(store: Store) -> list[str]:
    return [event.kind for event in store.events()]


def test_an_answer_is_kept_with_all_that_is_known_of_it(store: Store, path: Path) -> None:
    """Another connection finds the event, whole, and the memory that the schedule makes of it."""
    asked = review(
        "gather/dim", at(offset_min=60), rating=Rating.HARD, suggested=Rating.GOOD, text="[[1, 2]]", ms=4200, seed=77,
        hints=1, tries=2, belief="dim is dropped", torch="2.13.0+cpu", device="cpu", digest="ab12",
    )  # fmt: skip
    recorded = store.record(asked, OPTIONS)
    with Store.open(path) as other:
        (event,) = other.events("gather/dim")
        assert other.rows() == {"gather/dim": recorded.row}
    assert (event.id, event.kind, event.machine) == (recorded.event_id, EventKind.REVIEW, store.machine)
    assert (event.study_day, event.offset_min) == (TODAY, 60)
    assert event.body == {
        "rating": 2, "suggested": 3, "verdict": "right", "text": "[[1, 2]]", "ms": 4200, "seed": 77, "hints": 1,
        "tries": 2, "belief": "dim is dropped", "torch": "2.13.0+cpu", "device": "cpu", "digest": "ab12",
    }  # fmt: skip
    assert recorded.row.memory == answer(None, Rating.HARD, event.moment, "gather/dim", OPTIONS)
    assert (recorded.row.first_day, recorded.row.last_event) == (TODAY, event.id)


def test_any_text_can_be_typed(store: Store) -> None:
    """Lone surrogates, NUL, emoji and quotes come back as they were."""
    text = "\udcff\0'\"🙂\u2028\x1b[31m"
    answered(store, "a/one", at(), text=text)
    assert [event.body["text"] for event in store.events("a/one")] == [text]


def test_a_card_that_changed_since_it_was_shown_is_refused(store: Store, path: Path) -> None:
    """Two sessions show the same card: the second answer is refused, and nothing of it is written."""
    with Store.open(path) as other:
        answered(other, "a/one", at())
    before = list(store.events())
    with pytest.raises(Conflict, match="already reviewed elsewhere"):
        store.record(review("a/one", at(1), None), OPTIONS)
    with pytest.raises(Conflict):
        store.record(review("a/one", at(1), "no-such-event"), Options(retention=0.8))
    assert list(store.events()) == before
    assert answered(store, "a/one", at(1)).row.memory


def test_the_options_are_saved_before_the_first_review_under_them(store: Store, path: Path) -> None:
    """An options event stands before the first review and wherever they change, and only there."""
    answered(store, "a/one", at())
    answered(store, "a/two", at(1))
    store.record(review("a/three", at(2)), Options(retention=0.8))
    with Store.open(path) as later:
        later.record(review("a/four", at(3)), Options(retention=0.8))
    assert kinds(store) == ["options", "review", "review", "options", "review", "review"]
    noted = [event.body for event in store.events() if event.kind == EventKind.OPTIONS]
    assert [Options.from_json(body) for body in noted] == [OPTIONS, Options(retention=0.8)]


def test_time_in_the_log_never_goes_back(store: Store) -> None:
    """A clock set back by a day, or standing still: each event is later than the one before, on its study day."""
    for moment in (at(), at(), at(days=-1), at(-3)):
        answered(store, "a/one", moment)
    events = list(store.events())
    assert [event.at_ms for event in events] == [at().at_ms + late for late in range(5)]
    assert {event.study_day for event in events} == {TODAY}
    assert sorted(event.id for event in events) == [event.id for event in events]
    assert store.forward(at(days=-1)) == at()._replace(at_ms=events[-1].at_ms + 1)
    assert store.forward(at(days=1)) == at(days=1)


def test_the_study_day_begins_at_the_rollover(store: Store) -> None:
    """An answer at 03:59 local time is of the day before."""
    early = at(-8 * 60 - 1, offset_min=0)
    answered(store, "a/one", early)
    answered(store, "a/one", early._replace(at_ms=early.at_ms + 120_000))
    assert [event.study_day for event in store.events("a/one")] == [TODAY - 1, TODAY]


def test_a_card_is_suspended_buried_and_flagged(store: Store) -> None:
    """Each act is one event and shows in the row; a card never answered can have them too."""
    done = [
        store.act(kind, "a/one", body, at(late), options=OPTIONS).row
        for late, (kind, body) in enumerate(
            [
                (EventKind.SUSPEND, {}),
                (EventKind.FLAG, {"flag": 3}),
                (EventKind.BURY, {}),
                (EventKind.UNSUSPEND, {}),
                (EventKind.BURY, {"until": 7}),
            ]
        )
    ]
    assert [row.suspended for row in done] == [True, True, True, False, False]
    assert [row.flag for row in done] == [0, 3, 3, 3, 3]
    assert [row.buried_until for row in done] == [None, None, TODAY + 1, TODAY + 1, 7]
    assert done[-1].memory is None
    assert store.rows() == {"a/one": done[-1]}
    assert answered(store, "a/one", at(9)).row.flag == 3


def test_an_act_can_expect_what_was_shown(store: Store) -> None:
    """With `expects` it is refused like an answer; without, it is done whatever happened."""
    first = answered(store, "a/one", at())
    answered(store, "a/one", at(1))
    with pytest.raises(Conflict):
        store.act(EventKind.SUSPEND, "a/one", {}, at(2), options=OPTIONS, expects=first.event_id)
    assert store.act(EventKind.SUSPEND, "a/one", {}, at(2), options=OPTIONS).row.suspended


@pytest.mark.parametrize(
    ("kind", "body"),
    [(EventKind.REVIEW, {}), (EventKind.UNDO, {}), (EventKind.FLAG, {}), (EventKind.FLAG, {"flag": 8})],
)
def test_what_cannot_be_done_to_a_card_is_a_mistake_of_the_program(
    store: Store, kind: EventKind, body: dict[str, int]
) -> None:
    """ValueError, and nothing is written."""
    with pytest.raises(ValueError, match="cannot be done"):
        store.act(kind, "a/one", body, at(), options=OPTIONS)
    assert list(store.events()) == []


def test_a_rating_is_amended_in_one_step(store: Store) -> None:
    """`replaces` takes the earlier answer back and puts the new one in its place, as if it had been the first."""
    shown = answered(store, "a/one", at(days=-1))
    good = answered(store, "a/one", at())
    again = store.record(review("a/one", at(0.1), shown.event_id, rating=Rating.AGAIN), OPTIONS, replaces=good.event_id)
    assert kinds(store) == ["options", "review", "review", "undo", "review"]
    assert again.row.memory is not None
    assert (again.row.memory.reps, again.row.memory.step) == (2, 0)
    assert store.rebuild()
    with pytest.raises(Conflict):
        store.record(review("a/one", at(1), shown.event_id), OPTIONS, replaces=good.event_id)
    with pytest.raises(Conflict):
        store.record(review("a/two", at(1), None), OPTIONS, replaces=again.event_id)
    assert len(kinds(store)) == 5


def test_a_rating_is_amended_after_what_was_done_to_the_card(store: Store) -> None:
    """A flag, a burial, a dispute keep nobody from it, once or twice; another answer and a reset do."""
    shown = answered(store, "a/one", at(days=-1))
    last = answered(store, "a/one", at()).event_id
    store.act(EventKind.FLAG, "a/one", {"flag": 2}, at(1), options=OPTIONS)
    store.act(EventKind.BURY, "a/one", {}, at(2), options=OPTIONS)
    store.act(EventKind.DISPUTE, "a/one", {}, at(3), options=OPTIONS)

    def amended(rating: Rating) -> Recorded:
        return store.record(review("a/one", at(4), shown.event_id, rating=rating), OPTIONS, replaces=last)

    for rating in (Rating.AGAIN, Rating.HARD):
        recorded = amended(rating)
        last = recorded.event_id
        assert (recorded.row.flag, recorded.row.buried_until) == (2, TODAY + 1)
        assert recorded.row.memory
        assert recorded.row.memory.reps == 2
        assert store.rebuild()
    store.act(EventKind.RESET, "a/one", {}, at(5), options=OPTIONS)
    with pytest.raises(Conflict):
        amended(Rating.GOOD)
    store.undo(at(6), ROLLOVER)
    amended(Rating.GOOD)
    answered(store, "a/one", at(7))
    with pytest.raises(Conflict):
        amended(Rating.EASY)
    assert store.rebuild()


def test_rows_are_had_for_any_number_of_cards(store: Store) -> None:
    """More cards than SQLite takes parameters; those without events are left out."""
    for number in range(0, 1200, 100):
        answered(store, f"a/{number}", at(number))
    cards = [f"a/{number}" for number in range(1200)]
    assert len(store.rows(cards)) == 12
    assert store.rows(cards) == store.rows()
    assert store.rows([]) == {}


def test_the_counts_of_today_are_by_deck(store: Store) -> None:
    """New cards count on the day of their first answer, reviews when the card was in review; steps count as neither."""
    for day in (-20, -20, -19):
        answered(store, "a/old", at(days=day), rating=Rating.EASY)
    answered(store, "b/older", at(days=-3), rating=Rating.EASY)
    assert store.done_today(TODAY) == {}

    answered(store, "a/old", at(), rating=Rating.AGAIN)
    answered(store, "a/old", at(11), rating=Rating.GOOD)
    answered(store, "a/new", at(12))
    answered(store, "a/new", at(23))
    answered(store, "b/older", at(24))
    assert store.done_today(TODAY) == {"a": Done(new=1, reviews=1), "b": Done(new=0, reviews=1)}

    store.undo(at(25), ROLLOVER)
    assert store.done_today(TODAY) == {"a": Done(new=1, reviews=1)}


def test_the_tally_of_a_day_leaves_out_what_was_undone(store: Store) -> None:
    """Reviews, right ones, hints and time, of one study day."""
    answered(store, "a/one", at(days=-1), ms=9000)
    answered(store, "a/one", at(), ms=1000, hints=2)
    answered(store, "a/two", at(1), ms=500, verdict="wrong", rating=Rating.AGAIN)
    answered(store, "a/two", at(2), ms=70_000)
    store.undo(at(3), ROLLOVER)
    store.act(EventKind.SUSPEND, "a/two", {}, at(4), options=OPTIONS)
    assert store.day_tally(TODAY) == DayTally(reviewed=2, right=1, hints=2, ms=1500)
    assert store.day_tally(TODAY + 1) == DayTally()


def test_ids_are_of_version_7_and_in_the_order_of_time() -> None:
    """The first 48 bits are the time; two of one millisecond differ."""
    one, other = new_id(0x0123456789AB), new_id(0x0123456789AB)
    assert one != other
    assert one.startswith("01234567-89ab-7")
    assert one[19] in "89ab"
    assert new_id(5) < new_id(6)
    with pytest.raises(ValueError, match="time"):
        new_id(-1)


@pytest.mark.parametrize("offset_min", [-12 * 60, 0, 14 * 60])
@pytest.mark.parametrize("rollover_min", [0, 240, 1439])
def test_the_ids_of_a_study_day_lie_within_its_bounds(offset_min: int, rollover_min: int) -> None:
    """At every offset and rollover, the first and the last millisecond of the day have ids between the two."""
    low, high = day_ids(TODAY)
    start = TODAY * 86_400_000 + (rollover_min - offset_min) * 60_000
    assert low <= key(new_id(start)) < key(new_id(start + 86_400_000 - 1)) < high


def test_an_event_comes_back_from_its_row() -> None:
    """`from_row` is the inverse of `to_row`."""
    event = Event(new_id(9), "m", 9, -60, 3, "review", "a/one", {"rating": 3, "text": "ü"})
    assert Event.from_row(event.to_row()) == event
