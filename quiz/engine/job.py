"""The job for one child: its parts, how it is put together, and its form as a message to the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quiz.worker.wire import CPU, JobWire, RoundsWire, TaskWire

ATTEMPTS = 50
"""How often values are drawn, at most, until a question shows something."""
EVERY_DRAW = -1


@dataclass(frozen=True, slots=True)
class Task:
    """Code that runs after the setup, in its own namespace. `trace` asks where the cells of its value come from;
    `left` is what a program left on each draw, to be checked."""

    name: str
    code: str
    trace: bool = False
    left: tuple[str, ...] = ()

    def wire(self) -> TaskWire:
        message = TaskWire(name=self.name, code=self.code)
        if self.trace:
            message["trace"] = True
        if self.left:
            message["left"] = list(self.left)
        return message


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """How the programs of a card are tried: after `before` against `check`, or, to `call` a function, with the
    arguments that `args` gives. In the check, a name that `before` binds has the value it was bound to, even if a
    program has bound it again; `rebound` are those that the card's own program binds too.

    The draws are the question's, the `cases` (pairs of a name and a literal), and `repeat` further ones; `only` is
    the number of the one draw that is wanted. `grad` asks for the gradients of the arguments, `changes` for the
    values after the call of those that it changes. A program may not call the functions `forbidden`; if there are
    any `permitted`, no others of torch, unless it is not `watched`. `road`, `model` and `shared` are as in
    the worker's `RoundsWire`.
    """

    cases: tuple[tuple[tuple[str, str], ...], ...]
    repeat: int
    before: str = ""
    check: str = ""
    rebound: tuple[str, ...] = ()
    args: str = ""
    call: str = ""
    grad: bool = False
    changes: bool = False
    only: int = EVERY_DRAW
    forbidden: tuple[str, ...] = ()
    permitted: tuple[str, ...] = ()
    watched: bool = True
    road: str = ""
    model: str = ""
    shared: bool = False

    @property
    def draws(self) -> int:
        """How many draws there are when all are wanted."""
        return 1 + len(self.cases) + self.repeat

    def wire(self) -> RoundsWire:
        return RoundsWire(
            cases=[[list(pair) for pair in case] for case in self.cases],
            repeat=self.repeat,
            only=self.only,
            before=self.before,
            check=self.check,
            rebound=list(self.rebound),
            args=self.args,
            call=self.call,
            grad=self.grad,
            changes=self.changes,
            forbidden=list(self.forbidden),
            permitted=list(self.permitted),
            watched=self.watched,
            road=self.road,
            model=self.model,
            shared=self.shared,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """Draw, fill the drawn values into the tasks, and run these one after the other, each after the setup.

    `draw` has pairs of a name and an expression. Attempts run from `first` until `require` is true, up to number
    `attempts` - 1. The tasks run on `device`, the draw on the CPU. With `trials` each task is a program that is
    tried. The same child runs the jobs `then` as well, one after the other, and puts back what each has changed; each
    has the budget by itself.
    """

    tasks: tuple[Task, ...]
    setup: str = ""
    seed: int = 0
    draw: tuple[tuple[str, str], ...] = ()
    require: str = ""
    first: int = 0
    attempts: int = 1
    device: str = CPU
    trials: TrialPlan | None = None
    then: tuple[Job, ...] = ()

    @classmethod
    def drawing(
        cls,
        tasks: Sequence[Task],
        *,
        setup: str,
        seed: int,
        draw: tuple[tuple[str, str], ...],
        require: str = "",
        first: int = 0,
    ) -> Job:
        """A job that draws until `require` is true, from attempt `first` on; just once when nothing is drawn."""
        return cls(tuple(tasks), setup, seed, draw, require, first, ATTEMPTS if draw else 1)

    @classmethod
    def running(cls, code: str, setup: str = "import torch") -> Job:
        """A job that runs one piece of code for which nothing is drawn."""
        return cls((Task("truth", code),), setup)

    @classmethod
    def at(cls, attempt: int, tasks: Sequence[Task], *, setup: str, seed: int, device: str) -> Job:
        """A job whose generators begin as they did at this attempt, and which draws nothing."""
        return cls(tuple(tasks), setup, seed, first=attempt, attempts=attempt + 1, device=device)

    def on(self, device: str) -> Job:
        """The same job on another device."""
        return replace(self, device=device)

    def trying(self, trials: TrialPlan, attempt: int) -> Job:
        """The same job, its tasks tried on several draws, of which the one of this attempt is the first."""
        return replace(self, first=attempt, attempts=attempt + 1, trials=trials)

    def redrawn(self, values: Sequence[tuple[str, str]], attempt: int, seed: int) -> Job:
        """The same job with these literals in place of what is drawn, its generators seeded by `seed` instead."""
        return replace(self, seed=seed, draw=tuple(values), require="", first=attempt, attempts=attempt + 1)

    def wire(self) -> JobWire:
        """The message that the worker is sent."""
        message = JobWire(
            setup=self.setup,
            seed=self.seed,
            first=self.first,
            attempts=self.attempts,
            draw=[list(pair) for pair in self.draw],
            require=self.require,
            tasks=[task.wire() for task in self.tasks],
            device=self.device,
        )
        if self.trials is not None:
            message["rounds"] = self.trials.wire()
        if self.then:
            message["then"] = [job.wire() for job in self.then]
        return message
