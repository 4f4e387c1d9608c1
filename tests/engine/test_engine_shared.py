"""Several jobs in one child: a reply for each, a budget for each, and whether what they changed could be put back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quiz.answer.value import Scalar
from quiz.engine.client import Engine
from quiz.engine.job import Job
from quiz.engine.protocol import Ended, Exchange, Reply
from quiz.engine.strategy import Strategy
from quiz.worker.wire import MAX_FRAME, frame

DRAWN = frame({"attempt": 0, "values": {}})
FAULT = frame({"fault": {"stage": "setup", "name": "", "message": "NameError"}})
OVER = frame({"over": True})


def outcome(number: int) -> bytes:
    value = {"k": "number", "value": f"i{number}"}
    return frame({"value": value, "shown": str(number), "printed": "", "warned": [], "rolled": False})


def three() -> Exchange:
    job = Job.running("7")
    return Exchange(replace(job, then=(job, job)), 5.0, 100.0, measurable=True)


def values(reply: Reply | None) -> list[object]:
    replies = (reply, *reply.then) if reply is not None else ()
    return [part.result.outcomes[0].value if part.result and part.result.outcomes else part.status for part in replies]


def test_each_job_has_a_reply_and_the_end_is_waited_for() -> None:
    run = three()
    run.received(b"".join(DRAWN + outcome(number) for number in (1, 2, 3)), 101)
    assert run.reply is None
    run.received(OVER, 101)
    assert values(run.reply) == [Scalar(1), Scalar(2), Scalar(3)]
    assert run.reply is not None and run.reply.all_done


def test_a_fault_ends_its_job_alone() -> None:
    run = three()
    run.received(DRAWN + outcome(1) + FAULT + DRAWN + outcome(3) + OVER, 101)
    assert values(run.reply) == [Scalar(1), Ended.DONE, Scalar(3)]


def test_a_child_that_ends_before_it_says_so_has_not_put_everything_back() -> None:
    run = three()
    run.received(b"".join(DRAWN + outcome(number) for number in (1, 2, 3)), 101)
    run.exited(71, 102)
    assert values(run.reply) == [Scalar(1), Scalar(2), Scalar(3), Ended.VANISHED]
    assert run.reply is not None and not run.reply.all_done


@pytest.mark.parametrize("end", [DRAWN, FAULT, frame({"over": 1})])
def test_the_end_cannot_be_taken_for_anything_else(end: bytes) -> None:
    run = three()
    run.received(b"".join(DRAWN + outcome(number) for number in (1, 2, 3)) + end, 101)
    assert values(run.reply)[-1] is Ended.GARBLED


def test_every_job_has_the_whole_budget_and_the_whole_room() -> None:
    """Four seconds each, of five; and frames that together are larger than one child's may be."""
    run = three()
    large = frame({"attempt": 0, "values": {}, "filler": "x" * (MAX_FRAME * 2 // 3)})
    for number in (1, 2, 3):
        run.measured(number * 4.0 - 0.1, False, 100.0 + number * 4 - 0.1)
        run.tick(100.0 + number * 4 - 0.1)
        run.received(large + outcome(number), 100.0 + number * 4)
    run.received(OVER, 112.0)
    assert run.reply is not None and run.reply.all_done
    assert [part.own_ms for part in (run.reply, *run.reply.then)] == pytest.approx([4000, 4000, 4000])


def test_the_second_job_may_not_take_more_because_the_first_took_less() -> None:
    run = three()
    run.received(DRAWN + outcome(1), 101)
    run.measured(5.5, False, 105.5)
    assert run.reply is None
    run.measured(6.1, False, 106.1)
    assert values(run.reply) == [Scalar(1), Ended.TIMEOUT]


def test_a_real_child_runs_all_of_them(engine: Engine) -> None:
    """Also after one that fails, and with a spawned child."""
    codes = ["torch.set_default_dtype(torch.float64)\n1", "0 if torch.ones(1).dtype == torch.float32 else 9", "1 // 0"]
    first, *then = (Job.running(code) for code in codes)
    job = replace(first, then=tuple(then))
    with Engine(how=Strategy.SPAWN, spares=0) as spawned:
        for started in (engine, spawned):
            reply = started.run(job, 20)
            assert reply.all_done
            assert [part.result.outcomes[0].shown for part in (reply, *reply.then) if part.result] == [
                "1",
                "0",
                "ZeroDivisionError: integer division or modulo by zero",
            ]
