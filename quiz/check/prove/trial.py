"""One draw of a card: posed, answered as a learner would, and posed again under other conditions.

Each trial is a dialogue with the engine. On a card's first seed the question is asked again with another random seed
under the same draw, and on the CPU when the device is a GPU: the answer must not change. The trials of a card can share
children; what is found then counts if it is what has to be, and if the twin, which takes the draws in reverse order,
finds the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from quiz.answer.value import Outcome, Warned
from quiz.answer.verdict import Status, Verdict
from quiz.ask import kinds
from quiz.ask.judge import judging
from quiz.ask.kind import Dialogue, Flaw, Kind, Proof
from quiz.ask.policy import Permit, permit
from quiz.ask.pose import posing
from quiz.ask.question import Broken, Given, Question
from quiz.ask.seeds import other_chance
from quiz.check.prove.side_by_side import NotShared, side_by_side
from quiz.check.prove.together import reference_recorded
from quiz.deck.model import Card
from quiz.engine.devices import kind_of
from quiz.engine.job import Job
from quiz.engine.protocol import Reply
from quiz.worker.wire import CPU, Hello

TRUTH = "truth"
"""The task of a job whose outcome is the answer, if it has one."""
MOST_OF_BUDGET = 0.5
TIMEOUT = "timeout"
"""The code of a Broken whose code ran too long."""
T = TypeVar("T")


class OtherRun(StrEnum):
    """What differed when a question got another answer."""

    CHANCE = "chance"
    """The random numbers of the process."""
    TWIN = "twin"
    """The process itself: another zygote, another order of hashes."""
    DEVICE = "device"
    """The CPU in place of the GPU."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """The answer `here` and the answer `there`, which differ, as text."""

    other: OtherRun
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One draw of a card: the question with the verdict on each proposed answer and its flaws, or why there is none.

    `truth` is the outcome asked for, when the kind asks for one. `slowest_ms` is the longest time of its jobs.
    `warned` are the warnings that the card's own code and its right answers gave. `seen` is everything that the twin
    has to find as well, as text.
    """

    seed: int
    question: Question | None
    broken: Broken | None = None
    verdicts: tuple[tuple[Proof, Verdict], ...] = ()
    flaws: tuple[Flaw, ...] = ()
    truth: Outcome | None = None
    slowest_ms: float = 0.0
    contrasts: tuple[Contrast, ...] = ()
    warned: tuple[Warned, ...] = ()
    seen: str = ""

    @property
    def slow(self) -> bool:
        """Whether a machine half as fast would run out of time."""
        return self.question is not None and self.slowest_ms > MOST_OF_BUDGET * self.question.card.budget * 1000

    @property
    def right(self) -> Given | None:
        """The first answer that must be right, as a learner would give it."""
        return next((proof.given for proof, _ in self.verdicts if proof.status is Status.RIGHT), None)


@dataclass(slots=True)
class _Seen:
    """What the replies of a dialogue said besides its result."""

    slowest_ms: float = 0.0
    rolled: bool = False
    truth: Outcome | None = None
    warned: dict[Warned, None] = field(default_factory=dict)

    def note(self, job: Job, reply: Reply, heeds: bool) -> None:
        """Take one reply in; `heeds` is whether the warnings of its code count."""
        self.slowest_ms = max(self.slowest_ms, reply.own_ms)
        result = reply.result
        if result is None:
            return
        if len(result.outcomes) == len(job.tasks):
            self.rolled = any(outcome.rolled for outcome in result.outcomes)
            by_name = {task.name: outcome for task, outcome in zip(job.tasks, result.outcomes, strict=True)}
            self.truth = by_name.get(TRUTH)
        if heeds:
            # Where there is a truth, the other tasks are the codes of beliefs.
            own = result.outcomes if self.truth is None else (self.truth,)
            self.warned |= dict.fromkeys(warning for outcome in own for warning in outcome.warned)


def trial(kind: Kind, card: Card, seed: int, hello: Hello, first: bool) -> Dialogue[Trial]:
    """Pose the card and judge every answer its kind proposes; answers that are run are judged on the `first` seed only.

    An answer that took long is tried again, and the quicker time counts: the machine may have been busy.
    """
    found = yield from _tried(kind, card, seed, hello, first)
    if found.question is None or not found.slow:
        return found
    again = yield from _tried(kind, card, seed, hello, first)
    return again if again.question is not None and again.slowest_ms < found.slowest_ms else found


