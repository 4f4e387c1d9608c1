"""The exchange with one child, byte by byte, without a child."""

from __future__ import annotations

import json
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.answer.value import Scalar
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended, Exchange
from quiz.engine.results import Findings
from quiz.worker.wire import HEADER, MAX_FRAME, frame

DRAWN = {"attempt": 0, "values": {"x": "7"}}
OUTCOME = {"value": {"k": "number", "value": "i7"}, "shown": "7", "printed": ""}
FORGED = {"value": {"k": "number", "value": "i666"}, "shown": "666", "printed": ""}
FAULT = {"fault": {"stage": "setup", "name": "", "message": "NameError"}}
WHOLE = frame(DRAWN) + frame(OUTCOME)


def job(tasks: int = 1, trace: bool = False) -> Job:
    rows = tuple(Task(name=str(number), code="7", trace=trace) for number in range(tasks))
    return Job(setup="", seed=0, tasks=rows)


def exchange(tasks: int = 1, trace: bool = False) -> Exchange:
    return Exchange(job(tasks, trace), budget=5.0, now=100.0)


def status(run: Exchange) -> Ended | None:
    return None if run.reply is None else run.reply.status


def test_frames_that_come_in_single_bytes_are_one_result() -> None:
    """Pipes cut where they like."""
    run = exchange()
    for byte in WHOLE:
        assert run.reply is None
        run.received(bytes([byte]), 100.5)
    assert run.reply is not None
    assert run.reply.status is Ended.DONE
    assert run.reply.ms == pytest.approx(500)
    assert run.must_die


def test_the_first_ending_stands() -> None:
    """A crash after the result changes nothing."""
    run = exchange()
    run.received(WHOLE, 101)
    run.gone(signal.SIGSEGV, 102)
    run.tick(1000)
    assert run.reply is not None
    assert run.reply.status is Ended.DONE


def test_what_comes_after_the_last_frame_that_is_due_does_not_count() -> None:
    """Outcomes, faults and bytes that nobody asked for."""
    for more in (frame(FORGED), frame(FAULT), b"\xff" * 64, HEADER.pack(MAX_FRAME)):
        run = exchange()
        run.received(WHOLE + more, 101)
        run.received(more, 101)
        assert run.reply is not None and run.reply.result is not None
        assert [outcome.value for outcome in run.reply.result.outcomes] == [Scalar(7)]


@pytest.mark.parametrize("forged", [FORGED, FAULT, {}, DRAWN, {"origins": []}, {"outcomes": [FORGED], **DRAWN}])
def test_no_later_frame_changes_what_came_before_it(forged: dict[str, object]) -> None:
    """The truth is the first outcome: a belief that forges frames gets the card broken, or its own outcome wrong."""
    run = exchange(tasks=2)
    run.received(frame(DRAWN) + frame(OUTCOME), 101)
    run.received(frame(forged), 102)
    run.received(frame(OUTCOME) * 3, 103)
    assert run.reply is not None
    if run.reply.status is Ended.DONE and run.reply.result is not None and run.reply.result.fault is None:
        assert run.reply.result.values == {"x": "7"}
        assert run.reply.result.outcomes[0].value == Scalar(7)
    else:
        assert run.reply.status is Ended.GARBLED or forged is FAULT


@pytest.mark.parametrize("missing", range(3))
def test_a_frame_that_is_missing_is_waited_for(missing: int) -> None:
    """And its child's end is the end."""
    run = exchange(tasks=2)
    run.received(b"".join((frame(DRAWN), frame(OUTCOME))[:missing]), 101)
    assert run.reply is None
    run.gone(0, 102)
    assert status(run) is Ended.VANISHED


def test_a_fault_can_take_the_place_of_any_frame() -> None:
    """The card is then to blame, and nothing that came before is kept."""
    for before in (b"", frame(DRAWN), WHOLE):
        run = exchange(tasks=2)
        run.received(before + frame(FAULT), 101)
        assert run.reply is not None and run.reply.result is not None
        assert run.reply.result.fault == FAULT["fault"]
        assert run.reply.result.outcomes == ()


