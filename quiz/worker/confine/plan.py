"""The confinement plan of one child, and enforcing it. Each layer has a NAME and a sentence of what it STOPS.

A layer that the kernel lacks is left out and not reported; one that was reported and then fails ends the child
before it has read its job.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import Callable, Dict, Iterator, NamedTuple, Optional, Tuple

from . import kernel, landlock, limits, privileges, scratch, seccomp

LAYERS: Dict[str, str] = {
    layer.NAME: "Stops " + layer.STOPS + "." for layer in (scratch, limits, privileges, landlock, seccomp)
}
"""Every layer by name, in the order in which they are enforced, with a sentence of what it stops."""

WHOLE = (landlock.NAME, seccomp.NAME)
"""With these in force, a stranger's code can do no harm outside its child."""


class ConfinementPlan(NamedTuple):
    """The confinement of one child; made by `warden.Warden`. No two running children share one."""

    layers: Tuple[str, ...]
    folder: str
    limits: limits.Limits
    privileges: privileges.Calls
    ruleset: int
    restrict: Optional[kernel.Prepared]
    program: Optional[seccomp.BpfProgram]
    gpu: bool = False


def confine(plan: ConfinementPlan) -> Tuple[str, ...]:
    """Enforce every layer of `plan` in this process permanently; their names. Raises OSError when one fails."""
    for name in plan.layers:
        _APPLY[name](plan)
    return plan.layers


def proven(plan: ConfinementPlan) -> Iterator[str]:
    """Enforce every layer possible, and test each: the names of those that work. For a child that is thrown away."""
    for name in plan.layers:
        with contextlib.suppress(OSError):
            _APPLY[name](plan)
            if _HOLDS[name]():
                yield name


def _use_scratch(plan: ConfinementPlan) -> None:
    os.chdir(plan.folder)
    os.environ["TMPDIR"] = os.environ["HOME"] = tempfile.tempdir = plan.folder


def _writable() -> bool:
    with open("probe", "w") as file:
        file.write("probe")
    os.unlink("probe")
    return True


def _restrict(plan: ConfinementPlan) -> None:
    assert plan.restrict is not None
    landlock.apply(plan.restrict, plan.ruleset)


def _filter(plan: ConfinementPlan) -> None:
    assert plan.program is not None
    plan.program.apply(os.getpid())


_APPLY: Dict[str, Callable[[ConfinementPlan], None]] = {
    scratch.NAME: _use_scratch,
    limits.NAME: lambda plan: limits.apply(plan.limits),
    privileges.NAME: lambda plan: privileges.apply(plan.privileges),
    landlock.NAME: _restrict,
    seccomp.NAME: _filter,
}
_HOLDS: Dict[str, Callable[[], bool]] = {
    scratch.NAME: _writable,
    limits.NAME: limits.holds,
    privileges.NAME: privileges.holds,
    landlock.NAME: landlock.holds,
    seccomp.NAME: seccomp.holds,
}
