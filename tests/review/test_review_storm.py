"""A real store behind a session, whatever the learner, the clock and the aeroplane do."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from learner import DECK, HOUR, LEARNER, Learner

from quiz.collection.snapshot import collection_of
from quiz.review import events
from quiz.review.view import Stage
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment, Rating
from quiz.store.log.events import EventKind
from quiz.store.log.fold import fold
from quiz.store.store import Store

keys = st.sampled_from(
    [
        *[events.Rate(rating) for rating in Rating],
        events.Rate(Rating.AGAIN),
        events.Rate(Rating.EASY),
        events.Undo(),
        events.Skip(),
        events.Suspend(),
        events.Bury(),
        events.SetFlag(2),
        events.Reset(),
        events.Dispute(),
        events.Rerate(Rating.HARD),
    ]
)
steps = st.one_of(
    st.tuples(st.just("key"), keys),
    st.tuples(st.just("key"), keys),
    st.tuples(st.just("clock"), st.integers(-30 * HOUR, 60 * HOUR)),
    st.tuples(st.just("days"), st.integers(1, 40)),
    st.tuples(st.just("fly"), st.integers(-12 * 60, 14 * 60)),
    st.tuples(st.just("restart"), st.none()),
    st.tuples(st.just("renew"), st.none()),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("storm") / "quiz.db"
    Store.open(path).close()
    return path


@settings(max_examples=40)
@given(st.lists(steps, min_size=8, max_size=35))
def test_no_story_breaks_the_books(empty: Path, story: list[tuple[str, object]]) -> None:
    """Time in the log goes forward, no hidden card is asked, the limits of a day hold, replay gives the table."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(shutil.copy(empty, folder))) as store:
        it = Learner(store)
        for what, how in story:
            if what == "key":
                it.press(how)  # type: ignore[arg-type]
            elif what == "restart":
                it.begin()
            elif what == "renew":
                it.step(events.Renewed(collection_of([DECK], store, LEARNER, it.now)))
            elif what == "fly":
                assert isinstance(how, int)
                it.now = Moment(it.now.at_ms, how)
            else:
                assert isinstance(how, int)
                it.now = Moment(it.now.at_ms + how * (24 * HOUR if what == "days" else 1), it.now.offset_min)
            view = it.session.view
            assert view.stage in (Stage.ASKING, Stage.ANSWERED, Stage.DONE)
            if view.stage is Stage.ASKING and what in ("key", "restart"):
                assert view.card is not None
                row = store.rows([view.card.id]).get(view.card.id)
                assert row is None or not row.suspended
        log = list(store.events())
        assert [event.at_ms for event in log] == sorted({event.at_ms for event in log})
        assert [event.study_day for event in log if event.offset_min == 60] == sorted(
            event.study_day for event in log if event.offset_min == 60
        )
        rows = store.rows()
        assert rows == fold(log)
        assert store.rebuild()
        today = study_day(store.forward(it.now), LEARNER.rollover)
        resets = sum(event.kind == EventKind.RESET for event in log)
        begun = Counter(row.first_day for row in rows.values())
        assert begun[today] <= LEARNER.new_per_day + resets
