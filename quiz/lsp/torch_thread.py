"""The thread that owns the engines: it proves cards in the background and answers what is asked meanwhile.

All that touches an engine happens on this thread. What is asked is begun within a turn of the reactor, also while a
card is being proven, so that nobody who hovers waits for a proof.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from quiz.app.check_engines import check_engines
from quiz.app.home import Home
from quiz.ask.kind import Dialogue
from quiz.ask.policy import Permit, permit
from quiz.ask.question import Broken
from quiz.check.card_prover import CardProver
from quiz.check.run_plan import RunPlan
from quiz.check.summary import Proven
from quiz.deck.model import Card
from quiz.engine.job import Job
from quiz.engine.protocol import Reply
from quiz.errors import EngineError
from quiz.library.content import content
from quiz.worker.wire import Hello

Answer = TypeVar("Answer")
_WAITING_S = 60.0
"""How long a job waits that no card has asked for."""


class _Superseded(Exception):
    """The card that is being proven has changed: what is found of it would be of no use."""


class _Closed(Exception):
    """The server ends."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A question that waits for torch to be loaded."""

    begin: Callable[[Hello], None]
    fail: Callable[[Exception], None]


class TorchThread:
    """`proven` gets each proof, `refused` the cards that may not run here, `failed` why there is no engine; all three
    are called on `loop`.
    """

    def __init__(
        self,
        home: Home,
        plan: RunPlan,
        loop: asyncio.AbstractEventLoop,
        proven: Callable[[Proven], None],
        refused: Callable[[Sequence[Card]], None],
        failed: Callable[[EngineError], None],
    ) -> None:
        self._plan, self._loop = plan, loop
        self._proven, self._refused, self._failed = proven, refused, failed
        self._torch, self._twin = check_engines(home, keep=True)
        self._engine = self._torch.engine()
        self._hello: Hello | None = None
        self._wanted = False
        self._waiting: list[_Waiting] = []
        self._agenda: deque[Card] = deque()
        self._prover: CardProver | None = None
        self._proving = ""
        self._thread = threading.Thread(target=self._run, name="torch", daemon=True)
        self._thread.start()

    def load(self) -> None:
        """Begin to load torch."""
        self._engine.call_soon_threadsafe(self._want)

    def prove(self, cards: Sequence[Card]) -> None:
        """Prove these cards in this order instead of those that were to be proven until now."""
        self._engine.call_soon_threadsafe(lambda: self._take(cards))

    def pause(self) -> None:
        """Begin with no further card until it is said again what to prove."""
        self._engine.call_soon_threadsafe(self._agenda_cleared)

    async def ask(self, card: Card, talk: Callable[[Permit], Dialogue[Answer]]) -> Answer:
        """Carry a dialogue about a card through. Raises Broken where it may not be asked here, EngineError."""

        def begin(hello: Hello, settle: Callable[[Any], None], fail: Callable[[Exception], None]) -> None:
            try:
                dialogue = talk(permit(card, hello))
            except Broken as broken:
                fail(broken)
            else:
                self._go_on(dialogue, None, card.budget, settle, fail)

        found: Answer = await self._asked(begin)
        return found

    async def run(self, dialogue: Callable[[Hello], Dialogue[Answer]]) -> Answer:
        """Carry a dialogue through that is about no card. Raises EngineError."""
        found: Answer = await self._asked(
            lambda hello, settle, fail: self._go_on(dialogue(hello), None, _WAITING_S, settle, fail)
        )
        return found

    def close(self) -> None:
        """End the engines; what was found out is written to the cache of proofs."""

        def close() -> None:
            raise _Closed

        self._engine.call_soon_threadsafe(close)
        self._thread.join(10)

    async def _asked(self, begin: Callable[[Hello, Callable[[Any], None], Callable[[Exception], None]], None]) -> Any:
        future: asyncio.Future[Any] = self._loop.create_future()

        def settle(value: Any) -> None:
            self._tell(lambda: None if future.done() else future.set_result(value))

        def fail(error: Exception) -> None:
            self._tell(lambda: None if future.done() else future.set_exception(error))

        def enter() -> None:
            self._want()
            if self._hello is not None:
                begin(self._hello, settle, fail)
            else:
                self._waiting.append(_Waiting(lambda hello: begin(hello, settle, fail), fail))

        self._engine.call_soon_threadsafe(enter)
        return await future

    def _tell(self, callback: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended, and nobody listens any more
            self._loop.call_soon_threadsafe(callback)

    def _run(self) -> None:
        try:
            while True:
                try:
                    self._work()
                except _Superseded:
                    self._proving = ""
                    self._engine.call_soon_threadsafe(lambda: None)  # what was posted after it is to be called too
                except EngineError as error:
                    self._give_up(error)
        except _Closed:
            self._save()
        finally:
            for engine in (self._twin, self._torch):
                engine.__exit__()

    def _work(self) -> None:
        """Load torch when it is wanted, prove the next card if there is one, or wait for what happens."""
        if not self._wanted:
            self._engine.turn()
        elif self._hello is None:
            self._start()
        elif self._agenda:
            self._prove(self._agenda.popleft())
        else:
            self._save()
            self._engine.turn()

    def _start(self) -> None:
        hello = self._engine.start()
        self._engine.examine()
        self._hello = hello
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.begin(hello)

    def _give_up(self, error: EngineError) -> None:
        """Torch cannot be loaded, or keeps dying: whoever asks next makes it try again."""
        self._wanted, self._hello, self._proving = False, None, ""
        self._agenda.clear()
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.fail(error)
        self._tell(lambda: self._failed(error))

    def _want(self) -> None:
        self._wanted = True

    def _agenda_cleared(self) -> None:
        self._agenda.clear()

    def _take(self, cards: Sequence[Card]) -> None:
        """A new agenda. The card that is being proven goes on if it is still wanted."""
        self._want()
        self._save()
        self._agenda = deque(card for card in cards if content(card) != self._proving)
        self._prover = CardProver(cards, self._torch, self._plan, self._twin) if cards else None
        if self._proving and len(self._agenda) == len(cards):
            raise _Superseded

    def _prove(self, card: Card) -> None:
        prover = self._prover
        assert prover is not None
        refused = prover.work().refused
        if any(card is one for one in refused):
            self._tell(lambda: self._refused([card]))
            return
        self._proving = content(card)
        for proven in prover.prove([card]):
            self._tell(partial(self._proven, proven))
        self._proving = ""

    def _save(self) -> None:
        if self._prover is not None:
            self._prover.save()

    def _go_on(
        self,
        dialogue: Dialogue[Any],
        reply: Reply | None,
        budget: float,
        settle: Callable[[Any], None],
        fail: Callable[[Exception], None],
    ) -> None:
        """Take a step of a dialogue; the next is taken when its job has ended."""
        try:
            job: Job = dialogue.send(reply)  # type: ignore[arg-type]
            self._engine.submit(job, budget, lambda reply: self._go_on(dialogue, reply, budget, settle, fail))
        except StopIteration as end:
            settle(end.value)
        except (Broken, EngineError) as error:
            fail(error)
