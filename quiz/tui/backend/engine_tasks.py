"""Engine work outside the session: pictures, practice, the playground; nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from quiz.answer.verdict import Verdict
from quiz.ask import kinds, picture
from quiz.ask.code.program import raw
from quiz.ask.judge import judging
from quiz.ask.kind import Dialogue
from quiz.ask.policy import check_trust, permit
from quiz.ask.pose import posing
from quiz.ask.question import Given, Question
from quiz.ask.seeds import practice_seed
from quiz.deck.model import Card
from quiz.engine.async_client import aconverse
from quiz.engine.job import Job, Task

if TYPE_CHECKING:
    from quiz.engine.protocol import Reply
    from quiz.tui.backend.engine_port import EnginePort

Result = TypeVar("Result")


class EngineTasks:
    """`engine()` gives the present engine. Every method raises EngineError."""

    def __init__(self, engine: Callable[[], EnginePort]) -> None:
        self._engine = engine

    async def picture(self, question: Question) -> picture.Picture:
        """The picture of the question."""
        job = picture.plan(question)
        if job is None:
            return picture.Picture()
        return picture.read(question, await self._engine().run(job, question.card.budget))

    async def redrawn(self, question: Question) -> Question:
        """The question with other numbers, if its card draws them and its answer is not code. Raises Broken."""
        kind = kinds.kind(question.card.ask)
        if kind.RUNS or not question.card.draw:
            return question
        hello = await self._engine().start()
        dialogue = posing(kind, question.card, practice_seed(question.seed), permit(question.card, hello))
        return await self._converse(question.card, dialogue)

    async def judged(self, question: Question, given: Given) -> Verdict:
        """The verdict on an answer."""
        return await self._converse(question.card, judging(kinds.kind(question.card.ask), question, given))

    async def played(self, question: Question, text: str) -> Reply:
        """Run any code the way the card's code is run: confined, on its device, by its seed. Raises Broken."""
        hello = await self._engine().start()
        check_trust(question.card, hello)
        tasks = [Task("play", raw(text))]
        job = Job.at(question.attempt, tasks, setup="", seed=question.seed, device=question.device)
        return await self._engine().run(job, question.card.budget)

    async def _converse(self, card: Card, dialogue: Dialogue[Result]) -> Result:
        engine = self._engine()
        return await aconverse(dialogue, lambda job: engine.run(job, card.budget))
