"""Every way a child can end is expected apart, and the next question is answered; forked and spawned alike."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from quiz.answer.value import Raised, Scalar, Tensor
from quiz.engine.client import Engine
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended, Reply
from quiz.engine.strategy import Strategy
from quiz.errors import EngineError


@pytest.fixture(scope="module", params=list(Strategy))
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with Engine(how=request.param) as running:
        running.start()
        yield running


# What the code of a child decides, which is the same however it was started: spawned too in the soak.
decided_in_the_child = pytest.mark.parametrize(
    "engine", [Strategy.FORK, pytest.param(Strategy.SPAWN, marks=pytest.mark.soak)], indirect=True, scope="module"
)


def job(code: str, *, setup: str = "import torch", seed: int = 1, draw: tuple[tuple[str, str], ...] = ()) -> Job:
    tasks = (Task(name="truth", code=code),)
    return Job(setup=setup, seed=seed, first=0, attempts=50, draw=draw, tasks=tasks)


def value_of(reply: Reply) -> object:
    assert reply.status is Ended.DONE, reply
    assert reply.result is not None
    return reply.result.outcomes[0].value


FAILURES = [
    ("while True: pass", Ended.TIMEOUT, "still running after 1 s"),
    ("import time; time.sleep(60)", Ended.TIMEOUT, "still running after 1 s"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", Ended.TIMEOUT, "still running after 1 s"),
    ("import ctypes; ctypes.string_at(0)", Ended.CRASH, "SIGSEGV"),
    ("import os; os.abort()", Ended.CRASH, "SIGABRT"),
    ("import os; os._exit(0)", Ended.VANISHED, "exited with code 0"),
    ("import os; os._exit(3)", Ended.VANISHED, "exited with code 3"),
    ("for _ in range(2**20): print('x' * 1023)", Ended.FLOOD, "printed more than 1 MiB"),
    ("import os\nwhile True: os.write(2, b'x' * 65536)", Ended.FLOOD, "printed more than 1 MiB"),
]


@pytest.mark.parametrize(
    ("engine", "failures"),
    [
        pytest.param(Strategy.FORK, FAILURES, id="fork"),
        pytest.param(Strategy.SPAWN, FAILURES[::2], id="spawn"),
        pytest.param(Strategy.SPAWN, FAILURES, id="spawn-all", marks=pytest.mark.soak),
    ],
    indirect=["engine"],
    scope="module",
)
def test_each_failure_has_its_own_status_and_the_next_job_works(
    engine: Engine, failures: list[tuple[str, Ended, str]]
) -> None:
    """An endless loop, a crash, an exit and a flood are four different things, each said in words."""
    for code, status, expected in failures:
        began = time.monotonic()
        reply = engine.run(job(code), 1.0)
        assert (code, reply.status) == (code, status)
        assert expected in reply.detail
        assert time.monotonic() - began < 30  # the time of the child, not of the machine: others may load it
        if engine.strategy is Strategy.FORK:  # where each child loads torch, once is enough: the next failure is a job
            assert value_of(engine.run(job("1 + 1"), 5)) == Scalar(2)
    assert value_of(engine.run(job("1 + 1"), 5)) == Scalar(2)


@decided_in_the_child
def test_a_tensor_of_a_billion_elements_is_carried_as_its_shape(engine: Engine) -> None:
    """Neither the copy of an expanded tensor nor its cells are made; the shape is exact."""
    value = value_of(engine.run(job("torch.zeros(1).expand(10**9)"), 5))
    assert isinstance(value, Tensor)
    assert value.shape == (10**9,)
    assert not value.whole


def test_memory_past_the_limit_is_refused_in_the_child(engine: Engine) -> None:
    """A child that asks for 40 GB does not bring the machine down."""
    result = engine.run(job("torch.zeros(10**10)"), 5).result
    assert result is not None and result.fault is not None
    assert "RuntimeError" in result.fault["message"]
    assert "card code may take 1 GiB of memory" in result.fault["message"]


@decided_in_the_child
def test_system_exit_is_an_outcome_and_not_the_end(engine: Engine) -> None:
    """`exit()` in a card is an exception like another."""
    value = value_of(engine.run(job("raise SystemExit(3)"), 5))
    assert isinstance(value, Raised)
    assert value.name == "SystemExit"


def test_bytes_on_the_result_pipe_are_not_a_result(engine: Engine) -> None:
    """Whatever code writes to every descriptor it finds, the reply is garbled or done, never a traceback."""
    code = "import os\nfor fd in range(3, 64):\n  try: os.write(fd, b'\\xff' * 64)\n  except OSError: pass\n1"
    assert engine.run(job(code), 5).status is Ended.GARBLED


@decided_in_the_child
def test_a_forged_frame_of_deep_json_is_garbled(engine: Engine) -> None:
    """Nesting that would overflow a parser is refused."""
    code = (
        "import os, struct\nbody = b'[' * 100000\nframe = struct.pack('<I', len(body)) + body\n"
        "for fd in range(3, 64):\n  try: os.write(fd, frame)\n  except OSError: pass\n1"
    )
    assert engine.run(job(code), 5).status is Ended.GARBLED


def test_what_a_child_leaves_behind_ends_with_it(engine: Engine) -> None:
    """A grandchild does not outlive the question, where nothing keeps it from being born."""
    code = "import os, time\npid = os.fork()\nif pid == 0:\n  time.sleep(600)\npid"
    reply = engine.run(job(code), 5)
    if "seccomp" in engine.start()["layers"]:
        assert reply.result is not None and reply.result.fault is not None
        assert "PermissionError" in reply.result.fault["message"]
        return
    value = value_of(reply)
    assert isinstance(value, Scalar)
    pid = int(value.value.real)
    deadline = time.monotonic() + 5
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:  # noqa: PTH110
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                break
        time.sleep(0.02)
    else:
        return
    assert time.monotonic() < deadline


def test_a_stopped_zygote_is_replaced(engine: Engine) -> None:
    """Code that stops the zygote costs time, not the quiz."""
    if engine.strategy is Strategy.SPAWN:
        pytest.skip("a spawned child has no parent but the quiz itself")
    engine.run(job("import os, signal; os.kill(os.getppid(), signal.SIGSTOP)"), 1)
    assert value_of(engine.run(job("1 + 1"), 5)) == Scalar(2)


def test_a_killed_zygote_or_spare_is_replaced(engine: Engine) -> None:
    """The job in flight is run again by the new one."""
    os.kill(engine.zygote_pid, 9)
    assert value_of(engine.run(job("2 + 2"), 5)) == Scalar(4)


@pytest.mark.parametrize("how", Strategy)
def test_an_interpreter_without_torch_is_reported(how: Strategy) -> None:
    """The last line of what the interpreter said is in the message, with a mend and exit code 5."""
    with Engine("/usr/bin/false", how) as broken, pytest.raises(EngineError) as error:
        broken.start()
    assert error.value.exit_code == 5
    assert "/usr/bin/false" in str(error.value)


@pytest.mark.parametrize("how", Strategy)
def test_an_interpreter_that_is_not_there_is_reported(how: Strategy) -> None:
    """No traceback for a misspelt path."""
    with Engine("/nowhere/python", how) as broken, pytest.raises(EngineError, match="cannot start /nowhere/python"):
        broken.start()


@decided_in_the_child
def test_nothing_of_one_question_is_left_for_the_next(engine: Engine) -> None:
    """A patched torch, a changed default and a global are gone with the child."""
    engine.run(job("torch.zeros = None; torch.set_default_dtype(torch.float64); import builtins; builtins.leak = 1"), 5)
    value = value_of(engine.run(job("import builtins\n(str(torch.zeros(1).dtype), hasattr(builtins, 'leak'))"), 5))
    assert [item.value for item in value.items] == ["torch.float32", False]  # type: ignore[attr-defined]


@decided_in_the_child
def test_the_truth_leaves_nothing_to_the_beliefs(engine: Engine) -> None:
    """Tasks of one job start alike: the default dtype and grad mode are put back, the seeds sown anew."""
    code = "torch.set_default_dtype(torch.float64); torch.set_grad_enabled(False); torch.rand(1).item()"
    again = "(str(torch.ones(1).dtype), torch.is_grad_enabled(), torch.rand(1, dtype=torch.float64).item())"
    first_alone = job(code)
    both = replace(first_alone, tasks=(*first_alone.tasks, Task("belief", again)))
    reply = engine.run(both, 5)
    assert reply.result is not None
    first, second = (outcome.value for outcome in reply.result.outcomes)
    assert [item.value for item in second.items[:2]] == ["torch.float32", True]  # type: ignore[union-attr]
    assert first == second.items[2]  # type: ignore[union-attr]


def test_jobs_run_side_by_side_come_back_with_their_tags(engine: Engine) -> None:
    """Two at a time, forty jobs (where each child loads torch, four), each answer under its own tag."""
    count = 40 if engine.strategy is Strategy.FORK else 4
    rows = ((number, job(f"{number} * 2"), 5.0) for number in range(count))
    replies = {tag: value_of(reply) for tag, reply in engine.run_all(rows, 2)}
    assert replies == {number: Scalar(number * 2) for number in range(count)}


def test_a_large_job_reaches_the_child_whole(engine: Engine) -> None:
    """A job beyond what a pipe holds is written piece by piece."""
    text = "x" * 500_000
    assert value_of(engine.run(job(f"len('{text}')"), 5)) == Scalar(500_000)


def test_the_environment_of_the_learner_is_not_the_childs(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens stay with the quiz."""
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    with Engine(how=engine.strategy) as own:
        assert value_of(own.run(job("import os\n'SECRET_TOKEN' in os.environ"), 5)) == Scalar(False)


def test_a_zygote_that_dies_under_a_job_again_is_reported_and_the_next_job_works() -> None:
    """The job is run twice and no more; after that the engine is given time, and works."""
    with Engine() as own:
        own.start()
        kill = job("import time; time.sleep(5); 1")
        pids = [own.zygote_pid]
        deaths = 0

        def strike() -> None:
            nonlocal deaths
            deaths += 1
            os.kill(own.zygote_pid, 9)
            if deaths < 2:
                threading.Timer(2.5, strike).start()

        threading.Timer(0.3, strike).start()
        assert own.run(kill, 20).status is Ended.LOST
        assert value_of(own.run(job("1 + 1"), 5)) == Scalar(2)
        assert own.zygote_pid not in pids
