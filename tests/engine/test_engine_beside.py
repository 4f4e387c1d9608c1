"""Two engines on one loop, as a check and its twin; and an engine that loads nothing ahead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quiz.answer.value import Scalar
from quiz.engine.client import Engine, run_on_each
from quiz.engine.job import Job
from quiz.engine.protocol import Ended, Reply
from quiz.engine.strategy import Strategy


@pytest.fixture(scope="module")
def other(engine: Engine) -> Iterator[Engine]:
    with Engine(spares=0, hash_seed=1, ahead=False, beside=engine) as running:
        running.start()
        yield running


def value(reply: Reply) -> object:
    assert reply.status is Ended.DONE, reply
    assert reply.result is not None
    return reply.result.outcomes[0].value


def test_the_quicker_reply_comes_first_whichever_engine_gives_it(engine: Engine, other: Engine) -> None:
    """Waiting for one engine serves the other."""
    endless, quick = Job.running("while True: pass"), Job.running("1 + 1")
    for first, second in ((engine, other), (other, engine)):
        replies = list(run_on_each([(first, "endless", endless, 0.5), (second, "quick", quick, 20.0)], 2))
        assert [tag for tag, _ in replies] == ["quick", "endless"]
        assert (value(replies[0][1]), replies[1][1].status) == (Scalar(2), Ended.TIMEOUT)


def test_each_job_runs_on_its_engine(engine: Engine, other: Engine) -> None:
    """More rows than run at a time; hashes tell the two apart."""
    job = Job.running("hash('a')")
    rows = [(one, number, job, 20.0) for number in range(3) for one in (engine, other)]
    found = {value(reply) for _, reply in run_on_each(rows, 2)}
    assert len(found) == 2


def test_what_only_some_cards_need_is_loaded_when_it_is_asked_for(other: Engine) -> None:
    """However long the engine is idle before."""
    if other.strategy is Strategy.SPAWN:
        pytest.skip("a spawned child shares nothing that could be loaded ahead")
    loaded = Job.running("import sys\n'torch._dynamo' in sys.modules")
    other.idle(3)
    assert value(other.run(loaded, 20)) == Scalar(False)
    other.preload()
    assert value(other.run(loaded, 20)) == Scalar(True)
