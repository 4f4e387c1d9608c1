"""Gathering the evidence on each card: its questions and the verdicts on its proposed answers, on every draw.

The answers that a kind proposes take the same path as a learner's. A second engine, the twin, is asked the questions of
each card again, in reverse order. The draws of a card share children; where that shows, or the twin says otherwise, it
is proven again with one child a draw. A few children run at a time.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.kind import Dialogue
from quiz.ask.question import Broken, Question
from quiz.check.draw_set import DrawSet
from quiz.check.mutate.making import NO_VARIANTS, Making
from quiz.check.prove.dialogues import converse_all
from quiz.check.prove.shared_draws import shared_draws
from quiz.check.prove.side_by_side import NotShared
from quiz.check.prove.torch_names import Vocabulary
from quiz.check.prove.trial import OtherRun, Trial, answer_of, contrast, trial, twin
from quiz.check.prove.variants import VariantReport, variants
from quiz.deck.model import Card
from quiz.engine.client import Engine, converse

UNSUITED = "unsuited"
AT_ONCE = 128
"""Cards proven before their twins are asked; the findings of a card are reported after both."""
MANY = 20
"""From this number of cards on, it pays to preload the modules that some of them would each import lazily."""
FEW_VARIED = 4
"""From this number of code cards on it pays as well, where variants of their answers run: many children each."""
ENOUGH_BROKEN = 3
"""After this many draws that all break the card, no more are made: each may have taken 50 attempts."""
VARIANT_BUDGETS = 6
"""How many budgets of its card a child gets in which many programs run."""
_ENDS_ALL = ("timeout", "crash")


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found for one card, its trials by seed.

    `words` are the names in this torch; `variants` are the results for mutants and rewrites, when asked for. `alone` is
    why its draws could not share a child, "" when they did or were not to.
    """

    card: Card
    trials: tuple[Trial, ...]
    words: Vocabulary | None = None
    variants: VariantReport | None = None
    alone: str = ""

    @property
    def questions(self) -> list[Question]:
        return [trial.question for trial in self.trials if trial.question is not None]

    @property
    def unsealed(self) -> str | None:
        """Why the check of the card runs beside the answer; "" when it is sealed, None when no check was run."""
        judged = [
            verdict
            for trial in self.trials
            for _, verdict in trial.verdicts
            if verdict.status in (Status.RIGHT, Status.WRONG)
        ]
        if "check" not in kinds.kind(self.card.ask).FIELDS or not judged:
            return None
        return next((verdict.unsealed for verdict in judged if verdict.unsealed), "")

    @property
    def skipped(self) -> bool:
        """Whether the card is for another torch or device than this one."""
        return any(trial.broken is not None and trial.broken.code == UNSUITED for trial in self.trials)


def prove(
    cards: Sequence[Card],
    engine: Engine,
    draws: DrawSet,
    jobs: int,
    *,
    other: Engine | None = None,
    words: Vocabulary | None = None,
    making: Making = NO_VARIANTS,
    shared: bool = True,
) -> Iterator[Evidence]:
    """The evidence of each card, in their order, each as soon as it and those before it are done.

    `jobs` children run at a time. After a draw whose code ran too long or ended the process, the draws of that card not
    yet begun are let be. `other` is the twin, an engine with another hash seed. `making` says which variants of the
    right answers of code cards are judged as well. Where there is a twin, the draws of a card may be `shared` out among
    few children. Raises EngineError.
    """
    in_parts = other is not None or making.any
    for start in range(0, len(cards), AT_ONCE) if in_parts else (0,) if cards else ():
        few = cards[start : start + AT_ONCE] if in_parts else cards
        if making.any and sum(kinds.kind(card.ask).RUNS for card in few) >= FEW_VARIED:
            engine.start()
            engine.preload()
        proven = (_proven if other is None or not shared else _shared)(few, engine, draws, jobs, other)
        found: Iterable[Evidence] = (replace(one, words=words) for one in proven)
        if making.any:
            found = _varied(list(found), engine, jobs, making)
        yield from found


def _proven(
    cards: Sequence[Card], engine: Engine, draws: DrawSet, jobs: int, other: Engine | None
) -> Iterator[Evidence]:
    """The evidence of each card, with one child a draw."""
    engine.start()
    if len(cards) >= MANY:
        engine.preload()
        if other is not None:
            other.preload()
    tasks = deque(_Task(card, deque(draws.of(card)), draws.of(card)[0], other) for card in cards)
    begun = _Begun(list(tasks), engine)
    for tag, ended in converse_all(begun, jobs):
        begun.end(tag, ended)
        # What the twin has to be asked again is asked when nothing else runs.
        while other is None and tasks and tasks[0].over:
            yield tasks.popleft().evidence()
    yield from (task.evidence() for task in tasks)


