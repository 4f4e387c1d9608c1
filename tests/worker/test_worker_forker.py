"""Who forks is not who keeps the books; a child cannot tell, and the quiz need not know."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.engine.client import Engine
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended, Reply
from quiz.engine.strategy import Strategy, strategy

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or strategy() is not Strategy.FORK, reason="nothing is forked elsewhere"
)


@pytest.fixture(scope="module")
def bare() -> Iterator[Engine]:
    """An engine that forks for every question."""
    with Engine(spares=0) as engine:
        engine.start()
        yield engine


def run(engine: Engine, code: str) -> Reply:
    tasks = (Task(name="truth", code=code),)
    job = Job(setup="import os, signal, threading, torch", seed=1, tasks=tasks)
    return engine.run(job, 10)


def shown(engine: Engine, code: str) -> str:
    reply = run(engine, code)
    assert reply.result is not None, reply
    return reply.result.outcomes[0].shown


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_child_is_the_zygotes_own(bare: Engine) -> None:
    """Which therefore kills and reaps it, and whose end is its end."""
    assert shown(bare, "os.getppid()") == str(bare.zygote_pid)
    bare.idle(0.2)
    sweeper_and_forker = children(bare.zygote_pid)
    assert len(sweeper_and_forker) == 2


def test_a_child_knows_its_own_numbers(bare: Engine) -> None:
    """The C library keeps that of the thread, and signals it by that."""
    code = "got = []\nsignal.signal(signal.SIGUSR1, lambda *_: got.append(1))\nsignal.raise_signal(signal.SIGUSR1)\n"
    assert shown(bare, code + "got, threading.get_native_id() == os.getpid()") == "([1], True)"
    reply = run(bare, "os.abort()")
    assert (reply.status, reply.detail) == (Ended.CRASH, "the process was ended by SIGABRT")


def test_a_child_can_use_threads(bare: Engine) -> None:
    """Those of Python, of the autograd engine and of torch's operators, whatever the zygote did before."""
    code = """
done = []
one = threading.Thread(target=lambda: done.append(1)); one.start(); one.join()
torch.set_num_threads(3)
x = torch.ones(300, 300, requires_grad=True)
(x @ x).sum().backward()
torch.zeros(10**6).add(1).sum().item(), x.grad[0, 0].item(), done
"""
    assert shown(bare, code) == "(1000000.0, 600.0, [1])"


def test_children_draw_alike_whatever_was_rehearsed(bare: Engine) -> None:
    """One that was forked for its question, and a spare that has rehearsed by itself."""
    code = "import random\ntorch.rand(2), random.random(), torch.get_default_dtype()"
    with Engine(spares=1) as engine:
        engine.start()
        engine.idle(0.3)
        assert shown(engine, code) == shown(bare, code)


def test_a_forker_that_is_killed_is_done_without() -> None:
    """The system short of memory takes the largest process: the next question is answered all the same."""
    with Engine(spares=0) as engine:
        engine.start()
        assert run(engine, "1").status is Ended.DONE
        pid = engine.zygote_pid
        engine.idle(0.2)
        os.kill(children(pid)[-1], signal.SIGKILL)
        for _ in range(2):
            assert run(engine, "1").status is Ended.DONE
        assert engine.zygote_pid == pid
