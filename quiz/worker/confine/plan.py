"""What one child is confined by, and putting it in force. Each layer has a NAME and a sentence of what it STOPS.

A layer that the kernel lacks is left out and not reported; one that was reported and then fails ends the child before
it has read its job.
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
"""Every layer there is, by name, in the order in which they are put in force; with a sentence of what it stops."""

WHOLE = (landlock.NAME, seccomp.NAME)
"""With these in force, code of a stranger can reach nothing."""


class ConfinementPlan(NamedTuple):
    """What one child is to be confined by; made by `warden.Warden`. No two children have the same at a time."""

    layers: Tuple[str, ...]
    folder: str
    limits: limits.Limits
    privileges: privileges.Calls
    ruleset: int
    restrict: Optional[kernel.Prepared]
    program: Optional[seccomp.BpfProgram]
    gpu: bool = False


def confine(plan: ConfinementPlan) -> Tuple[str, ...]:
    """Put every layer of `plan` in force for this process, for good; their names. Raises OSError when one fails."""
    for name in plan.layers:
        _APPLY[name](plan)
    return plan.layers


def proven(plan: ConfinementPlan) -> Iterator[str]:
    """Put in force what can be, and try each: the names of those that were seen to hold. For a child thrown away."""
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
