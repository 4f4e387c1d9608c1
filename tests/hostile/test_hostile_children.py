"""Nothing that code does in a child reaches out of it, outlives it, or keeps the next question waiting."""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_ends import ENDS, End
from hostile_ends import SETUP as ENDS_SETUP
from hostile_reach import REACHES, REFUSALS, Reach
from hostile_reach import SETUP as REACH_SETUP
from hostile_scene import NAME, SECRET, USERS, Scene, World

from quiz.answer.value import Series
from quiz.engine.confinement import whole
from quiz.engine.protocol import Ended

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="children are confined on Linux only")


@pytest.fixture(scope="module", params=USERS)
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    # pytest's own temporary folders are closed to other users.
    with tempfile.TemporaryDirectory(prefix="quiz-test-") as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder).chmod(0o755)
        scene = Scene(Path(folder), request.param, patch)
        if not whole(scene.hello):
            scene.close()
            pytest.skip(f"this kernel confines with {scene.hello['layers']} only")
        yield scene
        times = scene.next_ms
        scene.close()
    print(
        f"\n{request.param}: next question p50 {statistics.median(times):.0f} ms, most {max(times):.0f} ms, "
        f"{len(times)} snippets"
    )


@pytest.mark.parametrize("reach", REACHES, ids=[reach.name for reach in REACHES])
def test_nothing_outside_is_reached(scene: Scene, reach: Reach) -> None:
    """Each attempt is refused by name, and a witness outside has seen nothing."""
    before = scene.world.snapshot(scene.zygote)
    reply = scene.run(reach.code, setup=REACH_SETUP)
    assert reply.status is Ended.DONE, reply
    assert reply.result is not None
    assert reply.result.fault is None
    had = reply.result.outcomes[0]
    assert isinstance(had.value, Series), had
    assert had.value.items
    assert [item.value for item in had.value.items if item.value not in REFUSALS] == [], reach.never  # type: ignore[union-attr]
    assert SECRET not in repr(reply)
    scene.hold(before)


@pytest.mark.parametrize("end", ENDS, ids=[end.name for end in ENDS])
def test_every_end_has_a_name_and_the_next_question_its_answer(scene: Scene, end: End) -> None:
    """Whatever code does to its process, to the machine or to its result, the reply says how it ended."""
    before = scene.world.snapshot(scene.zygote)
    reply = scene.run(end.code, end.budget, ENDS_SETUP)
    assert reply.status in end.ends, (end.never, reply.status, reply.detail)
    assert (reply.result is not None) == (reply.status is Ended.DONE)
    assert len(repr(reply)) < 4 << 20, end.never
    scene.hold(before)


def test_the_witness_sees_what_an_unconfined_process_does(tmp_path: Path) -> None:
    """Each thing done outside by this very process changes what the witness says: it could have told on a child."""
    world = World(tmp_path, "self")
    places = world.places
    agent, udp = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    (world.scratch / "base" / "child").mkdir(parents=True)
    deeds = [
        lambda: (world.outside / f"{NAME}.txt").touch(),
        lambda: (world.outside / "sub").chmod(0o700),
        lambda: (world.outside / "secret.txt").write_text("other"),
        lambda: agent.connect(places["AGENT"]),
        lambda: udp.sendto(b"x", ("127.0.0.1", places["UDP"])),
        lambda: os.setpriority(os.PRIO_PROCESS, sleeper.pid, 5),
        lambda: sleeper.send_signal(signal.SIGSTOP),
    ]
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        try:
            for deed in deeds:
                before = world.snapshot(sleeper.pid)
                deed()
                deadline = time.monotonic() + 10
                while world.snapshot(sleeper.pid) == before:
                    assert time.monotonic() < deadline
                    time.sleep(0.01)
        finally:
            sleeper.kill()
    assert world.left_behind() == []
    (world.scratch / "base" / "child" / "left").touch()
    assert len(world.left_behind()) == 1
    for open_socket in (agent, udp):
        open_socket.close()
    world.close()


def test_the_suite_is_large_enough() -> None:
    """Sixty snippets at the least, each with a name of its own."""
    names = [row.name for row in (*REACHES, *ENDS)]
    assert len(names) == len(set(names)) >= 60
