"""Judging many answers to one question in few children: their programs run together, one after the other.

The dialogues of a kind are unchanged. Each is asked for its job; jobs that differ only in their program become one
job, and its reply is split among them again. The child puts back what a program leaves behind. A right answer, the
witness, runs last: when its results are not those that it has at the beginning of a child, or when a program has ended
the child, the programs are run again in two halves, in the end each in a child of its own.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from quiz.answer.value import Series, Table, Tensor, Value
from quiz.answer.verdict import Status, Verdict
from quiz.ask.code.draws import Called, Left, Road, Round, rounds
from quiz.ask.judge import judging
from quiz.ask.kind import Dialogue, Kind
from quiz.ask.question import Given, Question
from quiz.check.prove.side_by_side import values_of
from quiz.engine.job import Job, Task, TrialPlan
from quiz.engine.protocol import Ended, Reply
from quiz.worker.wire import CARRY, JUDGE

RUNS_CARRIED, PROGRAMS = 400, 48
"""How many runs share a child when each sends values, and how many programs when only those do that fail. The more they
are, the less each may send: what is cut for that is run again among fewer.
"""


def judged_in_stages(
    kind: Kind, question: Question, wrong: Sequence[Given], right: Sequence[Given] = ()
) -> Dialogue[list[Verdict]]:
    """The verdict on each answer. Those that are probably `wrong` are first tried on the draw that is shown, which
    refutes most; what it does not, and those that are probably `right`, on every draw.
    """
    answers = [*wrong, *right]
    body: Any = question.card.body
    if not wrong or (not body.cases and not body.repeat):
        return (yield from judged_all(kind, question, answers))
    yield from reference_recorded(kind, question)
    shown = _only_shown(question)
    tried = yield from judged_all(kind, shown, wrong)
    found = {at: verdict for at, verdict in enumerate(tried) if verdict.status in (Status.WRONG, Status.INVALID)}
    left = [at for at in range(len(answers)) if at not in found]
    found.update(zip(left, (yield from judged_all(kind, question, [answers[at] for at in left])), strict=True))
    return [found[at] for at in range(len(answers))]


def judged_all(kind: Kind, question: Question, answers: Sequence[Given]) -> Dialogue[list[Verdict]]:
    """The verdict on each answer, on every draw."""
    if not answers:
        return []
    yield from reference_recorded(kind, question)
    dialogues = [judging(kind, question, given) for given in answers]
    return (yield from _judged_together(dialogues, _witness(kind, question)))


def _only_shown(question: Question) -> Question:
    """The question without its further draws."""
    card = replace(question.card, body=replace(question.card.body, cases=(), repeat=0))
    body: Any = question.body
    if hasattr(body, "wanted"):
        body = replace(body, wanted=body.wanted[:1])
    return replace(question, card=card, body=body)


def _right(kind: Kind, question: Question) -> Given:
    return next(proof.given for proof in kind.proofs(question) if proof.status is Status.RIGHT)


def reference_recorded(kind: Kind, question: Question) -> Dialogue[None]:
    """Have a kind that compares with a reference record its results, once for all answers."""
    if getattr(question.body, "wanted", None) == []:
        dialogue = judging(kind, question, _right(kind, question))
        with contextlib.suppress(StopIteration):  # the card is broken: the verdict on each answer will say so
            dialogue.send((yield next(dialogue)))
        dialogue.close()


def _witness(kind: Kind, question: Question) -> Task | None:
    """A right answer as the task of a job that tries it."""
    dialogue = judging(kind, question, _right(kind, question))
    job = next(dialogue)
    dialogue.close()
    return job.tasks[0] if job.trials is not None and job.tasks else None


@dataclass(slots=True)
class _BegunJudging:
    dialogue: Dialogue[Verdict]
    job: Job


def _judged_together(dialogues: Sequence[Dialogue[Verdict]], witness: Task | None) -> Dialogue[list[Verdict]]:
    """The verdict of each dialogue, in the order given."""
    verdicts: dict[int, Verdict] = {}
    waiting: dict[int, _BegunJudging] = {}
    for number, dialogue in enumerate(dialogues):
        try:
            waiting[number] = _BegunJudging(dialogue, next(dialogue))
        except StopIteration as end:
            verdicts[number] = end.value
    children = _Children(witness, {})
    while waiting:
        replies: dict[int, Reply] = {}
        for group in _groups(waiting):
            found = yield from children.replies([waiting[number].job for number in group])
            replies.update(zip(group, found, strict=True))
        for number, reply in replies.items():
            talk = waiting[number]
            try:
                talk.job = talk.dialogue.send(reply)
            except StopIteration as end:
                verdicts[number] = end.value
                del waiting[number]
    return [verdicts[number] for number in range(len(dialogues))]


def _groups(waiting: dict[int, _BegunJudging]) -> list[list[int]]:
    """The numbers of those that can share a child: of one program each, or of the very same programs."""
    alike: defaultdict[Job, list[int]] = defaultdict(list)
    for number, talk in waiting.items():
        alike[_without_program(talk.job) if len(talk.job.tasks) == 1 else talk.job].append(number)
    found = []
    for job, numbers in alike.items():
        size = len(numbers) if job.tasks else _size(job.trials)
        found += [numbers[at : at + size] for at in range(0, len(numbers), size)]
    return found


def _without_program(job: Job) -> Job:
    return replace(job, tasks=())


def _size(trials: TrialPlan | None) -> int:
    """How many programs share a child."""
    if trials is None:
        return 1
    carries = trials.call or trials.road == CARRY
    return max(1, min(PROGRAMS, RUNS_CARRIED // trials.draws)) if carries else PROGRAMS


@dataclass(frozen=True, slots=True)
class _Children:
    """The children that jobs share. `known` is what the witness has come to at the beginning of one, for each job."""

    witness: Task | None
    known: dict[Job, list[str]]

    def replies(self, jobs: Sequence[Job]) -> Dialogue[list[Reply]]:
        """The reply to each job: they differ only in their program, or not at all."""
        if len(jobs) == 1 or len(jobs[0].tasks) > 1:
            reply = yield jobs[0]
            return [reply] * len(jobs)
        parts = yield from self._shared(jobs)
        if parts is None:
            half = len(jobs) // 2
            first = yield from self.replies(jobs[:half])
            parts = first + (yield from self.replies(jobs[half:]))
        return parts

    def _shared(self, jobs: Sequence[Job]) -> Dialogue[list[Reply] | None]:
        """The replies of one child; None when they cannot be trusted."""
        trials, tasks = jobs[0].trials, tuple(task for job in jobs for task in job.tasks)
        if trials is None:
            return None
        if self.witness is None or trials.road == JUDGE:  # what is checked there is data: no program runs
            job = replace(jobs[0], tasks=tasks, trials=replace(trials, shared=True))
            return _parted((yield job), job)
        key = _without_program(jobs[0])
        before = () if key in self.known else (self.witness,)
        job = replace(jobs[0], tasks=(*before, *tasks, self.witness), trials=replace(trials, shared=True))
        parts = _parted((yield job), job)
        if parts is None:
            return None
        if before:
            self.known[key] = values_of(parts.pop(0))
        return parts if values_of(parts.pop()) == self.known[key] else None


def _parted(reply: Reply, job: Job) -> list[Reply] | None:
    """A reply for each task; None when they cannot be separated, as when one of them ended the child."""
    result, trials = reply.result, job.trials
    if reply.status is not Ended.DONE or result is None or result.fault is not None or trials is None:
        return None
    try:
        found = rounds(reply, trials)
    except ValueError:
        return None
    if any(
        _is_cut(value) for call in found if isinstance(call, Called) for value in (call.out, *call.grads, *call.left)
    ):
        return None
    parts: list[Reply] = []
    begin = 0
    for task in job.tasks:
        most = 1 + len(task.left) if trials.road == JUDGE else trials.draws
        end = begin
        while end < len(found) and end - begin < most:
            end += 1
            if _is_last(found[end - 1]):
                break
        parts.append(replace(reply, result=replace(result, outcomes=result.outcomes[begin:end])))
        begin = end
    return parts if all(part.result and part.result.outcomes for part in parts) and begin == len(found) else None


def _is_cut(value: Value) -> bool:
    """Whether some cells of a tensor were left out."""
    if isinstance(value, Tensor):
        return not value.whole
    if isinstance(value, Table):
        return any(_is_cut(part) for pair in value.items for part in pair)
    return isinstance(value, Series) and any(map(_is_cut, value.items))


def _is_last(record: Round) -> bool:
    """Whether nothing more is said of a program."""
    if isinstance(record, Called):
        return record.raised is not None
    if isinstance(record, Left):
        return record.raised is not None or bool(record.unfit[0])
    return bool(record.unsealed) if isinstance(record, Road) else record is not None
