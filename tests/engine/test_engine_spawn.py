"""What is particular to children that are spawned: the choice of it, the spare, what is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.answer.value import Scalar, String
from quiz.engine.async_client import AsyncEngine
from quiz.engine.client import Engine
from quiz.engine.event_loop import Reactor
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended, Reply
from quiz.engine.strategy import Strategy, strategy
from quiz.errors import ConfigError, EngineError

SPAWN = Strategy.SPAWN
LOAD_S = 5.0
"""Generous for what torch takes to load on two busy cores."""


def job(code: str) -> Job:
    tasks = (Task(name="truth", code=code),)
    return Job(setup="import os", seed=1, tasks=tasks)


def value_of(reply: Reply) -> object:
    assert reply.status is Ended.DONE, reply
    assert reply.result is not None
    return reply.result.outcomes[0].value


@pytest.fixture(scope="module")
def spawning() -> Iterator[Engine]:
    with Engine(how=SPAWN) as running:
        running.start()
        yield running


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def seconds_of(pid: int) -> float:
    """The processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ended(pid: int) -> bool:
    """Whether a process is gone within a few seconds."""
    deadline = time.monotonic() + LOAD_S
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


@pytest.mark.parametrize(
    ("system", "asked", "chosen"),
    [
        ("linux", "", Strategy.FORK),
        ("linux", "fork", Strategy.FORK),
        ("linux", "spawn", SPAWN),
        ("darwin", "", SPAWN),
        ("win32", "", SPAWN),
        ("darwin", "spawn", SPAWN),
    ],
)
def test_the_system_decides_and_the_environment_may_ask_for_spawn(
    system: str, asked: str, chosen: Strategy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fork on Linux alone: macOS has one that its libraries do not survive."""
    monkeypatch.setattr(sys, "platform", system)
    assert strategy({"QUIZ_START": asked}) is chosen


@pytest.mark.parametrize(("system", "asked"), [("linux", "thread"), ("darwin", "fork")])
def test_a_way_that_is_not_available_is_reported(system: str, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not silently another one."""
    monkeypatch.setattr(sys, "platform", system)
    with pytest.raises(ConfigError, match="QUIZ_START"):
        strategy({"QUIZ_START": asked})


def test_the_environment_reaches_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """QUIZ_START=spawn is heard by an engine that was told nothing else."""
    monkeypatch.setenv("QUIZ_START", "spawn")
    with Engine() as engine:
        assert engine.strategy is SPAWN


def test_a_waiting_spare_answers_without_loading_torch(spawning: Engine) -> None:
    """After a rest the next question costs a small part of what loading takes."""
    spawning.run(job("1"), 5)
    began = time.monotonic()
    spawning.run(job("1"), 5)  # nobody had the time to load a spare for this one
    loading = time.monotonic() - began
    spawning.idle(2.5 * loading)
    began = time.monotonic()
    assert value_of(spawning.run(job("6 * 7"), 5)) == Scalar(42)
    assert time.monotonic() - began < loading / 3


def test_every_job_has_a_process_of_its_own(spawning: Engine) -> None:
    """Nothing is forked from anything that ran card code before."""
    pids = {str(value_of(spawning.run(job("str(os.getpid())"), 5))) for _ in range(3)}
    assert len(pids) == 3


def test_a_child_works_in_a_folder_that_goes_with_it(spawning: Engine) -> None:
    """What card code writes where it may is gone after the answer."""
    code = "import tempfile\nopen('here', 'w').write('x')\nhandle, name = tempfile.mkstemp()\nos.getcwd() + ' ' + name"
    value = value_of(spawning.run(job(code), 5))
    assert isinstance(value, String)
    folder, name = value.value.split()
    assert Path(name).parent == Path(folder)
    assert Path(folder).parent == Path(tempfile.gettempdir())
    deadline = time.monotonic() + LOAD_S
    while Path(folder).exists() and time.monotonic() < deadline:
        spawning.idle(0.02)
    assert not Path(folder).exists()


def test_a_spare_that_is_killed_is_replaced(spawning: Engine) -> None:
    """Before its job was read nothing is lost: another child runs it."""
    spawning.idle(0.1)
    os.kill(spawning.zygote_pid, signal.SIGKILL)
    spawning.idle(0.2)
    assert value_of(spawning.run(job("2 + 2"), 5)) == Scalar(4)


def test_what_is_printed_is_in_the_log_though_it_comes_by_another_pipe(spawning: Engine) -> None:
    """The result waits for the end of the log."""
    reply = spawning.run(job("os.write(2, b'y' * 50_000)"), 5)
    assert reply.log == "y" * 50_000


def test_the_hello_says_what_there_is(spawning: Engine) -> None:
    """Release and build; no layer that only a zygote can prepare."""
    hello = spawning.start()
    assert hello["torch"][0].isdigit()
    assert hello["build"].split()[0] in ("CPU", "CUDA", "ROCm")
    assert not {"seccomp", "landlock"} & set(hello["layers"])


def test_closing_leaves_no_process_no_descriptor_and_no_folder() -> None:
    """Also those that were still loading, and those that were killed a moment before."""
    before = _open_descriptors()
    with Engine(how=SPAWN) as engine:
        engine.start()
        engine.run(job("while True: pass"), 0.2)
        engine.idle(0.1)
        pid = engine.zygote_pid
        folder = Path(f"/proc/{pid}/cwd").readlink()
        assert folder.exists()
    assert ended(pid)
    assert not folder.exists()
    deadline = time.monotonic() + LOAD_S
    while time.monotonic() < deadline and _open_descriptors() - before:
        time.sleep(0.02)
    assert _open_descriptors() - before == set()


def _open_descriptors() -> set[str]:
    """The descriptors and the threads of this process."""
    fds = {path.name for path in Path("/proc/self/fd").iterdir()}
    return fds | {thread.name for thread in threading.enumerate()}


def test_children_end_with_the_quiz_however_it_ends(tmp_path: Path) -> None:
    """A quiz that is killed leaves neither the spare nor an endless question behind."""
    script = (
        "from quiz.engine.client import Engine\nfrom quiz.engine.strategy import Strategy\n"
        "from quiz.engine.job import Job, Task\n"
        "with Engine(how=Strategy.SPAWN) as engine:\n"
        "    print(engine.start()['pid'], flush=True)\n"
        "    tasks = (Task('truth', 'while True: pass'),)\n"
        "    job = Job(setup='', seed=1, tasks=tasks)\n"
        "    engine.run(job, 60)\n"
    )
    # Killed, it cannot remove the folders of its children.
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    quiz = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environ)
    assert quiz.stdout is not None
    with quiz.stdout:
        child = int(quiz.stdout.readline())
    while alive(child) and seconds_of(child) < 0.05:
        time.sleep(0.02)
    assert alive(child)
    quiz.kill()
    quiz.wait()
    assert ended(child)


