"""Time: a child has a budget of its own time, whatever the load of the machine; and what it waits for can be said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from quiz.answer.value import Scalar
from quiz.engine import restart
from quiz.engine.client import LOADING, STARTING, Engine
from quiz.engine.event_loop import Reactor
from quiz.engine.job import Job
from quiz.engine.protocol import LAZY_S, Ended, Exchange, Reply
from quiz.engine.restart import RestartingLink
from quiz.engine.spawn.child_time import of_ps
from quiz.worker.wire import frame
from tests.support.busy import busy_loops
from tests.support.scene import card_of, pose

WORK = "import time\nend = time.process_time() + {s}\nwhile time.process_time() < end: pass\n7"


def exchange(budget: float = 5.0, code: str = "7") -> Exchange:
    return Exchange(Job.running(code), budget, 100.0, measurable=True)


def test_a_child_that_gets_no_processor_keeps_its_budget() -> None:
    run = exchange()
    for second in range(1, 60):
        run.measured(second * 0.05, False, 100.0 + second)
        run.tick(100.0 + second)
    assert run.reply is None
    run.measured(5.0, False, 160.0)
    assert run.reply is not None
    assert (run.reply.status, run.reply.starved) == (Ended.TIMEOUT, False)
    assert run.reply.detail == "it was still running after 5 s"


def test_a_child_that_sleeps_uses_its_budget_up() -> None:
    run = exchange(budget=1.0)
    for tenth in range(1, 10):
        run.measured(0.01, True, 100.0 + tenth / 10)
        assert run.reply is None
    run.measured(0.01, True, 101.1)
    assert run.reply is not None
    assert run.reply.status is Ended.TIMEOUT


def test_wall_time_has_a_limit_beside_it() -> None:
    run = exchange(budget=1.0)
    run.tick(129.9)
    assert run.reply is None
    run.tick(130.0)
    assert run.reply is not None
    assert (run.reply.status, run.reply.starved) == (Ended.TIMEOUT, True)


def test_what_torch_imports_is_granted_besides() -> None:
    run = exchange(budget=1.0)
    run.received(frame({"loading": True}), 100.1)
    assert run.loading
    run.measured(1.0 + LAZY_S - 0.1, False, 111.0)
    assert run.reply is None
    run.measured(1.1 + LAZY_S, False, 112.0)
    assert run.reply is not None


def test_a_result_tells_how_much_of_its_time_was_its_own() -> None:
    run = exchange()
    run.measured(0.5, False, 110.0)
    run.received(frame({"attempt": 0, "values": {}}), 110.2)
    run.received(frame({"value": {"k": "number", "value": "i7"}, "shown": "7", "printed": ""}), 110.2)
    assert run.reply is not None
    assert run.reply.ms == pytest.approx(10_200)
    assert run.reply.own_ms == pytest.approx(700)


@pytest.mark.parametrize(
    ("row", "expected"),
    [("0:01.50 R+", (1.5, False)), ("1:02.25 S", (62.25, True)), ("1-00:00:01 S", (86401.0, True))],
)
def test_the_time_that_ps_tells(row: str, expected: tuple[float, bool]) -> None:
    assert of_ps(row) == expected


def test_ps_says_nothing_of_a_process_that_has_ended() -> None:
    with pytest.raises(OSError, match="has ended"):
        of_ps("\n")


class Scripted:
    """A link whose jobs end when they are told to."""

    loading = False
    pid = 1

    def __init__(self, *_: object) -> None:
        self.ends: list[Callable[[Reply], None]] = []
        made.append(self)

    def submit(self, job: Job, budget: float, done: Callable[[Reply], None]) -> int:
        self.ends.append(done)
        return len(self.ends)

    def cancel(self, number: int) -> None: ...

    def close(self) -> None: ...


made: list[Scripted] = []
STARVED = Reply(Ended.TIMEOUT, None, "it was still running after 30 s", "", 30_000, 10, True)
DONE = Reply(Ended.DONE, None, "", "", 1)


def test_what_the_load_kept_from_its_budget_is_run_again_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restart, "Link", Scripted)
    made.clear()
    reactor = Reactor()
    link = RestartingLink(reactor, "", None, "cpu", 1)
    ended: list[tuple[str, Reply]] = []
    for name in ("starved", "beside"):
        link.submit(Job.running(name), 1.0, lambda reply, name=name: ended.append((name, reply)))
    (scripted,) = made
    scripted.ends[0](STARVED)
    assert ended == []
    assert len(scripted.ends) == 2  # not yet: another job runs
    scripted.ends[1](DONE)
    assert ended == [("beside", DONE)]
    assert len(scripted.ends) == 3
    scripted.ends[2](STARVED)  # once only
    assert ended == [("beside", DONE), ("starved", STARVED)]
    reactor.close()


def test_under_load_a_child_has_the_same_time(engine: Engine) -> None:
    engine.start()
    with busy_loops():
        jobs = [(number, Job.running(WORK.format(s=0.3)), 0.6) for number in range(6)]
        replies = [reply for _, reply in engine.run_all(jobs, 2)]
    for reply in replies:
        assert reply.result is not None, reply
        assert reply.result.outcomes[0].value == Scalar(7)
        assert reply.own_ms < 600 + 300


def test_a_lazy_import_of_torch_does_not_break_a_tight_budget() -> None:
    """The very first question of an engine, before anything was imported ahead."""
    card = card_of("""
