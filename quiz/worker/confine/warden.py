"""The zygote's side of confinement: what is prepared once, what each child is given, what is taken back."""

from __future__ import annotations

import contextlib
import os
from typing import Dict, List, Optional, Tuple

from . import imports, kernel, landlock, limits, privileges, scratch, seccomp
from .plan import ConfinementPlan, proven
from .readable import readable

MAX_READY = 4
"""Plans that are kept for children to come: as many as run side by side."""


class Warden:
    """Makes the plans of children. Make it before torch is loaded, call `prepare` once it is."""

    def __init__(self) -> None:
        self.layers: Tuple[str, ...] = ()
        self._scratch: Optional[scratch.Scratch] = None
        self._rules: Optional[landlock.LandlockRuleset] = None
        self._restrict: Optional[kernel.Prepared] = None
        self._program: Optional[seccomp.BpfProgram] = None
        self._privileges: privileges.Calls = []
        self._ready: List[ConfinementPlan] = []
        self._running: Dict[int, ConfinementPlan] = {}  # by pid
        with contextlib.suppress(OSError):
            self._scratch = scratch.Scratch()

    def prepare(self) -> None:
        """Find out, in a child that is thrown away, which layers this kernel has. They are in `layers` afterwards."""
        wanted = [scratch.NAME] if self._scratch is not None else []
        if limits.available():
            wanted.append(limits.NAME)
        if privileges.available():
            privileges.hide()
            self._privileges = privileges.prepare()
            wanted.append(privileges.NAME)
        version = landlock.abi()
        if version:
            paths = readable()
            limits.make_room(sum(map(len, paths)))
            self._rules = landlock.LandlockRuleset(paths, version)
            self._restrict = landlock.prepare(version)
            wanted.append(landlock.NAME)
        if seccomp.available():
            self._program = seccomp.prepare()
            wanted.append(seccomp.NAME)
        self.layers = tuple(wanted)
        self.layers = self._tried(self._make())
        if landlock.NAME in self.layers:
            imports.admit(paths.whole, paths.library)
        self._ready.append(self._make())

    def plan(self, gpu: bool = False) -> ConfinementPlan:
        """What the next child is confined by; with `gpu` it may use the GPUs. Raises OSError."""
        if gpu:
            return self._make(gpu)  # half a millisecond, beside the tenths of a second that a GPU takes to be ready
        plan = self._ready.pop() if self._ready else self._make()
        # The zygote grows: what it loads in idle time is not to count as the child's.
        return plan._replace(limits=limits.prepare()) if plan.limits else plan

    def common(self) -> ConfinementPlan:
        """What the plans of all children without a GPU have in common; folder, limits and ruleset are to be put in."""
        return ConfinementPlan(self.layers, "", [], self._privileges, -1, self._restrict, self._program)

    def forked(self, pid: int, plan: ConfinementPlan) -> None:
        """The child `pid` has its plan; that of the one after it is made now, while nobody waits."""
        self._running[pid] = plan
        if not self._ready:
            with contextlib.suppress(OSError):  # a full disk is told when the plan is asked for
                self._ready.append(self._make())

    def ended(self, pid: int) -> None:
        """The child is gone, and so is what it wrote. A plan that left no trace serves again."""
        plan = self._running.pop(pid, None)
        if plan is None:
            return
        clean = not plan.gpu and len(self._ready) < MAX_READY
        if self._scratch is not None and plan.folder:
            clean = clean and self._scratch.untouched(plan.folder)
            if not clean:
                self._scratch.take_back(plan.folder)
        if clean:
            self._ready.append(plan)
        elif plan.ruleset >= 0:
            os.close(plan.ruleset)

    def watched(self) -> List[int]:
        """A descriptor that can be read when a child has overfilled its folder."""
        return [self._scratch.reports] if self._scratch is not None else []

    def overfull(self) -> List[int]:
        """The children that have overfilled their folders."""
        assert self._scratch is not None
        folders = self._scratch.overfull()
        return [pid for pid, plan in self._running.items() if plan.folder in folders]

    def _make(self, gpu: bool = False) -> ConfinementPlan:
        folder = self._scratch.folder() if self._scratch is not None and scratch.NAME in self.layers else ""
        limited = limits.prepare(gpu) if limits.NAME in self.layers else []
        ruled = self._rules is not None and landlock.NAME in self.layers
        ruleset = self._rules.ruleset(folder, gpu) if ruled and self._rules is not None else -1
        program = seccomp.prepare(gpu) if gpu and self._program is not None else self._program
        return ConfinementPlan(self.layers, folder, limited, self._privileges, ruleset, self._restrict, program, gpu)

    def _tried(self, plan: ConfinementPlan) -> Tuple[str, ...]:
        read_end, write_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                write_end, ruleset = kernel.keep_only(write_end, plan.ruleset)
                for name in proven(plan._replace(ruleset=ruleset)):
                    os.write(write_end, name.encode() + b"\n")
            finally:
                os._exit(0)
        os.close(write_end)
        with os.fdopen(read_end, "rb") as stream:
            names = stream.read().decode().split()
        os.waitpid(pid, 0)
        self._running[pid] = plan._replace(gpu=True)  # not to be used again: its layers were only hoped for
        self.ended(pid)
        return tuple(names)
