"""The card table is the fold of the log: whatever is done, in whatever order the clock says it was."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_scene import NOON, ROLLOVER, answered, at, review

from quiz.errors import Conflict
from quiz.schedule.fsrs import answer
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.log.events import ACTS, Event, EventKind, new_id
from quiz.store.log.fold import CardRow, fold
from quiz.store.store import Store

HOUR = 3_600_000
cards = st.sampled_from(["a/one", "a/two", "b/one"])
some_options = st.builds(Options, retention=st.sampled_from([0.75, 0.95]), rollover_min=st.sampled_from([0, 240]))
steps = st.one_of(
    st.tuples(st.just("review"), cards, st.sampled_from(Rating), some_options),
    st.tuples(st.just("review"), st.just("a/one"), st.sampled_from([Rating.GOOD, Rating.EASY]), some_options),
    st.tuples(st.just("amend"), cards, st.sampled_from(Rating), some_options),
    st.tuples(st.just("act"), cards, st.sampled_from(sorted(ACTS)), st.integers(0, 7)),
    st.tuples(st.just("undo"), st.sampled_from([0, 240])),
    st.tuples(st.just("clock"), st.integers(-72 * HOUR, 72 * HOUR), st.integers(-720, 840)),
    st.tuples(st.just("clock"), st.integers(0, 40 * 24 * HOUR), st.just(0)),
    st.tuples(st.just("restart")),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, min_size=5, max_size=25))
def test_the_table_equals_the_fold_of_the_log(story: list[tuple[object, ...]]) -> None:
    """Reviews, amended ratings, acts, undos, changed options, restarts, and a clock that moves both ways."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "quiz.db"
        store = Store.open(path)
        try:
            moment = Moment(NOON, 60)
            for step in story:
                if step[0] == "clock":
                    moment = Moment(moment.at_ms + step[1], step[2])  # type: ignore[operator,arg-type]
                elif step[0] == "restart":
                    store.close()
                    store = Store.open(path)
                else:
                    _do(store, moment, *step)
            live = store.rows()
            events = list(store.events())
            assert live == fold(events)
            random.Random(1).shuffle(events)
            assert live == fold(events)
            assert store.rebuild()
            assert store.rows() == live
            assert all(one.at_ms < two.at_ms for one, two in pairwise(store.events()))
        finally:
            store.close()


def _do(store: Store, moment: Moment, what: object, *how: object) -> None:
    match what, *how:
        case "review", str(card), Rating() as rating, Options() as options:
            row = store.rows([card]).get(card)
            store.record(review(card, moment, row.last_event if row else None, rating=rating), options)
        case "amend", str(card), Rating() as rating, Options() as options:
            row = store.rows([card]).get(card)
            if row is None:
                return
            standing = [event for event in store.events(card) if event.kind != EventKind.UNDO]
            undone = {event.body.get("target") for event in store.events(card) if event.kind == EventKind.UNDO}
            left = [event.id for event in standing if event.id not in undone]
            expects = left[-2] if len(left) > 1 else None
            store.record(review(card, moment, expects, rating=rating), options, replaces=left[-1])
        case "act", str(card), EventKind() as kind, int(flag):
            body = {"flag": flag} if kind is EventKind.FLAG else {}
            store.act(kind, card, body, moment, options=Options())
        case "undo", int(rollover_min):
            store.undo(moment, rollover_min)


def event(at_ms: int, kind: str, card: str = "a/one", machine: str = "m", **body: object) -> Event:
    return Event(new_id(at_ms), machine, at_ms, 0, at_ms // 86_400_000, kind, card, body)


def test_each_machine_stands_under_its_own_options() -> None:
    """Two logs merged: what one machine's learner set does not reschedule the other's reviews."""
    strict, easy = Options(retention=0.97, fuzz=False), Options(retention=0.75, fuzz=False)
    mine = [
        event(1, EventKind.OPTIONS, "", "m", **strict.to_json()),
        event(3, EventKind.REVIEW, "a/one", "m", rating=4),
    ]
    theirs = [
        event(2, EventKind.OPTIONS, "", "n", **easy.to_json()),
        event(4, EventKind.REVIEW, "a/two", "n", rating=4),
    ]
    merged = fold([*mine, *theirs])
    for (_, one), options in ((mine, strict), (theirs, easy)):
        assert merged[one.card].memory == answer(None, Rating.EASY, one.moment, one.card, options)


def test_an_undo_takes_its_target_out_wherever_it_stands() -> None:
    """A merged log may hold an undo of an answer that is not the card's last: the rest is folded without it."""
    one, two, three = (event(at_ms, EventKind.REVIEW, rating=3) for at_ms in (10, 20, 30))
    undo = event(40, EventKind.UNDO, target=two.id)
    assert fold([one, two, three, undo]) == fold([one, three])
    assert fold([one, event(50, EventKind.UNDO, target=one.id)]) == {}


def test_an_undo_leaves_each_answer_under_the_options_of_its_time(store: Store) -> None:
    """The card is folded anew from its own events, but the options that hold for them are in others."""
    loose = Options(retention=0.75)
    first = store.record(review("a/one", at(), rating=Rating.EASY), loose)
    store.record(review("a/one", at(1), first.event_id, rating=Rating.EASY), Options(retention=0.95))
    undone = store.undo(at(2), ROLLOVER)
    assert undone is not None
    assert undone.row == first.row


def test_a_kind_of_a_later_release_changes_nothing() -> None:
    """It is passed over, and is not the card's last event."""
    one = event(10, EventKind.REVIEW, rating=3)
    assert fold([one, event(20, "sing")]) == fold([one])
    assert fold([event(20, "sing")]) == {}


def test_a_review_without_a_rating_is_a_broken_log() -> None:
    """ValueError: a state made up for it would be a lie."""
    with pytest.raises(ValueError, match="0"):
        fold([event(10, EventKind.REVIEW)])


def test_a_row_comes_back_from_its_columns(store: Store) -> None:
    """`from_row` is the inverse of `to_row`, with a memory and without."""
    row = answered(store, "a/one", at()).row
    assert CardRow.from_row(row.to_row()) == row
    bare = CardRow("a/two", new_id(1), suspended=True, buried_until=5, flag=2)
    assert CardRow.from_row(bare.to_row()) == bare


def tampered(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(sql)


def test_a_table_that_was_tampered_with_is_made_again(store: Store, path: Path) -> None:
    """`rebuild` tells that it differed, mends it, and then finds it equal."""
    answered(store, "a/one", at())
    row = store.rows()
    for sql in ("DELETE FROM card", "UPDATE card SET stability = stability * 1.001", "UPDATE card SET flag = 1"):
        tampered(path, sql)
        assert store.rebuild() is False
        assert store.rows() == row
        assert store.rebuild() is True


def test_the_last_digit_of_a_float_is_no_difference(store: Store, path: Path) -> None:
    """Another machine's libm may round otherwise; its file is not called broken for that."""
    answered(store, "a/one", at())
    tampered(path, "UPDATE card SET stability = stability * (1 + 1e-13)")
    assert store.rebuild() is True


def test_an_answer_to_what_was_undone_elsewhere_and_answered_again_is_refused(store: Store, path: Path) -> None:
    """The state that was shown is gone, even though there are as many answers as before."""
    shown = answered(store, "a/one", at())
    with Store.open(path) as other:
        other.undo(at(1), ROLLOVER)
        answered(other, "a/one", at(2))
    with pytest.raises(Conflict):
        store.record(review("a/one", at(3), shown.event_id), Options())
