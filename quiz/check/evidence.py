"""The evidence on a card, and how it is gathered: many dialogues with one engine at once, a few children in flight.

Every card is posed on its draws, and to each question the answers that its kind proposes are given, by the way that a
learner's answer takes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quiz import ask
from quiz.answer.verdict import Verdict
from quiz.ask._question import Broken, Dialogue, Flaw, Kind, Proof, Question, judging, posing
from quiz.deck.model import Card
from quiz.engine.client import Engine
from quiz.engine.protocol import Reply
from quiz.worker.wire import Hello, Job

UNSUITED = "unsuited"
_ENDS_ALL = ("timeout", "crash")


@dataclass(frozen=True, slots=True)
class Trial:
    """One draw of a card: the question with the verdict on each proposed answer and its flaws, or why there is none."""

    seed: int
    question: Question | None
    broken: Broken | None = None
    verdicts: tuple[tuple[Proof, Verdict], ...] = ()
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found of one card, its trials by seed."""

    card: Card
    trials: tuple[Trial, ...]

    @property
    def questions(self) -> list[Question]:
        return [trial.question for trial in self.trials if trial.question is not None]

    @property
    def skipped(self) -> bool:
        """The card is about another torch or another device than this."""
        return any(trial.broken is not None and trial.broken.code == UNSUITED for trial in self.trials)


@dataclass(frozen=True, slots=True)
class Draws:
    """Which draws of each card: `count` of them from the seed `seed * count` on, so that no two seeds share one.

    A fixed card has one.
    """

    count: int = 4
    seed: int = 0

    def of(self, card: Card) -> range:
        first = self.seed * self.count
        return range(first, first + (self.count if card.draw else 1))


def prove(cards: Sequence[Card], engine: Engine, draws: Draws, jobs: int) -> Iterator[Evidence]:
    """The evidence of each card, in their order, each as soon as it and those before it are done.

    `jobs` children run at a time. After a draw whose code ran too long or ended the process, the draws of that card not
    yet begun are let be. Raises EngineError.
    """
    if not cards:
        return
    hello = engine.start()
    work = _Work([_Task(card, deque(draws.of(card))) for card in cards], hello)
    for step, reply in engine.run_all(work, jobs):
        work.answer(step, reply)
        yield from work.done()
    yield from work.done()


@dataclass(slots=True)
class _Task:
    """One card: the seeds not yet begun, how many are under way, and what came of the others."""

    card: Card
    seeds: deque[int]
    under_way: int = 0
    trials: list[Trial] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return not self.seeds and not self.under_way


@dataclass(frozen=True, slots=True)
class _Step:
    """A dialogue that waits for a reply."""

    task: _Task
    dialogue: Dialogue[Trial]


class _Work(Iterator[tuple[_Step, Job, float]]):
    """The jobs there are at present. It may run dry and give more once a reply has come: so `run_all` reads it."""

    def __init__(self, tasks: Sequence[_Task], hello: Hello) -> None:
        self._hello = hello
        self._told = deque(tasks)
        self._begun = deque(tasks)
        self._ready: deque[tuple[_Step, Job]] = deque()

    def __next__(self) -> tuple[_Step, Job, float]:
        while not self._ready and self._begun:
            task = self._begun[0]
            if task.seeds:
                self._begin(task, task.seeds.popleft())
            else:
                self._begun.popleft()
        if not self._ready:
            raise StopIteration
        step, job = self._ready.popleft()
        return step, job, step.task.card.budget

    def answer(self, step: _Step, reply: Reply) -> None:
        """Go on with a dialogue; its next job comes before any new one."""
        try:
            self._ready.append((step, step.dialogue.send(reply)))
        except StopIteration as end:
            self._end(step.task, end.value)

    def done(self) -> Iterator[Evidence]:
        """The cards that are done and were not told of."""
        while self._told and self._told[0].over:
            task = self._told.popleft()
            yield Evidence(task.card, tuple(sorted(task.trials, key=lambda trial: trial.seed)))

    def _begin(self, task: _Task, seed: int) -> None:
        task.under_way += 1
        dialogue = _trial(ask.kind(task.card.ask), task.card, seed, self._hello)
        step = _Step(task, dialogue)
        try:
            self._ready.append((step, next(dialogue)))
        except StopIteration as end:
            self._end(task, end.value)

    def _end(self, task: _Task, trial: Trial) -> None:
        task.under_way -= 1
        task.trials.append(trial)
        if trial.broken is not None and trial.broken.code in (*_ENDS_ALL, UNSUITED):
            task.seeds.clear()


def _trial(kind: Kind, card: Card, seed: int, hello: Hello) -> Dialogue[Trial]:
    try:
        question = yield from posing(kind, card, seed, hello)
        verdicts = []
        for proof in kind.proofs(question):
            verdict = yield from judging(kind, question, proof.given)
            verdicts.append((proof, verdict))
        return Trial(seed, question, None, tuple(verdicts), tuple(kind.flaws(question)))
    except Broken as broken:
        return Trial(seed, None, broken)
    except Exception as error:
        error.add_note(f"while {card.id} was proven with seed {seed}")
        raise
