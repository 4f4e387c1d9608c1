"""Logs of several machines: the union by id, in whatever order and however often, is one and the same."""

from __future__ import annotations

import itertools
import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_scene import NOON, OPTIONS, answered, at, review

from quiz.errors import StoreError
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.log.events import EventKind, new_id
from quiz.store.log.fold import alike
from quiz.store.maintenance.jsonl import export_lines, import_lines
from quiz.store.store import Store

HOUR = 3_600_000
NOW = at(days=400)
CHANGES = [EventKind.SUSPEND, EventKind.BURY, EventKind.RESET]
steps = st.one_of(
    st.tuples(st.just("review"), st.sampled_from(["a/one", "a/two", "b/one"]), st.sampled_from(Rating)),
    st.tuples(st.just("act"), st.sampled_from(["a/one", "b/one"]), st.sampled_from(CHANGES)),
    st.tuples(st.just("bulk"), st.sampled_from([EventKind.SUSPEND, EventKind.UNSUSPEND])),
    st.tuples(st.just("note"), st.sampled_from(["a/one", ""])),
    st.tuples(st.just("options"), st.sampled_from([0.8, 0.95])),
    st.tuples(st.just("undo")),
    st.tuples(st.just("clock"), st.integers(-30 * HOUR, 200 * HOUR)),
)  # fmt: skip
stories = st.lists(steps, max_size=14)


