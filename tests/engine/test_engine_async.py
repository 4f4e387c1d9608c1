"""The asyncio driver: the same replies, and a cancelled job leaves nothing running."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from quiz.answer.value import Scalar
from quiz.engine.async_client import AsyncEngine
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended
from quiz.errors import EngineError


def job(code: str) -> Job:
    tasks = (Task(name="truth", code=code),)
    return Job(setup="", seed=1, tasks=tasks)


@pytest.fixture
async def running() -> AsyncIterator[AsyncEngine]:
    engine = AsyncEngine()
    engine.prepare()
    yield engine
    engine.close()


async def test_a_job_given_before_torch_is_loaded_waits(running: AsyncEngine) -> None:
    """`run` may be awaited at once; the loop turns meanwhile."""
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.01)

    counting = asyncio.create_task(count())
    reply = await running.run(job("6 * 7"), 5)
    counting.cancel()
    assert reply.result is not None
    assert reply.result.outcomes[0].value == Scalar(42)
    assert turns > 10
    assert running.hello is not None
    assert running.hello["torch"]


async def test_cancelling_kills_the_child_and_the_next_job_works(running: AsyncEngine) -> None:
    """A question that nobody waits for any more does not run on."""
    await running.start()
    endless = asyncio.create_task(running.run(job("while True: pass"), 60))
    # What was handed in after it has ended: it runs.
    assert (await running.run(job("1"), 5)).status is Ended.DONE
    endless.cancel()
    with pytest.raises(asyncio.CancelledError):
        await endless
    began = time.monotonic()
    assert (await running.run(job("1"), 5)).status is Ended.DONE
    assert time.monotonic() - began < 4


async def test_three_in_flight_end_in_their_own_order(running: AsyncEngine) -> None:
    """A slow child holds nobody up."""
    slow = asyncio.create_task(running.run(job("import time; time.sleep(1); 'slow'"), 5))
    quick = [await running.run(job(str(number)), 5) for number in range(2)]
    assert not slow.done()
    assert [reply.status for reply in quick] == [Ended.DONE] * 2
    assert (await slow).status is Ended.DONE


async def test_an_engine_that_cannot_start_raises() -> None:
    """The awaiting caller gets the error, not silence."""
    engine = AsyncEngine("/usr/bin/false")
    with pytest.raises(EngineError):
        await engine.run(job("1"), 5)
    engine.close()
