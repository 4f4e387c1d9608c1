"""One child: it reads one job, runs it, sends one result and dies.

State cannot leak between questions, because no child serves two. Between the tasks of one job (the truth, then what
each belief predicts) the settings that card code is known to change are put back, and the setup is run anew.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any, Dict, List

from . import devices, rounds, trace
from .chance import seed_of, sow
from .draw import Unposable, draw
from .program import run, told_of
from .settings import put_back
from .template import fill
from .wire import CPU, MAX_FRAME, Job, Outcome, Result, frame, pack


def serve(job_bytes: bytes, result_fd: int) -> None:
    """Run the job and write its result frame. The caller exits the process."""
    result = answer(json.loads(job_bytes))
    try:
        message = frame(dict(result))
    except ValueError:
        message = _smaller(result)
    while message:
        message = message[os.write(result_fd, message) :]


def answer(job: Job) -> Result:
    """Draw, then run every task. A fault of the setup or the draw comes back as one."""
    try:
        put_back()
        if "rounds" in job:
            return {"attempt": 0, "values": {}, "outcomes": rounds.played(job, lambda: _set_up(job)), "fault": None}
        attempt, values = draw(job, _set_up(job))
        number = seed_of(job["seed"], attempt)

        def prepared() -> Dict[str, Any]:
            """The namespace of one task, and chance as it stands at its start."""
            put_back()
            devices.use(job.get("device", CPU))
            namespace = _set_up(job)
            sow(number)
            return namespace

        codes = [fill(task["code"], values) for task in job["tasks"]]
        outcomes: List[Outcome] = []
        seconds: List[float] = []
        for code in codes:
            began = time.perf_counter()
            outcomes.append(run(code, prepared()))
            seconds.append(time.perf_counter() - began)
        # Last, because it runs code on what nobody wrote it for.
        for task, code, outcome, took in zip(job["tasks"], codes, outcomes, seconds):
            if task.get("trace"):
                outcome["origin"] = trace.origin(code, outcome, prepared) if took < trace.MAX_SECONDS else None
    except Unposable as error:
        return _fault(error.stage, error.name, str(error))
    return {"attempt": attempt, "values": values, "outcomes": outcomes, "fault": None}


def _set_up(job: Job) -> Dict[str, Any]:
    namespace: Dict[str, Any] = {"__name__": "card", "__builtins__": __builtins__}
    try:
        exec(compile(job["setup"], "<setup>", "exec"), namespace)
    except Exception as error:
        raise Unposable("setup", "", told_of(error)) from None
    return namespace


def _fault(stage: str, name: str, message: str) -> Result:
    return {
        "attempt": 0,
        "values": {},
        "outcomes": [],
        "fault": {"stage": stage, "name": name, "message": message[:2000]},
    }


def _smaller(result: Result) -> bytes:
    """A result that is over MAX_FRAME, with what takes most of it cut; or the fault that it is too large."""
    outcomes: List[Outcome] = []
    room = MAX_FRAME // 2 // max(len(result["outcomes"]), 1)
    for outcome in result["outcomes"]:
        size = len(pack(outcome["value"]))
        if size > room:
            why = f"it takes {size:,} bytes to carry; end the code with a part of it"
            outcome = {**outcome, "value": {"k": "opaque", "type": "object", "reason": why}}
        outcomes.append({**outcome, "printed": outcome["printed"][: room // 16], "shown": outcome["shown"][:200]})
    try:
        return frame({**result, "outcomes": outcomes})
    except ValueError as error:
        return frame(dict(_fault("result", "", str(error))))