@pytest.fixture
def others(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    with Store.open(tmp_path / "one.db") as one, Store.open(tmp_path / "two.db") as two:
        yield one, two


def live(store: Store, story: list[tuple[object, ...]]) -> None:
    moment, options = Moment(NOON, 60), OPTIONS
    for step in story:
        match step:
            case "review", str(card), Rating() as rating:
                row = store.rows([card]).get(card)
                store.record(review(card, moment, row.last_event if row else None, rating=rating), options)
            case "act", str(card), EventKind() as kind:
                store.act(kind, card, {}, moment, options=options)
            case "bulk", EventKind() as kind:
                store.act_all(kind, ["a/one", "a/two"], {}, moment, options=options)
            case "note", str(card):
                store.note(
                    EventKind.DISPUTE if card else EventKind.MORE, {"new": 3}, moment, options=options, card=card
                )
            case "options", float(retention):
                options = Options(retention=retention)
            case ("undo",):
                store.undo(moment, options.rollover_min)
            case "clock", int(ms):
                moment = Moment(moment.at_ms + ms, 60)


def lines(store: Store) -> list[bytes]:
    return [line.encode() for line in export_lines(store)]


def state(store: Store) -> tuple[object, ...]:
    assert store.rebuild()
    revlog = store.select("SELECT * FROM revlog ORDER BY id")
    return [event.id for event in store.events()], store.rows(), revlog


@settings(max_examples=25)
@given(st.tuples(stories, stories, stories), st.integers(0, 99))
def test_merging_is_commutative_associative_and_idempotent(
    shown: tuple[list[tuple[object, ...]], ...], seed: int
) -> None:
    """Three machines live apart; whoever takes in whose log, in whatever order of files and lines, all end alike."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        opened = [stack.enter_context(Store.open(Path(folder) / f"{n}.db")) for n in range(3)]
        for store, story in zip(opened, shown, strict=True):
            live(store, story)
        logs = [lines(store) for store in opened]
        chance = random.Random(seed)
        states = []
        for n, order in enumerate(itertools.permutations(range(3))):
            target = opened[n] if n < 3 else stack.enter_context(Store.open(Path(folder) / f"fresh{n}.db"))
            for which in (*order, order[0]):
                shuffled = chance.sample(logs[which], len(logs[which]))
                import_lines(target, shuffled, "file", NOW)
            assert import_lines(target, logs[0], "file", NOW).new == 0
            states.append(state(target))
        ids, rows, revlog = states[0]
        for other in states[1:]:
            assert other == (ids, rows, revlog)


def test_an_export_makes_the_same_store_elsewhere(others: tuple[Store, Store]) -> None:
    """Every event, its body to the letter; kinds and fields of a later release too."""
    one, two = others
    answered(one, "a/one", at(), text="\udcff\0ü")
    one.act(EventKind.FLAG, "a/one", {"flag": 3}, at(1), options=OPTIONS)
    later = json.loads(lines(one)[-1]) | {"kind": "sing", "body": {"song": [1, {"x": None}], "loud": 1.5}}
    later["at_ms"] += 5
    later["id"] = new_id(later["at_ms"])
    import_lines(one, [json.dumps(later).encode()], "file", NOW)
    merged = import_lines(two, lines(one), "file", NOW)
    assert (merged.new, merged.known, merged.cards) == (4, 0, 1)
    assert lines(two) == lines(one)
    assert two.rows() == one.rows()
    assert one.undo(at(30), OPTIONS.rollover_min)


def test_options_that_come_later_hold_for_the_reviews_that_were_here(others: tuple[Store, Store]) -> None:
    """The lines of a log may come in two files, the options in the second."""
    one, two = others
    live(one, [("options", 0.75), ("review", "a/one", Rating.EASY), ("review", "a/two", Rating.EASY)])
    options, *rest = lines(one)
    import_lines(two, rest, "file", NOW)
    assert two.rows() != one.rows()
    import_lines(two, [options], "file", NOW)
    assert all(alike(two.rows()[card], row) for card, row in one.rows().items())
    assert two.rebuild()


def good(store: Store) -> dict[str, object]:
    answered(store, "a/one", at())
    return json.loads(lines(store)[-1])  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"body": []}, "has the wrong type"),
        ({"at_ms": "1"}, "has the wrong type"),
        ({"at_ms": True}, "has the wrong type"),
        ({"at_ms": 5}, "does not begin with the time"),
        ({"id": "x"}, "hexadecimal"),
        ({"id": "0" * 32}, "not written as UUIDs"),
        ({"study_day": 3}, "study day"),
        ({"study_day": 10**40}, "study day"),
        ({"offset_min": 10**6}, "offset"),
        ({"machine": ""}, "not a name"),
        ({"card": "a/\x1b"}, "not a name"),
        ({"card": "a"}, "review"),
        ({"body": {"rating": 9}}, "review"),
        ({"body": {"rating": 3, "ms": 10**30}}, "review"),
        ({"body": {"rating": 3, "belief": 3}}, "review"),
        ({"kind": "flag", "body": {"flag": "1"}}, "flag"),
        ({"kind": "bury", "body": {"until": 10**30}}, "bury"),
        ({"kind": "undo", "body": {}}, "undo"),
        ({"kind": "options", "body": {"retention": 7}}, "retention"),
        ({"body": {"rating": 3, "hints": "x"}}, "`hints` of a review is a whole number from 0"),
        ({"body": {"rating": 3, "tries": 1.5}}, "tries"),
        ({"body": {"rating": 3, "seed": []}}, "seed"),
        ({"body": {"rating": 3, "text": 5}}, "`text` of a review is a text"),
        ({"body": {"rating": True}}, "rating"),
        ({"body": {"rating": 3, "suggested": None}}, "suggested"),
        ({"kind": "bury", "body": {"until": 2_000_000_000}}, "until"),
        ({"kind": "bury", "card": "a"}, "a bury is of a card"),
        ({"kind": "more", "body": {"new": "abc"}}, "`new` of a more is a whole number"),
        ({"kind": "more", "body": {"reviews": -1}}, "reviews"),
        ({"kind": "weights", "body": {"weights": [1, 2]}}, "a list of 21 numbers"),
        ({"kind": "weights", "body": {"weights": 5}}, "a list of 21 numbers"),
        ({"kind": "weights", "body": {"weights": [1e9] * 21}}, "weights[0]"),
        ({"kind": "s\ud800ng"}, "not a name"),
        ({"kind": "sing", "body": {"loud": float("1e999")}}, "not JSON"),
        ({"kind": ""}, "not a name"),
        ({"more": 1}, "no others"),
    ],
)
def test_a_line_that_is_no_event_is_reported_and_nothing_is_taken_in(
    others: tuple[Store, Store], change: dict[str, object], shown: str
) -> None:
    """The file and the number of the line; the good lines before and after it are left out with it."""
    one, two = others
    bad = good(one) | change
    with pytest.raises(StoreError) as caught:
        import_lines(two, [*lines(one), b"", json.dumps(bad).encode(), lines(one)[0]], "log.jsonl", NOW)
    assert "log.jsonl:4: " in caught.value.what
    assert shown in caught.value.what
    assert "Nothing was imported" in caught.value.fix
    assert two.count() == 0
    assert two.rows() == {}


@pytest.mark.parametrize("line", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"id": NaN}', b"null", b"1" * 5000])
def test_what_is_not_json_is_reported(store: Store, line: bytes) -> None:
    """Not UTF-8, nested without end, numbers without end: a sentence each."""
    with pytest.raises(StoreError, match=r"file:1: "):
        import_lines(store, [line], "file", NOW)


def test_two_truths_under_one_id_are_refused(others: tuple[Store, Store]) -> None:
    """Known here or twice in the file: an event never changes, so one of them is false."""
    one, two = others
    event = good(one)
    other = json.dumps(event | {"body": {"rating": 1}}).encode()
    for known in ([], lines(one)):
        import_lines(two, known, "file", NOW)
        before = two.count()
        with pytest.raises(StoreError, match="and differs"):
            import_lines(two, [*lines(one), other], "file", NOW)
        assert two.count() == before


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(11, "11 min"), (3 * 60 + 20, "3 h 20 min"), (3 * 24 * 60, "3 days"), (800 * 24 * 60, "2 years 70 days")],
)
def test_an_event_of_the_future_is_refused(others: tuple[Store, Store], minutes: int, shown: str) -> None:
    """It would drag the clock of all later events with it; clocks that are minutes apart do no harm."""
    one, two = others
    good(one)
    with pytest.raises(StoreError, match=f"file:1: .* future, {shown} ahead .*doctor --clock"):
        import_lines(two, lines(one), "file", at(-minutes))
    assert import_lines(two, lines(one), "file", at(-9)).new == 2


def test_a_number_that_is_none_is_refused(store: Store) -> None:
    """It would be read as infinite, and could not be exported."""
    line = json.dumps(good(store) | {"kind": "sing"}).replace('"body": {', '"body": {"loud": 1e999, ')
    with pytest.raises(StoreError, match="1e999 is too large"):
        import_lines(store, [line.encode()], "file", NOW)
