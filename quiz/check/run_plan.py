"""The settings of a run of `quiz check`."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding, matches
from quiz.check.mutate.making import NO_VARIANTS, Making

MOST_PROCESSORS = 8
"""From how many processors on more children would wait for the one process that reads what they say."""


def jobs_here() -> int:
    """How many children run at a time unless told otherwise: one more than there are processors for this process, since
    one of them always waits for its reply to be read.
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_PROCESSORS) + 1


@dataclass(frozen=True, slots=True)
class RunPlan:
    """Which draws, how many children at a time, which rules (codes or their beginnings), what is kept.

    `select` empty means every rule. `folder` is where results are cached, None for nowhere; with `fresh` no earlier
    result is used. `form` is whether only the rules that need no run are applied: True, False, or None for where no
    other rule is asked for. Where the draws of a card are not `shared` out among few children, each has one.
    """

    draws: DrawSet
    jobs: int = field(default_factory=jobs_here)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    folder: Path | None = None
    fresh: bool = False
    making: Making = NO_VARIANTS
    form: bool | None = None
    shared: bool = True

    @property
    def chooses(self) -> bool:
        """Whether only some of the rules are asked for."""
        return bool(self.select or self.ignore)

    def asks_for(self, code: str) -> bool:
        return (not self.select or matches(code, self.select)) and not matches(code, self.ignore)

    def wants(self, finding: Finding) -> bool:
        return self.asks_for(finding.code)