def shared_trials(kind: Kind, card: Card, seeds: Sequence[int], hello: Hello) -> Dialogue[list[Trial]]:
    """`trial` for each seed, of which the first is the `first`, in few children.

    Raises NotShared where a question cannot be had, takes long, or where an answer is not judged as it must be.
    """
    found = yield from side_by_side([_tried(kind, card, seed, hello, seed == seeds[0], shared=True) for seed in seeds])
    for one in found:
        if one.broken is not None:
            raise NotShared(f"draw {one.seed}: {one.broken.reason}")
        if one.slow:
            raise NotShared(f"draw {one.seed} takes long")
        for proof, verdict in one.verdicts:
            wrong = proof.status is Status.WRONG
            if verdict.status is not proof.status or (wrong and verdict.diagnosis != proof.diagnosis):
                raise NotShared(f"draw {one.seed}: an answer is not judged as it must be")
    return found


def _tried(kind: Kind, card: Card, seed: int, hello: Hello, first: bool, *, shared: bool = False) -> Dialogue[Trial]:
    seen = _Seen()
    try:
        question = yield from _noting(posing(kind, card, seed, permit(card, hello)), seen)
        truth, flaws = seen.truth, tuple(kind.flaws(question))
        texts = _seen_of(kind, question, seen)
        contrasts = (yield from _contrasts(kind, question, hello, seen)) if first else ()
        proofs = kind.proofs(question) if first or not kind.RUNS else ()
        verdicts = yield from (_judged_shared if shared and kind.RUNS else _judged)(kind, question, proofs, seen)
        warned = tuple(seen.warned)
        judged = tuple(zip(proofs, verdicts, strict=True))
        return Trial(seed, question, None, judged, flaws, truth, seen.slowest_ms, contrasts, warned, texts)
    except Broken as broken:
        return Trial(seed, None, broken, slowest_ms=seen.slowest_ms)
    except Exception as error:
        error.add_note(f"while {card.id} was proven with seed {seed}")
        raise


def _judged(kind: Kind, question: Question, proofs: Sequence[Proof], seen: _Seen) -> Dialogue[list[Verdict]]:
    """The verdict on each proof, one after the other."""
    verdicts = []
    for proof in proofs:
        heeds = proof.status is Status.RIGHT
        verdicts.append((yield from _noting(judging(kind, question, proof.given), seen, heeds)))
    return verdicts


def _judged_shared(kind: Kind, question: Question, proofs: Sequence[Proof], seen: _Seen) -> Dialogue[list[Verdict]]:
    """The verdict on each proof, all of which run in one child. Raises NotShared."""
    if not proofs:
        return []
    yield from _noting(reference_recorded(kind, question), seen)
    each = [_Seen() for _ in proofs]
    verdicts = yield from side_by_side(
        [
            _noting(judging(kind, question, proof.given), own, proof.status is Status.RIGHT)
            for proof, own in zip(proofs, each, strict=True)
        ]
    )
    for own in each:
        seen.slowest_ms = max(seen.slowest_ms, own.slowest_ms)
        seen.warned |= own.warned
    return verdicts


def _seen_of(kind: Kind, question: Question, seen: _Seen) -> str:
    """Everything that was found when a question was posed, as text to compare."""
    return f"{answer_of(kind, question)}\0{question.attempt} {question.body!r} {tuple(seen.warned)!r}"


def shared_twins(card: Card, seeds: Sequence[int], hello: Hello) -> Dialogue[tuple[list[str], str | Broken]]:
    """What each seed gives in another process, the last one first, as `Trial.seen` has it; and `twin` of the first.

    Raises NotShared.
    """
    kind = kinds.kind(card.ask)
    found = yield from side_by_side([_posed(kind, card, seed, hello) for seed in reversed(seeds)])
    found.reverse()
    first = found[0][1]
    verdict = yield from _first_right(kind, first)
    return [text for text, _ in found], answer_of(kind, first, verdict)


