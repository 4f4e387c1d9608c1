"""Checking that torch computes correctly: small known results, each run in a child, and which cards depend on them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Protocol

from quiz.engine.job import Job, Task
from quiz.engine.known_results import SETUP, KnownResult, known_results
from quiz.engine.protocol import Reply

BUDGET_S = 30.0
"""For all of the results in one child."""


class HealthMemory(Protocol):
    """Where the results that an installation of torch computes wrongly are stored."""

    def read(self, stamp: str) -> list[str] | None:
        """The wrong results of the installation with this stamp; None when it was never examined."""

    def write(self, stamp: str, unsound: list[str]) -> None: ...


def examination() -> Generator[Job, Reply, list[str]]:
    """Run every known result; `what` of each that is wrong, or that ends its child."""
    together = yield _job(known_results())
    found = _unsound(together, known_results())
    if found is not None:
        return found
    unsound = []
    for known in known_results():
        alone = _unsound((yield _job((known,))), (known,))
        unsound += [known.what] if alone is None else alone
    return unsound


def resting_on(code: str, unsound: Sequence[str]) -> str:
    """The first of these results that the code depends on; "" for none."""
    return next((known.what for known in known_results() if known.what in unsound and known.bears(code)), "")


def _job(results: Sequence[KnownResult]) -> Job:
    return Job(tuple(Task(known.what, known.code) for known in results), SETUP)


def _unsound(reply: Reply, results: Sequence[KnownResult]) -> list[str] | None:
    result = reply.result
    if result is None or result.fault is not None or len(result.outcomes) != len(results):
        return None
    pairs = zip(results, result.outcomes, strict=True)
    return [known.what for known, outcome in pairs if outcome.shown != "True"]
