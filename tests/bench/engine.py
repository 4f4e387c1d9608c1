"""How quick the engine is: `python -m tests.bench.engine`. All rows are of one run, so that ratios mean something.

Request to result is measured from a torch-free process, all confinement layers on, on a snippet that makes and gathers
a small tensor. Nothing here is asserted: a busy machine is slow, and says nothing about the code.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from quiz.engine.client import Engine
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended

PAUSE_S = 0.03
SNIPPET = "torch.tensor([[71, 15, 32], [94, 58, 60]]).gather(0, torch.tensor([[1, 0, 1], [0, 0, 1]]))"
ADAM = """
w = torch.nn.Parameter(torch.ones(3))
o = torch.optim.Adam([w])
w.sum().backward()
o.step()
w
"""


def job(number: int, code: str = SNIPPET) -> Job:
    draw = (("k", "rng.randint(0, 10**9)"),)
    tasks = (Task(name="truth", code=code),)
    return Job(setup="import torch", seed=number, first=0, attempts=50, draw=draw, tasks=tasks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=300)
    runs = parser.parse_args().runs
    fresh = [timed(fresh_python) for _ in range(7)]
    rows: list[tuple[str, str]] = []
    with Engine() as engine, Engine(spares=0) as bare:
        began = time.perf_counter()
        hello = engine.start()
        rows.append(("torch", f"{hello['torch']}, layers: {', '.join(hello['layers']) or 'none'}"))
        rows.append(("engine ready", f"{(time.perf_counter() - began) * 1e3:8.1f} ms"))
        bare.start()
        for running in (engine, bare):
            running.idle(6)  # what is loaded while idle is loaded
        spare, forked = sample(engine, runs), sample(bare, runs)
        rows.append(("from a spare", spread(spare)))
        rows.append(("forked when asked", spread(forked)))
        rows.append(("an Adam step, from a spare", spread(sample(engine, 30, ADAM))))
        rows.append(("fresh python -c", spread(fresh)))
        for name, taken in (("from a spare", spare), ("forked when asked", forked)):
            rows.append((f"fresh / {name}", f"{statistics.median(fresh) / statistics.median(taken):8.0f} times"))
        for width in (1, 2):
            before = spent(bare)
            seconds = timed(lambda width=width: thousand(bare, width))
            rows.append((f"1,000 questions, {width} in flight", f"{1000 / seconds:8.0f} a second"))
            rows.append(("  processor time of each", f"{spent(bare) - before:8.1f} ms"))
        rows.append(("private memory of a child", f"{private_mib(engine):8.1f} MiB"))
        rows.append(("CPU of the idle engine", f"{idle_cpu(engine):8.2f} %"))
    for name, value in rows:
        print(f"{name:34} {value}")


def fresh_python() -> None:
    environ = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [sys.executable, "-c", f"import torch\nprint({SNIPPET})"], check=True, capture_output=True, env=environ
    )


def sample(engine: Engine, runs: int, code: str = SNIPPET) -> list[float]:
    """Seconds from request to result; between two the learner reads a little."""
    taken = []
    for number in range(runs + 10):
        engine.idle(PAUSE_S)
        row = job(number, code)
        began = time.perf_counter()
        reply = engine.run(row, 10)
        taken.append(time.perf_counter() - began)
        assert reply.status is Ended.DONE, reply
    return taken[10:]


def thousand(engine: Engine, width: int) -> None:
    def rows() -> Iterator[tuple[int, Job, float]]:
        for number in range(1000):
            yield number, job(number), 10.0

    assert all(reply.status is Ended.DONE for _, reply in engine.run_all(rows(), width))


def spent(engine: Engine) -> float:
    """Seconds of processor time so far: this process, the zygote, the children that it has and those that ended.

    What the wall figures of a machine that others load hide.
    """
    pid = engine.zygote_pid
    own = os.times()
    total = own.user + own.system
    for process in (str(pid), *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        total += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return total


def timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def spread(seconds: list[float]) -> str:
    ordered = sorted(second * 1e3 for second in seconds)
    p50, p99 = statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{p50:8.1f} ms p50 {p99:8.1f} ms p99 {ordered[0]:8.1f} ms least"


def private_mib(engine: Engine) -> float:
    """Memory that is a waiting spare's own: what one child costs."""
    engine.run(job(0), 10)
    engine.idle(0.2)
    children = Path(f"/proc/{engine.zygote_pid}/task/{engine.zygote_pid}/children").read_text().split()
    rollup = Path(f"/proc/{children[-1]}/smaps_rollup").read_text().splitlines()
    return sum(int(row.split()[1]) for row in rollup if row.startswith("Private_Dirty")) / 1024


def idle_cpu(engine: Engine, seconds: float = 3.0) -> float:
    def ticks() -> int:
        fields = Path(f"/proc/{engine.zygote_pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    before = ticks()
    engine.idle(seconds)
    return (ticks() - before) / os.sysconf("SC_CLK_TCK") / seconds * 100


if __name__ == "__main__":
    main()
