"""The driver of a review session on an asyncio loop: engine calls are awaited, the store works on its own thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from quiz.ask import kinds
from quiz.ask.judge import given_up
from quiz.ask.picture import Picture
from quiz.ask.question import Given, Question
from quiz.engine.async_client import aconverse
from quiz.errors import EngineError, QuizError, StoreError
from quiz.review import carry_out
from quiz.review.effects import Deal, Draw, Effect, EngineEffect, Judge, Look, StoreEffect
from quiz.review.events import Begin, Event, GiveUp, Rate, Submit, Unsaved
from quiz.review.session import Session
from quiz.review.view import Stage, View
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.tui.backend.engine_tasks import EngineTasks
from quiz.tui.backend.store_thread import StoreThread

if TYPE_CHECKING:
    from quiz.tui.backend.engine_port import EnginePort


class Driver:
    """Takes events one after the other: the next one waits until the store has finished the effects of the one before.

    `engine()` gives the present engine. `changed()` is called whenever there is something new to show. `trouble` is
    why the session cannot go on, None while it can. `picture` is the drawing of the question, once it is known;
    `tasks` does the work for the screen that is outside the session.
    """

    def __init__(
        self,
        session: Session,
        store: StoreThread,
        engine: Callable[[], EnginePort],
        options: Options,
        now: Callable[[], Moment],
    ) -> None:
        self.session = session
        self.options = options
        self.now = now
        self.trouble: QuizError | None = None
        self._running: EnginePort | None = None
        self.changed: Callable[[], None] = lambda: None
        self.tasks = EngineTasks(engine)
        self.picture = Picture()
        self._pictured: asyncio.Task[None] | None = None
        self._store = store
        self._engine = engine
        self._events: asyncio.Queue[Event | Deal | BaseException] = asyncio.Queue()
        self._stuck: EngineEffect | Deal | None = None
        self._working: asyncio.Task[None] | None = None
        self._ahead: tuple[Draw, asyncio.Task[Event]] | None = None
        self._timed: Question | None = None
        self._began_at = self._asked_at = time.monotonic()
        self._ended = asyncio.Event()

    @property
    def view(self) -> View:
        return self.session.view

    @property
    def elapsed_s(self) -> int:
        """How long the session has lasted; the time that the machine sleeps does not count."""
        return int(time.monotonic() - self._began_at)

    def send(self, event: Event) -> None:
        """Hand in an event; it is handled in order."""
        self._events.put_nowait(event)

    def submit(self, given: Given) -> None:
        self.send(Submit(given, self._spent_ms()))

    def give_up(self) -> None:
        question = self.view.question
        if question is not None:
            self.send(GiveUp(given_up(kinds.kind(question.card.ask), question), self._spent_ms()))

    def retry(self) -> None:
        """Try again what has failed."""
        stuck, self._stuck, self.trouble = self._stuck, None, None
        if isinstance(stuck, Deal):
            self._events.put_nowait(stuck)
        elif stuck is not None:
            self._work(stuck)
        self.changed()

    async def run(self) -> None:
        """Begin the session, and drive it until this is cancelled."""
        self.send(Begin())
        try:
            while True:
                event = await self._events.get()
                try:
                    if isinstance(event, BaseException):
                        raise event
                    if isinstance(event, Deal):
                        await self._carry_out(event, self.now())
                    else:
                        await self._take(event)
                finally:
                    self._events.task_done()
        finally:
            self._ended.set()

    async def finish(self) -> bool:
        """Wait until all that was handed in is on the disk; work of the engine is given up.

        An answer that was judged and not rated gets the suggested rating: its learner has seen the truth. Whether it
        could be saved.
        """
        shows, self.changed = self.changed, lambda: None  # nobody will see the next card
        if self.view.stage is Stage.ANSWERED:
            self.send(Rate(None))
        taken, ended = asyncio.create_task(self._events.join()), asyncio.create_task(self._ended.wait())
        await asyncio.wait({taken, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in (taken, ended, self._working, self._pictured, self._ahead and self._ahead[1]):
            if task is not None:
                task.cancel()
        self._ahead = None
        if self.view.stage is not Stage.ANSWERED:
            return True
        self.changed = shows
        shows()
        return False

    async def _take(self, event: Event) -> None:
        moment = self.now()
        effects = self.session.step(event, moment)
        # An answer that is handed back does not reset the clock of its question.
        if self.view.stage is Stage.ASKING and self.view.question is not self._timed:
            self._timed = self.view.question
            self._asked_at = time.monotonic()
            self._draw(self.view.question)
        self.changed()
        for effect in effects:
            await self._carry_out(effect, moment)
        if self.view.stage is Stage.ASKING:
            self._pose_ahead(moment)

    async def _carry_out(self, effect: Effect, moment: Moment) -> None:
        match effect:
            case Draw() | Judge():
                self._stuck = self.trouble = None
                self._work(effect)
            case _:
                await self._ask_store(effect, moment)

    async def _ask_store(self, effect: StoreEffect, moment: Moment) -> None:
        if isinstance(effect, Deal):
            self._stuck = self.trouble = None
        try:
            event = await self._store.call(lambda store: carry_out.with_store(effect, store, self.options, moment))
        except StoreError as error:
            if isinstance(effect, Deal) and not effect.stay:
                self._stuck, self.trouble = effect, error
                self.changed()
                return
            done = "read" if isinstance(effect, Look | Deal) else "saved"
            event = Unsaved(f"Not {done}: {error.what}. {error.fix}")
        await self._take(event)

    def _work(self, effect: EngineEffect) -> None:
        if self._working is not None:
            self._working.cancel()
        self._working = asyncio.create_task(self._ask_engine(effect))

    def _pose_ahead(self, moment: Moment) -> None:
        """While the learner reads this question, the next one is drawn and its truth found."""
        upcoming = self.session.upcoming(moment)
        if self._ahead is not None and self._ahead[0] != upcoming:
            self._ahead[1].cancel()
            self._ahead = None
        if upcoming is not None and self._ahead is None:
            self._ahead = (upcoming, asyncio.create_task(self._reply_to(upcoming)))

    def _draw(self, question: Question | None) -> None:
        """Find the picture of a question that is being asked."""
        self.picture = Picture()
        if self._pictured is not None:
            self._pictured.cancel()
        if question is not None:
            self._pictured = asyncio.create_task(self._find_picture(question))

    async def _find_picture(self, question: Question) -> None:
        try:
            self.picture = await self.tasks.picture(question)
        except EngineError:
            return  # an engine that fails will be reported by a more important job
        if self.picture != Picture():
            self.changed()

    def waits_for(self) -> str:
        """What the engine has to do before the present job, in words; "" for nothing."""
        return self._running.waits_for if self._running is not None else ""

    async def _posed(self, effect: Draw) -> Event:
        if self._ahead is not None and self._ahead[0] == effect:
            task, self._ahead = self._ahead[1], None
            try:
                return await task
            except EngineError:
                pass  # it may work now; if not, that is shown below
        return await self._reply_to(effect)

    async def _reply_to(self, effect: EngineEffect) -> Event:
        engine = self._engine()
        self._running = engine
        hello = await engine.start()
        match effect:
            case Draw():
                budget = effect.card.budget
                return await aconverse(carry_out.draw(effect, hello), lambda job: engine.run(job, budget))
            case Judge():
                budget = effect.question.card.budget
                return await aconverse(carry_out.judge(effect), lambda job: engine.run(job, budget))
            case _:
                assert_never(effect)

    async def _ask_engine(self, effect: EngineEffect) -> None:
        try:
            self.send(await (self._posed(effect) if isinstance(effect, Draw) else self._reply_to(effect)))
        except EngineError as error:
            self._stuck, self.trouble = effect, error
            self.changed()
        except Exception as error:  # a bug: it must end the program, not vanish with this task
            self._events.put_nowait(error)

    def _spent_ms(self) -> int:
        return int((time.monotonic() - self._asked_at) * 1000)
