"""A kept engine confines what it runs as a fresh one does."""

from __future__ import annotations

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
from hostile_scene import SECRET, USERS, Scene

from quiz.answer.value import Series
from quiz.engine.client import Engine
from quiz.engine.confinement import whole
from quiz.engine.fork.kept_engine import kept_engines, stop_engines
from quiz.engine.keeping import Keeping
from quiz.engine.protocol import Ended
from quiz.engine.strategy import Strategy, strategy

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or strategy() is not Strategy.FORK, reason="an engine is kept where children are forked"
)

FEW = (
    *("SIGSTOP to itself", "all signals ignored and blocked", "30 GB touched", "fork bomb", "thread bomb"),
    *("disk filled by many files", "folders without end", "descriptors without end", "1 GB of print", "half a frame"),
)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with tempfile.TemporaryDirectory(prefix="quiz-test-") as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder).chmod(0o755)
        patch.setenv("XDG_RUNTIME_DIR", folder)
        patch.setenv("TMPDIR", str(Path(folder) / "scratch"))
        (Path(folder) / "scratch").mkdir()
        with Engine(keep=Keeping(use=True, seconds=120)) as engine:
            confined = whole(engine.start())
            while not (kept := list(kept_engines())):
                time.sleep(0.01)
        if not confined:
            stop_engines()
            pytest.skip("this kernel does not confine children")
        scene = Scene(Path(folder), USERS[-1], patch, Keeping(use=True))
        assert [each["clients"] for each in kept_engines()] == [1], kept
        yield scene
        stop_engines()
        scene.close()


@pytest.mark.parametrize("reach", REACHES, ids=[reach.name for reach in REACHES])
def test_nothing_outside_is_reached(scene: Scene, reach: Reach) -> None:
    """Each attempt is refused by name, and a witness outside has seen nothing."""
    before = scene.world.snapshot(scene.zygote)
    reply = scene.run(reach.code, setup=REACH_SETUP)
    assert reply.status is Ended.DONE and reply.result is not None, reply
    had = reply.result.outcomes[0].value
    assert isinstance(had, Series) and had.items, had
    assert [item.value for item in had.items if item.value not in REFUSALS] == [], reach.never  # type: ignore[union-attr]
    assert SECRET not in repr(reply)
    scene.hold(before)


@pytest.mark.parametrize("end", [end for end in ENDS if end.name in FEW], ids=lambda end: end.name)
def test_what_harms_its_own_process_harms_no_other(scene: Scene, end: End) -> None:
    """Whatever code does to its process or to the machine, the reply says how it ended, and the next is answered."""
    before = scene.world.snapshot(scene.zygote)
    reply = scene.run(end.code, end.budget, ENDS_SETUP)
    assert reply.status in end.ends, (end.never, reply.status, reply.detail)
    scene.hold(before)