def test_spares_that_cannot_load_torch_are_not_tried_for_ever(tmp_path: Path) -> None:
    """The first that fails ends the engine, with the last line of what it said."""
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'the disk is on fire' >&2\nexit 1\n")
    python.chmod(0o755)
    with Engine(str(python), SPAWN) as engine:
        with pytest.raises(EngineError, match="the disk is on fire"):
            engine.start()
        with pytest.raises(EngineError, match="the disk is on fire"):
            engine.run(job("1"), 5)


async def test_the_asyncio_driver_spawns_too() -> None:
    """A cancelled job is killed, the next one answered, and the loop turns all the while."""
    engine = AsyncEngine(how=SPAWN)
    try:
        hello = await engine.start()
        endless = asyncio.create_task(engine.run(job("while True: pass"), 60))
        # What was handed in after it has ended: it runs.
        assert (await engine.run(job("0"), 5)).status is Ended.DONE
        endless.cancel()
        with pytest.raises(asyncio.CancelledError):
            await endless
        slow, quick = await asyncio.gather(engine.run(job("1"), 5), engine.run(job("2"), 5))
        assert (value_of(slow), value_of(quick)) == (Scalar(1), Scalar(2))
        assert ended(hello["pid"])
    finally:
        engine.close()


def test_a_turn_is_woken_by_another_thread() -> None:
    """What a thread posts is called by the thread that turns, in order."""
    reactor = Reactor()
    heard: list[tuple[int, int]] = []

    def post() -> None:
        for number in range(1000):
            reactor.call_soon_threadsafe(lambda number=number: heard.append((number, threading.get_ident())))

    thread = threading.Thread(target=post)
    thread.start()
    while len(heard) < 1000:
        reactor.turn()
    thread.join()
    assert heard == [(number, threading.get_ident()) for number in range(1000)]
    reactor.close()
    reactor.call_soon_threadsafe(heard.clear)  # too late, and no error
    assert heard