def _posed(kind: Kind, card: Card, seed: int, hello: Hello) -> Dialogue[tuple[str, Question]]:
    seen = _Seen()
    try:
        question = yield from _noting(posing(kind, card, seed, permit(card, hello)), seen)
    except Broken as broken:
        raise NotShared(f"draw {seed} in another process: {broken.reason}") from None
    return _seen_of(kind, question, seen), question


def _first_right(kind: Kind, question: Question) -> Dialogue[Verdict | None]:
    """The verdict on a right answer; None where answers are not run."""
    if not kind.RUNS:
        return None
    right = next((proof for proof in kind.proofs(question) if proof.status is Status.RIGHT), None)
    return (yield from judging(kind, question, right.given)) if right is not None else None


def twin(card: Card, seed: int, hello: Hello) -> Dialogue[str | Broken]:
    """The answer to the same question in another process, as `answer_of` words it; for an answer that is run, also its
    verdict.

    Broken when its code ran too long: no answer was seen then, so there is no difference.
    """
    kind = kinds.kind(card.ask)
    try:
        question = yield from posing(kind, card, seed, permit(card, hello))
        return answer_of(kind, question, (yield from _first_right(kind, question)))
    except Broken as broken:
        return broken if broken.code == TIMEOUT else f"broken: {broken.reason}"


def answer_of(kind: Kind, question: Question, verdict: Verdict | None = None) -> str:
    """Everything asked and answered, as text to compare."""
    given = [proof.given for proof in kind.proofs(question)]
    judged = "" if verdict is None else f" is judged {verdict.status}"
    return f"{kind.truth(question)}{judged}\0{question.drawn!r} {given!r}"


def contrast(other: OtherRun, here: str, there: str) -> tuple[Contrast, ...]:
    """The difference between two texts of `answer_of`; None when they are equal."""
    if here == there:
        return ()
    (one, _, given), (two, _, also) = here.partition("\0"), there.partition("\0")
    return (Contrast(other, one, two) if one != two else Contrast(other, given, also),)


def _contrasts(kind: Kind, question: Question, hello: Hello, seen: _Seen) -> Dialogue[tuple[Contrast, ...]]:
    here = answer_of(kind, question)
    found: tuple[Contrast, ...] = ()
    if seen.rolled:
        there = yield from _resown(kind, question)
        found += contrast(OtherRun.CHANCE, here, there)
    if question.device != CPU and CPU in question.card.devices and not kind.RUNS:
        try:
            on_cpu = yield from posing(kind, question.card, question.seed, permit(question.card, _only_cpu(hello)))
            there = answer_of(kind, on_cpu)
        except Broken as broken:
            if broken.code == TIMEOUT:
                raise
            there = f"broken: {broken.reason}"
        # The text of a tensor on a GPU names its device; that alone is no difference.
        found += contrast(OtherRun.DEVICE, _nowhere(here, question.device), there)
    return found


def _resown(kind: Kind, question: Question) -> Dialogue[str]:
    """The same draw with the process's random generators seeded differently."""
    dialogue = posing(kind, question.card, question.seed, Permit(question.device))
    try:
        job = next(dialogue)
        dialogue.send((yield job.redrawn(question.drawn, question.attempt, other_chance(job.seed))))
    except StopIteration as end:
        other: Question = replace(end.value, seed=question.seed)
        return answer_of(kind, other)
    except Broken as broken:
        if broken.code == TIMEOUT:
            raise
        return f"broken: {broken.reason}"
    dialogue.close()
    return "a question that shows nothing"


def _noting(dialogue: Dialogue[T], seen: _Seen, heeds: bool = True) -> Dialogue[T]:
    """The same dialogue, with its replies recorded in `seen`; `heeds` is whether the warnings of its code count."""
    try:
        job = next(dialogue)
        while True:
            reply = yield job
            seen.note(job, reply, heeds)
            job = dialogue.send(reply)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def _only_cpu(hello: Hello) -> Hello:
    return {**hello, "devices": [device for device in hello["devices"] if kind_of(device) == CPU]}


def _nowhere(text: str, device: str) -> str:
    return text.replace(f", device='{device}'", "")
