"""Reading a child's frames: whatever the bytes are, the result is a Result or a ValueError.

A frame, once read, is final. Code of a later task can spoil only what is still to come.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quiz.answer.value import Outcome, outcome_from_wire
from quiz.engine.job import Job
from quiz.worker.wire import PoseFault


@dataclass(frozen=True, slots=True)
class Result:
    """What a child found: the accepted attempt, the drawn literals, an outcome per task; or the fault of the card."""

    attempt: int
    values: dict[str, str]
    outcomes: tuple[Outcome, ...]
    fault: PoseFault | None = None


class Findings:
    """The frames of one job: what was drawn, an outcome per task, and the origins if a task asked for them.

    A job of rounds has outcomes until it says that they are over.
    """

    def __init__(self, job: Job) -> None:
        self._rounds = job.trials is not None
        self._tasks = len(job.tasks)
        self._traced = [number for number, task in enumerate(job.tasks) if task.trace]
        self._drawn: tuple[int, dict[str, str]] | None = None
        self._outcomes: list[Outcome] = []
        self._rows: dict[int, Mapping[str, Any]] = {}
        self.loading = False
        """Whether torch has begun to import a part of itself since the last expected frame."""

    def take(self, body: bytes) -> Result | None:
        """The next frame; the result when it was the last expected. Raises ValueError."""
        frame = _object(body)
        if frame.get("fault") is not None:
            return Result(0, {}, (), _fault(frame["fault"]))
        if frame.get("loading") is True and len(frame) == 1:
            self.loading = True
            return None
        self.loading = False
        if self._drawn is None:
            self._drawn = _drawn(frame)
        elif self._rounds:
            if frame.get("over") is True:
                return self._result()
            self._outcomes.append(outcome_from_wire(frame))
            return None
        elif len(self._outcomes) < self._tasks:
            if frame.get("origin") is not None:
                raise ValueError("an outcome has no origin yet")
            self._outcomes.append(outcome_from_wire(frame))
            if len(self._outcomes) - 1 in self._traced:
                self._rows[len(self._outcomes) - 1] = frame
        else:
            self._trace(frame)
            return self._result()
        due = len(self._outcomes) < self._tasks or bool(self._traced)
        return None if due or self._rounds else self._result()

    def _trace(self, frame: Mapping[str, Any]) -> None:
        origins = frame.get("origins")
        if not isinstance(origins, list) or len(origins) != len(self._traced):
            raise ValueError("it lacks the origins")
        for number, origin in zip(self._traced, origins, strict=True):
            self._outcomes[number] = outcome_from_wire({**self._rows[number], "origin": origin})

    def _result(self) -> Result:
        assert self._drawn is not None
        return Result(*self._drawn, tuple(self._outcomes))


def check_over(body: bytes) -> None:
    """Raise ValueError unless this frame says that there are no more."""
    if _object(body).get("over") is not True:
        raise ValueError("there are more frames than jobs")


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        wire = json.loads(body)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    if not isinstance(wire, dict):
        raise ValueError("it is not an object")
    return wire


def _drawn(frame: Mapping[str, Any]) -> tuple[int, dict[str, str]]:
    attempt, values = frame.get("attempt"), frame.get("values")
    if type(attempt) is not int or not isinstance(values, dict):
        raise ValueError("it lacks the attempt or the values")
    if not all(isinstance(value, str) for value in values.values()):
        raise ValueError("a drawn value is not text")
    return attempt, values


def _fault(wire: object) -> PoseFault:
    if isinstance(wire, dict):
        stage, name, message = wire.get("stage"), wire.get("name"), wire.get("message")
        if isinstance(stage, str) and isinstance(name, str) and isinstance(message, str):
            return PoseFault(stage=stage, name=name, message=message)
    raise ValueError("the fault is not one")