- id: first
  ask: predict
  prompt: Value of `x.grad`?
  budget: 0.3
  code: |
    x = torch.tensor([1., 2.], requires_grad=True)
    torch.optim.Adam([torch.nn.Parameter(torch.ones(1))])
    (x * x).backward(torch.tensor([3., 2.]))
    x.grad
  explain: x
  source: https://docs.pytorch.org/docs/stable/torch.html
""")
    with Engine(spares=0) as engine:
        assert pose(engine, card).card is card


def test_what_is_waited_for_is_said() -> None:
    with Engine() as engine:
        engine.prepare()
        assert engine.waits_for == STARTING
        engine.start()
        seen = set()
        jobs = [(0, Job.running("import torch._dynamo, torch._inductor.compile_fx\n1"), 30.0)]
        replies = engine.run_all(jobs, 1)
        seen.update(noticed(engine, replies))
        assert engine.waits_for == "" or engine.waits_for == LOADING  # idle work may have begun
    assert LOADING in seen


def noticed(engine: Engine, replies: Iterator[tuple[int, Reply]]) -> set[str]:
    """What the engine waits for, looked at whenever a frame comes."""
    seen: set[str] = set()
    received = Exchange.received

    def looked(run: Exchange, data: bytes, now: float) -> None:
        received(run, data, now)
        seen.add(engine.waits_for)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Exchange, "received", looked)
        assert [reply.status for _, reply in replies] == [Ended.DONE]
    return seen


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_review_of_thirty_cards_beside_eight_busy_loops_puts_none_aside(tmp_path: Path) -> None:
    """The first session of a learner, two new cards of each deck, whatever torch has to import for them."""
    decks = sorted(path.stem for path in (Path(__file__).parents[2] / "decks").glob("*.yaml"))
    caps = "".join(f"[decks.{deck}]\nnew_per_day = 2\n" for deck in decks)
    (tmp_path / "config.toml").write_text(f"new_per_day = 30\nunlocking = false\n{caps}")
    command = [sys.executable, "-m", "quiz"]
    run = partial(
        subprocess.run,
        # The clock stands, so that no card comes back within the session.
        env=os.environ | {"QUIZ_HOME": str(tmp_path), "QUIZ_NOW": "2026-03-02T12:00:00+00:00"},
        capture_output=True,
        text=True,
        timeout=1700,
        check=True,
    )
    with busy_loops():
        done = run([*command, "review", "--plain"], input=":give\n" * 30 + ":quit\n")
    events = [json.loads(row) for row in run([*command, "export"]).stdout.splitlines()]
    assert "skipped" not in done.stdout + done.stderr
    assert json.loads(run([*command, "due", "--json"]).stdout)["aside"] == {}
    assert len({event["card"] for event in events if event["kind"] == "review"}) == 30, done.stdout
