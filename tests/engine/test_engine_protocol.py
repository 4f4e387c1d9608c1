"""The exchange with one child, byte by byte, without a child."""

from __future__ import annotations

import json
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.engine.protocol import Ended, Exchange, read_result
from quiz.worker.wire import HEADER, MAX_FRAME, Job, frame

JOB = Job(setup="", seed=0, first=0, attempts=1, draw=[], require="", tasks=[])
OUTCOME = {"value": {"k": "number", "value": "i7"}, "shown": "7", "printed": ""}
RESULT = {"attempt": 0, "values": {"x": "7"}, "outcomes": [OUTCOME], "fault": None}


def exchange() -> Exchange:
    return Exchange(JOB, budget=5.0, now=100.0)


def test_a_frame_that_comes_in_single_bytes_is_one_result() -> None:
    """Pipes cut where they like."""
    run = exchange()
    for byte in frame(RESULT):
        assert run.reply is None
        run.received(bytes([byte]), 100.5)
    assert run.reply is not None
    assert run.reply.status is Ended.DONE
    assert run.reply.ms == pytest.approx(500)
    assert run.must_die


def test_the_first_ending_stands() -> None:
    """A crash after the result changes nothing."""
    run = exchange()
    run.received(frame(RESULT), 101)
    run.gone(signal.SIGSEGV, 102)
    run.tick(1000)
    assert run.reply is not None
    assert run.reply.status is Ended.DONE


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


def test_an_exit_and_a_signal_are_told_apart() -> None:
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
    with pytest.raises(ValueError):
        read_result(data)


@given(st.dictionaries(st.sampled_from(["attempt", "values", "outcomes", "fault"]), json_values))
def test_a_result_with_wrong_parts_is_a_value_error_or_read(parts: dict[str, object]) -> None:
    """Starting from a good result, any part may be forged."""
    try:
        result = read_result(json.dumps({**RESULT, **parts}).encode())
    except ValueError:
        return
    assert isinstance(result.values, dict)
