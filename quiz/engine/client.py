"""The engine's interface for callers that block: it takes jobs and gives replies. `async_client.py` has the other."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TypeVar

from quiz.engine.devices import AUTO
from quiz.engine.event_loop import Reactor
from quiz.engine.health import BUDGET_S, HealthMemory, examination
from quiz.engine.job import Job
from quiz.engine.keeping import NOT_KEPT, Keeping
from quiz.engine.known_hello import HelloMemory
from quiz.engine.protocol import Reply
from quiz.engine.restart import RestartingLink
from quiz.engine.strategy import Strategy
from quiz.worker.wire import Hello

STARTING = "torch is starting"
LOADING = "torch loads its compiler parts"
Tag = TypeVar("Tag")
Result = TypeVar("Result")


def converse(dialogue: Generator[Job, Reply, Result], run: Callable[[Job], Reply]) -> Result:
    """Carry a dialogue with the engine through: each job it yields is run, and the reply is sent back."""
    try:
        job = next(dialogue)
        while True:
            job = dialogue.send(run(job))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def waits_for(link: RestartingLink) -> str:
    """What torch has to do before it can run a job: STARTING or LOADING; "" for nothing."""
    if link.hello is None:
        return STARTING
    return LOADING if link.loading else ""


class Engine:
    """The blocking driver. A context manager: leaving it ends the zygote.

    `how` is how children are made; by default the way that suits this system. `device` is the requested one; the
    hello has those that are used, best first. `spares` is how many children wait ready. With another `hash_seed`
    sets have another order, so a result that depends on it differs. `health` keeps which results this torch computes
    wrongly, `hellos` what this interpreter has said of its torch. With `ahead` the engine
    loads when idle what some cards will need, else when it is told to `preload`. An engine made `beside` another, which
    must be left last, can run jobs at the same time (`run_on_each`). By `keep` it is one that an earlier quiz has
    left, or it is left for a later one.
    """

    def __init__(
        self,
        python: str = "",
        how: Strategy | None = None,
        device: str = AUTO,
        spares: int = 1,
        hash_seed: int = 0,
        health: HealthMemory | None = None,
        hellos: HelloMemory | None = None,
        ahead: bool = True,
        beside: Engine | None = None,
        keep: Keeping = NOT_KEPT,
    ) -> None:
        self._reactor: Reactor = Reactor() if beside is None else beside._reactor
        self._owns_reactor = beside is None
        self._zygote = RestartingLink(
            self._reactor, python, how, device, spares, hash_seed, health, hellos, ahead, keep
        )

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self._zygote.close()
        if self._owns_reactor:
            self._reactor.close()

    def start(self) -> Hello:
        """Wait until torch is loaded. Raises EngineError when it cannot be."""
        self._zygote.link()
        while self._zygote.hello is None:
            if self._zygote.error is not None:
                raise self._zygote.error
            self._reactor.turn()
        return self._zygote.hello

    def prepare(self) -> None:
        """Begin to load torch and return at once. Raises EngineError when the interpreter cannot be started."""
        self._zygote.link()

    def examine(self, *, fresh: bool = False) -> list[str]:
        """The results that this torch computes wrongly, found once per installation, or again if `fresh`; added to the
        hello.

        Raises EngineError.
        """
        hello = self.start()
        if fresh or "unsound" not in hello:
            # In this hello as well as in the newest: the process may have ended meanwhile, and begun again.
            hello["unsound"] = converse(examination(), functools.partial(self.run, budget=BUDGET_S))
            self._zygote.examined(hello["unsound"])
        return hello["unsound"]

    def preload(self) -> None:
        """Load what some cards import lazily, before hundreds of questions: one second, once, instead of in each of
        them. Otherwise that is done when the engine is idle. Raises EngineError.
        """
        self.start()
        self._zygote.link().preload()

    def idle(self, seconds: float) -> None:
        """Let the engine prepare spares and loading while the caller has nothing to run."""
        self._reactor.call_later(seconds, lambda: None)
        deadline = self._reactor.time() + seconds
        while self._reactor.time() < deadline:
            self._reactor.turn()

    @property
    def waits_for(self) -> str:
        """What a running job is waiting for, in words; "" while it runs."""
        return waits_for(self._zygote)

    @property
    def strategy(self) -> Strategy:
        return self._zygote.strategy

    @property
    def zygote_pid(self) -> int:
        return self._zygote.link().pid

    def run(self, job: Job, budget: float) -> Reply:
        """Run one job in a new child; `budget` in seconds. Raises EngineError when there is no engine."""
        for _, reply in self.run_all([(None, job, budget)], 1):
            return reply
        raise AssertionError("a job ends with a reply")

    def run_all(self, jobs: Iterable[tuple[Tag, Job, float]], width: int) -> Iterator[tuple[Tag, Reply]]:
        """Run (tag, job, budget) rows, `width` at a time; yields (tag, reply) as they end.

        `jobs` is read lazily, so that it may depend on earlier replies.
        """
        self.start()
        # Not a generator: `jobs` may have more after its end, once a reply has come.
        yield from run_on_each(map(lambda row: (self, *row), jobs), width)  # noqa: C417

    def submit(self, job: Job, budget: float, done: Callable[[Reply], None]) -> None:
        """Begin a job of which `done(reply)` is told while the engine is waited for."""
        self._zygote.submit(job, budget, done)

    def turn(self) -> None:
        """Wait for one event of this engine, or of one beside it."""
        self._reactor.turn()

    def call_soon_threadsafe(self, callback: Callable[[], None]) -> None:
        """Have a turn call this, also one within `run_all`: the only method that other threads may use."""
        self._reactor.call_soon_threadsafe(callback)


def run_on_each(jobs: Iterable[tuple[Engine, Tag, Job, float]], width: int) -> Iterator[tuple[Tag, Reply]]:
    """`Engine.run_all` for rows that also name their engine: one that was started, all made beside the same one."""
    ended: list[tuple[Tag, Reply]] = []
    flying = 0
    source = iter(jobs)
    dry = False
    while True:
        while not dry and flying < width:
            row = next(source, None)
            if row is None:
                dry = True
                break
            engine, tag, job, budget = row
            engine.submit(job, budget, _collector(tag, ended))
            flying += 1
        while ended:
            tag, reply = ended.pop(0)
            flying -= 1
            dry = False
            yield tag, reply
        if flying:
            engine.turn()
        elif dry:
            return


def _collector(tag: Tag, ended: list[tuple[Tag, Reply]]) -> Callable[[Reply], None]:
    return lambda reply: ended.append((tag, reply))
