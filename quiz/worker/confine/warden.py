"""The warden: prepares the confinement of children in the zygote, hands it out, and takes it back."""

from __future__ import annotations

import contextlib
import os
from typing import Dict, List, Optional, Tuple

from . import imports, kernel, landlock, limits, privileges, scratch, seccomp
from .plan import ConfinementPlan, proven
from .readable import readable

MAX_READY = 4
"""The most plans kept for future children: as many as run side by side."""


class Warden:
    """Makes the plans of children. Make it before torch is loaded, and call `prepare` once it is."""

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
            self._scratch.use()

    def release(self) -> None:
        """In a fork of this process: give up what belongs to the other, its scratch folder and the plans made in it."""
        for plan in self._ready:
            if plan.ruleset >= 0:
                os.close(plan.ruleset)
        self._ready.clear()
        if self._scratch is not None:
            self._scratch.close()
            self._scratch = None

    def renew(self) -> None:
        """After `release`: make a scratch folder and a plan of its own. The layers are those that were found out.

        Raises OSError.
        """
        if scratch.NAME in self.layers:
            self._scratch = scratch.Scratch()
            self._scratch.use()
        self._ready.append(self._make())

    def prepare(self) -> None:
        """Find out, in a child that is thrown away, which layers this kernel has; they are in `layers` afterwards."""
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
        """The confinement of the next child; with `gpu` it may use the GPUs. Raises OSError."""
        if gpu:
            return self._make(gpu)  # half a millisecond, against the tenths of a second in which a GPU becomes ready
        plan = self._ready.pop() if self._ready else self._make()
        # The zygote grows: memory that it loads in idle time must not count as the child's.
        return plan._replace(limits=limits.prepare()) if plan.limits else plan

    def common(self) -> ConfinementPlan:
        """The common part of the plans of all children without a GPU; folder, limits and ruleset are filled in."""
        return ConfinementPlan(self.layers, "", [], self._privileges, -1, self._restrict, self._program)

    def forked(self, pid: int, plan: ConfinementPlan) -> None:
        """The child `pid` has its plan; the next one's is made now, while nobody waits."""
        self._running[pid] = plan
        if not self._ready:
            with contextlib.suppress(OSError):  # a full disk is reported when the plan is asked for
                self._ready.append(self._make())

    def ended(self, pid: int) -> None:
        """The child has ended: remove what it wrote. A plan that left no trace is used again."""
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
        """A descriptor that becomes readable when a child's folder is too full."""
        return [self._scratch.reports] if self._scratch is not None else []

    def overfull(self) -> List[int]:
        """The children whose folders are too full."""
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
        self._running[pid] = plan._replace(gpu=True)  # not used again: its layers were not tested yet
        self.ended(pid)
        return tuple(names)
