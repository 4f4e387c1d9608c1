"""Machines that live apart, sync in part and are killed while they do: all end in one state, that of all events."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from killed_sync import Killer
from sync_scene import Machine, alike_everywhere, carry, settle

from quiz.schedule.memory import Rating
from quiz.schedule.options import Options
from quiz.store.log.events import EventKind

HOUR = 3_600_000
CARDS = ["a/one", "a/two", "b/one"]
RENAMED = {"a/one": "a/uno"}
ACTS = [EventKind.RESET, EventKind.SUSPEND, EventKind.BURY]
who = st.integers(0, 2)
steps = st.one_of(
    st.tuples(st.just("review"), who, st.sampled_from(CARDS), st.sampled_from(Rating)),
    st.tuples(st.just("act"), who, st.sampled_from(CARDS), st.sampled_from(ACTS)),
    st.tuples(st.just("undo"), who),
    st.tuples(st.just("clock"), who, st.integers(-30 * HOUR, 200 * HOUR)),
    st.tuples(st.just("options"), who, st.sampled_from([0.8, 0.95])),
    st.tuples(st.just("rename"), who),
    st.tuples(st.just("sync"), who),
    st.tuples(st.just("killed"), who, st.integers(1, 700)),
    st.tuples(st.just("carry"), who, who, st.integers(0, 99)),
)  # fmt: skip
stories = st.lists(steps, min_size=4, max_size=24)


def live(machines: list[Machine], step: tuple[Any, ...], killer: Killer, written: set[str]) -> None:
    """One step of a story; the ids of all events that were ever written are kept in `written`."""
    what, number, *rest = step
    machine = machines[number]
    match what:
        case "review":
            machine.review(rest[0], rating=rest[1])
        case "act":
            machine.act(rest[1], rest[0])
        case "undo":
            machine.undo()
        case "clock":
            machine.at_ms += rest[0]
        case "options":
            machine.options = Options(retention=rest[0])
        case "rename":
            with machine.open() as store:
                store.join(RENAMED)
        case "sync":
            assert machine.sync().done.faults == []
        case "killed":
            machine.sync_killed(killer, rest[0])
        case "carry" if number != rest[0]:
            carry(machine, machines[rest[0]], random.Random(rest[1]))
    written |= {event.id for event in machine.events()}


def check(story: list[tuple[Any, ...]], killer: Killer) -> None:
    with tempfile.TemporaryDirectory() as folder:
        machines = [Machine(Path(folder) / name) for name in "abc"]
        written: set[str] = set()
        for step in story:
            live(machines, step, killer, written)
        settle(machines)
        events = alike_everywhere(machines, RENAMED)
        assert [event.id for event in events] == sorted(written)


@settings(max_examples=12)
@given(stories)
def test_whatever_happens_all_machines_end_alike(killer: Killer, story: list[tuple[Any, ...]]) -> None:
    """Reviews, undos, resets, renames, clocks that jump, files that arrive in part, in any order, and kills."""
    check(story, killer)


@pytest.mark.soak
@settings(max_examples=400)
@given(stories)
def test_whatever_happens_all_machines_end_alike_at_length(killer: Killer, story: list[tuple[Any, ...]]) -> None:
    """The same, many times."""
    check(story, killer)


def name_of(machine: Machine) -> str:
    with machine.open() as store:
        return store.machine


def storm(root: Path, killer: Killer, kills: int, chance: random.Random) -> None:
    """Two machines answer and sync through one folder; each sync is killed at a stop of its own, spread over all."""
    machines = [Machine(root / name, root / "shared") for name in "ab"]
    written: set[str] = set()
    killed = 0
    for machine in machines:
        machine.sync()
    while killed < kills:
        machine = machines[killed % 2]
        machine.review(*chance.sample(CARDS, 2))
        if chance.random() < 0.2:
            machine.undo()
        written |= {event.id for event in machine.events()}
        was_killed = machine.sync_killed(killer, chance.randint(1, 1100))
        assert {event.id for event in machine.events()} <= written
        killed += was_killed
    settle(machines)
    events = alike_everywhere(machines, {})
    assert [event.id for event in events] == sorted(written)
    names = set(map(name_of, machines))
    assert {path.parent.name for path in machines[0].segments()} == names  # no kill was taken for a copied database


def test_a_sync_that_is_killed_loses_and_doubles_nothing(tmp_path: Path, killer: Killer) -> None:
    """Between any two of its system calls."""
    storm(tmp_path, killer, 12, random.Random(3))


@pytest.mark.soak
def test_a_storm_of_kills_loses_and_doubles_nothing(tmp_path: Path, killer: Killer) -> None:
    """300 kills."""
    storm(tmp_path, killer, 300, random.Random(4))
