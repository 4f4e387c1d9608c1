"""The replay of a log, on plain rows, equals the step `after` taken event by event: to the bit, for any log."""

from __future__ import annotations

import json
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.schedule.memory import Rating
from quiz.schedule.options import Options
from quiz.store.log.events import ACTS, Event, EventKind, new_id
from quiz.store.log.fold import NO_ALIASES, CardRow, Fold, after, deck_of, fold, reviewed, undone_by

START = 1_700_000_000_000
MINUTE = 60_000
names = st.sampled_from(["a/one", "a/two", "b/one", "b/old"])
some_options = st.builds(
    Options,
    retention=st.sampled_from([0.75, 0.95]),
    learning_steps_s=st.sampled_from([(), (60, 600)]),
    relearning_steps_s=st.sampled_from([(), (600,)]),
    maximum_interval=st.sampled_from([7, 36_500]),
    fuzz=st.booleans(),
)
answers = st.fixed_dictionaries(
    {"rating": st.sampled_from([1, 1, 2, 3, 4])},
    optional={"verdict": st.sampled_from(["right", "wrong"]), "ms": st.integers(0, 9), "belief": st.sampled_from("xy")},
)
told = st.one_of(
    st.tuples(st.just(EventKind.REVIEW), names, answers),
    st.tuples(st.just(EventKind.REVIEW), st.just("a/one"), answers),
    st.tuples(st.sampled_from([*sorted(ACTS), "sing", EventKind.DISPUTE]), names, st.just({})),
    st.tuples(st.just(EventKind.OPTIONS), st.sampled_from(["", "a"]), some_options.map(Options.to_json)),
    st.tuples(st.just(EventKind.UNDO), names, st.integers(0, 9)),
)
waits = st.one_of(st.integers(1, 30), st.integers(1, 90 * 24 * 60))
stories = st.lists(st.tuples(told, st.sampled_from("mn"), waits), min_size=1, max_size=30)


def log_of(story: list[tuple[tuple[str, str, object], str, int]]) -> list[Event]:
    """The events of a story; an undo takes back the event so many places before it, of whatever card."""
    events: list[Event] = []
    times = accumulate((wait for _, _, wait in story), initial=START // MINUTE)
    for ((kind, card, body), machine, _), minute in zip(story, times, strict=False):
        at_ms = minute * MINUTE + len(events)
        if isinstance(body, int):
            body = {"target": events[-1 - body].id if body < len(events) else "no id"}
        assert isinstance(body, dict)
        day = at_ms // (24 * 60 * MINUTE)
        events.append(Event(new_id(at_ms), machine, at_ms, 60, day, str(kind), card, body))
    return events


@settings(max_examples=150, deadline=None)
@given(stories, st.sampled_from([NO_ALIASES, {"b/old": "a/one"}]))
def test_a_replay_equals_the_steps_for_any_log(
    story: list[tuple[tuple[str, str, object], str, int]], aliases: dict[str, str]
) -> None:
    """Two machines under options of their own, undos, acts, kinds of later releases and a renamed card."""
    events = log_of(story)
    undone = undone_by(events)
    rows: dict[str, CardRow] = {}
    logs = []
    noted: dict[tuple[str, str], Options] = {}
    for event in events:
        if event.kind == EventKind.OPTIONS:
            noted[event.machine, event.card] = Options.from_json(event.body)
        elif (event.card, event.id) not in undone:
            deck = noted.get((event.machine, deck_of(event.card)))
            options = deck or noted.get((event.machine, "")) or Options()
            card = aliases.get(event.card, event.card)
            if event.kind == EventKind.REVIEW:
                logs.append(reviewed(rows.get(card), event, options, card)[1])
            row = after(rows.get(card), event, options, card)
            if row is not None:
                rows[card] = row
    replay = Fold(undone, aliases)
    found = [added for event in events if (added := replay.add_row(event.to_row()))]
    assert found == logs
    assert replay.rows == rows
    assert fold(events, aliases) == rows
    assert all(CardRow.from_row(row.to_row()) == row for row in rows.values())


def test_a_body_is_read_as_json_however_it_is_written() -> None:
    """Blanks around it, the order of its fields and what a later release adds change nothing."""
    at_ms = START
    plain = Event(new_id(at_ms), "m", at_ms, 0, 1, "review", "a/one", {"rating": Rating.GOOD.value, "ms": 5})
    *columns, _ = plain.to_row()
    for body in ({"rating": 3, "ms": 5}, {"ms": 5, "rating": 3.0, "mood": [{}]}):
        for written in (json.dumps(body), f" {json.dumps(body)}\n", json.dumps(body, separators=(",", ":"))):
            folding = Fold(())
            assert folding.add_row((*columns, written)) == Fold(()).add(plain)
            assert folding.rows == fold([plain])
