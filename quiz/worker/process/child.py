"""A child: it reads one job, runs it, reports each result, and exits.

State cannot leak between the questions of a learner, because no child serves two. Between the tasks of one job (the
truth, then what each belief predicts) the settings that card code is known to change are restored, and the setup is run
again. `quiz check` gives one child all draws of a card: then whatever a job has changed is put back before the next,
and the end is told only when that could be done.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Mapping, Optional

from ..run import devices, trace, trials
from ..run.draw import Unposable, draw
from ..run.leftovers import Leftovers
from ..run.program import message_of, run
from ..run.rng import seed_all, seed_of
from ..run.source import compiled, fresh_namespace
from ..run.torch_state import reset
from ..template import fill
from ..wire import CPU, Failed, JobWire, Origin, OutcomeFrame
from . import lazy_imports
from .frames import FrameWriter


def serve(job_bytes: bytes, result_fd: int) -> None:
    """Run the job, and those after it, and write the frames. The caller exits the process."""
    job: JobWire = json.loads(job_bytes.decode())
    jobs: List[JobWire] = [job, *job.get("then", [])]
    leftovers = Leftovers(_texts(jobs)) if len(jobs) > 1 else None
    for each in jobs:
        writer = FrameWriter(result_fd, len(each["tasks"]) * trials.most(each))
        lazy_imports.notice(writer.loading)
        writer.write(answer(each))
        if leftovers is not None:
            leftovers.put_back()
    if leftovers is not None:
        writer.write([{"over": True}])


def _texts(jobs: List[JobWire]) -> Iterator[str]:
    """All the code of these jobs."""
    yield jobs[0]["setup"]
    for job in jobs:
        yield from (code for _, code in job["draw"])
        yield job["require"]
        yield from (task["code"] for task in job["tasks"])
        if "rounds" in job:
            rounds = job["rounds"]
            yield from (rounds["before"], rounds["check"], rounds["args"])


def answer(job: JobWire) -> Iterator[Mapping[str, Any]]:
    """Draw, then run every task: the messages of each step (see `wire`), before the next step begins."""
    try:
        reset()
        if "rounds" in job:
            yield {"attempt": 0, "values": {}}
            yield from trials.trial_outcomes(job, lambda: _set_up(job))
            yield {"over": True}
            return
        attempt, values = draw(job, _set_up(job))
        yield {"attempt": attempt, "values": values}
        number = seed_of(job["seed"], attempt)

        def prepared() -> Dict[str, Any]:
            """The namespace of one task, with the random generators at their start."""
            reset()
            devices.use(job.get("device", CPU))
            namespace = _set_up(job)
            seed_all(number)
            return namespace

        codes = [fill(task["code"], values) for task in job["tasks"]]
        outcomes: List[OutcomeFrame] = []
        quick: List[bool] = []
        for code in codes:
            stopwatch = trace.Stopwatch()
            outcomes.append(run(code, prepared()))
            quick.append(not stopwatch.is_over)
            yield outcomes[-1]
        # Last, because it runs code with values it was not written for.
        origins: List[Optional[Origin]] = []
        for task, code, outcome, traceable in zip(job["tasks"], codes, outcomes, quick):
            if task.get("trace"):
                origins.append(trace.origin(code, outcome, prepared) if traceable else None)
        if origins:
            yield {"origins": origins}
    except Unposable as error:
        failed: Failed = {"fault": {"stage": error.stage, "name": error.name, "message": str(error)[:2000]}}
        yield failed


def _set_up(job: JobWire) -> Dict[str, Any]:
    namespace = fresh_namespace()
    try:
        exec(compiled(job["setup"], "<setup>", "exec"), namespace)
    except Exception as error:
        raise Unposable("setup", "", message_of(error)) from None
    return namespace