def test_origins_come_last_and_only_where_they_were_asked_for() -> None:
    """They belong to outcomes that stand already, of which they can change nothing else."""
    tensor = {"k": "tensor", "dtype": "bool", "shape": [2], "device": "cpu", "grad": False, "layout": "strided"}
    outcome = {"value": {**tensor, "as": "?", "cells": "AAE="}, "shown": "", "printed": ""}
    origin = {"source": "x", "shape": [2], "from": [1, 0], "value": FORGED["value"]}
    run = exchange(trace=True)
    run.received(frame(DRAWN) + frame(outcome), 101)
    assert run.reply is None
    run.received(frame({"origins": [origin]}), 101)
    assert run.reply is not None and run.reply.result is not None
    (found,) = run.reply.result.outcomes
    assert found.origin is not None and found.origin.source == "x"
    early = exchange(trace=True)
    early.received(frame(DRAWN) + frame({**outcome, "origin": origin}), 101)
    assert status(early) is Ended.GARBLED
    for wrong in ([], [origin, None], None, [1]):
        run = exchange(trace=True)
        run.received(frame(DRAWN) + frame(outcome) + frame({"origins": wrong}), 101)
        assert status(run) is Ended.GARBLED


def test_the_frames_together_are_no_longer_than_the_cap() -> None:
    """A child cannot have the quiz keep more by sending it in parts."""
    outcome = frame({**OUTCOME, "shown": "x" * (MAX_FRAME // 3)})
    run = exchange(tasks=4)
    run.received(frame(DRAWN) + outcome * 2, 101)
    assert run.reply is None
    run.received(outcome, 101)
    assert status(run) is Ended.GARBLED


def test_a_length_beyond_the_cap_is_refused_before_anything_is_kept() -> None:
    """4 GiB are not waited for."""
    run = exchange()
    run.received(HEADER.pack(MAX_FRAME + 1), 101)
    assert run.reply is not None
    assert run.reply.status is Ended.GARBLED


def test_the_deadline_counts_from_the_start() -> None:
    """One tick before it nothing happens, at it the child must die."""
    run = exchange()
    run.tick(104.9)
    assert not run.must_die
    run.tick(105.0)
    assert run.must_die
    assert run.reply is not None
    assert run.reply.status is Ended.TIMEOUT


def test_the_log_is_kept_to_its_cap() -> None:
    """64 KiB are kept of what may be printed, and 1 MiB is too much."""
    run = exchange()
    run.logged(b"y" * MAX_FRAME, 101)
    assert run.reply is None
    run.logged(b"y", 101)
    assert run.reply is not None
    assert run.reply.status is Ended.FLOOD
    assert len(run.reply.log) == 1 << 16


def test_an_exit_and_a_signal_are_distinguished() -> None:
    """Wait statuses in words."""
    exited, killed = exchange(), exchange()
    exited.gone(7 << 8, 101)
    killed.gone(signal.SIGKILL, 101)
    assert exited.reply is not None and killed.reply is not None
    assert (exited.reply.status, exited.reply.detail) == (
        Ended.VANISHED,
        "the process exited with code 7 and left no result",
    )
    assert (killed.reply.status, killed.reply.detail) == (Ended.CRASH, "the process was ended by SIGKILL")


def test_an_exit_code_of_subprocess_says_the_same_and_knows_the_faults_of_windows() -> None:
    """-11 is SIGSEGV; an access violation has no signal but is no exit either."""
    details = []
    for code in (-11, 0xC0000005, 3):
        run = exchange()
        run.exited(code, 101)
        assert run.reply is not None
        details.append((run.reply.status, run.reply.detail.rsplit(" and ")[0]))
    assert details == [
        (Ended.CRASH, "the process was ended by SIGSEGV"),
        (Ended.CRASH, "the process was ended by fault 0xC0000005"),
        (Ended.VANISHED, "the process exited with code 3"),
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@given(st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_whatever_a_child_sends_is_a_result_or_a_value_error(data: bytes) -> None:
    """Forged frames cannot raise anything else."""
    findings = Findings(job())
    with pytest.raises(ValueError):
        findings.take(data)


PARTS = st.sampled_from(["attempt", "values", "value", "shown", "printed", "fault", "origin", "origins"])


@given(st.lists(st.tuples(st.sampled_from([DRAWN, OUTCOME]), st.dictionaries(PARTS, json_values)), max_size=4))
def test_frames_with_wrong_parts_are_a_value_error_or_read(
    frames: list[tuple[dict[str, object], dict[str, object]]],
) -> None:
    """Starting from good ones in any order, any part may be forged."""
    findings = Findings(job(2, trace=True))
    for whole, parts in frames:
        try:
            result = findings.take(json.dumps({**whole, **parts}).encode())
        except ValueError:
            return
        if result is not None:
            assert isinstance(result.values, dict)
            return
