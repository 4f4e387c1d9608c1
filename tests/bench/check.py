"""What `quiz check` costs beside its children: `python -m tests.bench.check [PATH ...]`. All rows are of one run.

The children counted are one a question, one a candidate solution and a twin a card. Their time is that of the engine's
benchmark, with as many in flight. At the end the same decks are checked by the command, which finds them proven.
Nothing here is asserted: a busy machine says nothing of the code.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from quiz.ask import kinds
from quiz.check.draw_set import DrawSet
from quiz.check.run_plan import RunPlan
from quiz.check.runner import run
from quiz.check.scope import Scope, scope
from quiz.check.summary import Summary
from quiz.engine.at_need import EngineAtNeed
from quiz.engine.client import Engine
from quiz.engine.job import Job
from quiz.engine.protocol import Ended
from quiz.library.decks import Library
from tests.bench.commands import HERE, measured
from tests.bench.engine import job


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", help="decks; all that ship where none is given")
    parser.add_argument("--draws", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--profile", action="store_true", help="tell where the quiz's own process spends its time")
    options = parser.parse_args()
    began = time.perf_counter()
    wanted = scope(Library(), options.paths)
    loading = time.perf_counter() - began
    with (
        tempfile.TemporaryDirectory() as home,
        Engine() as engine,
        Engine(spares=0, hash_seed=1, beside=engine) as twin,
    ):
        engine.start()
        each = seconds_of_a_child(engine, options.jobs)
        plan = RunPlan(DrawSet(options.draws), options.jobs, folder=Path(home) / "cache")
        profile = cProfile.Profile()
        if options.profile:
            profile.enable()
        fresh, taken = timed(wanted, engine, plan, twin)
        if options.profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("tottime").print_stats(20)
        again, unchanged = timed(wanted, engine, plan, twin)
        as_processes = measured(HERE, [*options.paths, "--draws", str(options.draws)], Path(home), 5)
    counted = sum(counts(fresh).values())
    print(f"{'cards, questions':34} {fresh.cards:8,} {fresh.questions:8,}   (loaded in {loading:.2f} s)")
    print(f"{'children counted':34} {counted:8,}   {dict(counts(fresh))}")
    print(f"{f'a child, {options.jobs} in flight':34} {each * 1e3:8.1f} ms")
    print(f"{'check':34} {taken:8.1f} s     {taken / (counted * each):.2f} times the children alone")
    print(f"{'check again, nothing changed':34} {unchanged:8.2f} s     {again.kept} cards kept")
    print("\n".join(as_processes))


def counts(summary: Summary) -> Counter[str]:
    """The children that a run needs: a question each, a candidate each, a twin a card."""
    counts: Counter[str] = Counter()
    for proven in summary.proven:
        evidence = proven.evidence
        if evidence is None or evidence.skipped:
            continue
        runs = kinds.kind(proven.card.ask).RUNS
        counts["questions"] += len(evidence.trials)
        counts["twins"] += 1 + runs
        counts["candidates"] += sum(len(trial.verdicts) for trial in evidence.trials) if runs else 0
    return counts


def seconds_of_a_child(engine: Engine, width: int, count: int = 400) -> float:
    def rows() -> Iterator[tuple[int, Job, float]]:
        for number in range(count):
            yield number, job(number), 10.0

    engine.idle(6)  # what is loaded while idle is loaded
    began = time.perf_counter()
    assert all(reply.status is Ended.DONE for _, reply in engine.run_all(rows(), width))
    return (time.perf_counter() - began) / count


def timed(wanted: Scope, engine: Engine, plan: RunPlan, twin: Engine) -> tuple[Summary, float]:
    """The run, and its seconds."""
    began = time.perf_counter()
    summary = run(
        wanted, EngineAtNeed(lambda: engine), plan, lambda _: None, lambda done, total: None, EngineAtNeed(lambda: twin)
    )
    return summary, time.perf_counter() - began


if __name__ == "__main__":
    main()