def _shared(
    cards: Sequence[Card], engine: Engine, draws: DrawSet, jobs: int, other: Engine | None
) -> Iterator[Evidence]:
    """The evidence of each card, in few children where that makes no difference."""
    assert other is not None
    engine.start()
    if len(cards) >= MANY:
        engine.preload()
        other.preload()
    found = shared_draws(cards, engine, other, draws, jobs)
    rest = [card for card, trials in zip(cards, found, strict=True) if isinstance(trials, NotShared)]
    alone = _proven(rest, engine, draws, jobs, other)
    for card, trials in zip(cards, found, strict=True):
        yield replace(next(alone), alone=str(trials)) if isinstance(trials, NotShared) else Evidence(card, trials)


_Tag: TypeAlias = tuple["_Task", Engine]
"""Whose dialogue it is: of a card, with an engine."""


class _Begun(Iterator[tuple[Engine, _Tag, Dialogue[Any], float]]):
    """The dialogues to begin: the draws of the cards in their order, and the first question of each for its twin."""

    def __init__(self, tasks: Sequence[_Task], engine: Engine) -> None:
        self._engine = engine
        self._trials = self._of_draws(tasks)
        self._twins: deque[tuple[_Task, int]] = deque()

    def __next__(self) -> tuple[Engine, _Tag, Dialogue[Any], float]:
        if not self._twins:
            return next(self._trials)
        task, seed = self._twins.popleft()
        assert task.other is not None
        return task.other, (task, task.other), twin(task.card, seed, task.other.start()), task.card.budget

    def end(self, tag: _Tag, ended: Any) -> None:
        """One of them has ended; its card may have a question for its twin by now."""
        task, engine = tag
        if engine is task.other:
            task.said = ended
        else:
            task.end(ended)
        if (seed := task.seed_for_twin()) is not None:
            task.asked = seed
            self._twins.append((task, seed))

    def _of_draws(self, tasks: Sequence[_Task]) -> Iterator[tuple[Engine, _Tag, Dialogue[Trial], float]]:
        hello = self._engine.start()
        for task in tasks:
            kind, first = kinds.kind(task.card.ask), True
            while task.seeds:
                task.under_way += 1
                seed = task.seeds.popleft()
                dialogue = trial(kind, task.card, seed, hello, first)
                yield self._engine, (task, self._engine), dialogue, task.card.budget
                first = False


def _varied(found: Sequence[Evidence], engine: Engine, jobs: int, making: Making) -> Iterator[Evidence]:
    """The evidence, with what came of the variants of each card that can be asked here."""
    hello = engine.start()
    talks = (
        (engine, id(one), variants(one.questions[0], hello, making), VARIANT_BUDGETS * one.card.budget)
        for one in found
        if one.questions
    )
    reports = dict(converse_all(talks, jobs))
    for one in found:
        yield replace(one, variants=reports.get(id(one)))


@dataclass(slots=True)
class _Task:
    """One card: the seeds not yet begun and the first of all, how many are under way, what came of the others.

    The twin `other` is asked for the seed `asked`, None while it is not; `said` is None until it has answered.
    """

    card: Card
    seeds: deque[int]
    first: int
    other: Engine | None
    under_way: int = 0
    trials: list[Trial] = field(default_factory=list)
    asked: int | None = None
    said: str | Broken | None = None

    @property
    def over(self) -> bool:
        return self._all_ended and (self.asked is None) == (self.said is None)

    @property
    def _all_ended(self) -> bool:
        return not self.seeds and not self.under_way

    def end(self, trial: Trial) -> None:
        self.under_way -= 1
        self.trials.append(trial)
        ends = trial.broken is not None and trial.broken.code in (*_ENDS_ALL, UNSUITED)
        if ends or (len(self.trials) >= ENOUGH_BROKEN and all(one.broken is not None for one in self.trials)):
            self.seeds.clear()

    def seed_for_twin(self) -> int | None:
        """The seed of its first question, once it is known which that is and unless the twin was asked."""
        if self.other is None or self.asked is not None:
            return None
        asked = [trial.seed for trial in self.trials if trial.question is not None]
        return min(asked) if asked and (self._all_ended or self.first in asked) else None

    def evidence(self) -> Evidence:
        found = Evidence(self.card, tuple(sorted(self.trials, key=lambda trial: trial.seed)))
        said = self.said
        if isinstance(said, Broken):  # once more, alone: the machine may have been busy
            assert self.other is not None and self.asked is not None
            again = twin(self.card, self.asked, self.other.start())
            said = converse(again, functools.partial(self.other.run, budget=self.card.budget))
        return found if said is None else _with_twin(found, said)


def _with_twin(one: Evidence, there: str | Broken) -> Evidence:
    at = next(number for number, trial in enumerate(one.trials) if trial.question is not None)
    first = one.trials[at]
    assert first.question is not None
    if isinstance(there, Broken):
        late = Trial(first.seed, None, there, slowest_ms=first.slowest_ms)
        return replace(one, trials=(*one.trials[:at], late, *one.trials[at + 1 :]))
    kind = kinds.kind(one.card.ask)
    verdict = first.verdicts[0][1] if kind.RUNS and first.verdicts else None
    against = contrast(OtherRun.TWIN, answer_of(kind, first.question, verdict), there)
    if not against:
        return one
    trials = list(one.trials)
    trials[at] = replace(first, contrasts=first.contrasts + against)
    return replace(one, trials=tuple(trials))
