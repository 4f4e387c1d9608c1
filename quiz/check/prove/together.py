"""Judging many answers to one question in one child: their programs run together, each on all of its draws.

The dialogues of a kind are unchanged. Each is asked for its job; jobs that differ only in their program become one
job, and its reply is split among them again. When a program ends the child, the others are run again without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quiz.answer.verdict import Verdict
from quiz.ask.code.draws import Called, Left, Road, Round, rounds
from quiz.ask.kind import Dialogue
from quiz.engine.job import Job, TrialPlan
from quiz.engine.protocol import Ended, Reply
from quiz.worker.wire import CARRY, JUDGE

CALLED, CHECKED = 6, 24
"""How many programs share a child: the values of each call are carried back; for a check, only those that fail it."""


@dataclass(slots=True)
class _BegunJudging:
    dialogue: Dialogue[Verdict]
    job: Job


def judged_together(dialogues: Sequence[Dialogue[Verdict]]) -> Dialogue[list[Verdict]]:
    """The verdict of each dialogue, in the order given."""
    verdicts: dict[int, Verdict] = {}
    waiting: dict[int, _BegunJudging] = {}
    for number, dialogue in enumerate(dialogues):
        try:
            waiting[number] = _BegunJudging(dialogue, next(dialogue))
        except StopIteration as end:
            verdicts[number] = end.value
    while waiting:
        replies: dict[int, Reply] = {}
        for group in _groups(waiting):
            yield from _ask(group, waiting, replies)
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
        alike[replace(talk.job, tasks=()) if len(talk.job.tasks) == 1 else talk.job].append(number)
    found = []
    for job, numbers in alike.items():
        size = len(numbers) if job.tasks else _size(job.trials)
        found += [numbers[at : at + size] for at in range(0, len(numbers), size)]
    return found


def _size(trials: TrialPlan | None) -> int:
    if trials is None:
        return 1
    return CALLED if trials.call or trials.road == CARRY else CHECKED


def _ask(group: list[int], waiting: dict[int, _BegunJudging], replies: dict[int, Reply]) -> Dialogue[None]:
    """Get the reply to the job of each."""
    jobs = [waiting[number].job for number in group]
    if len(group) == 1 or len(jobs[0].tasks) > 1:
        reply = yield jobs[0]
        replies.update(dict.fromkeys(group, reply))
        return
    job = replace(jobs[0], tasks=tuple(task for each in jobs for task in each.tasks))
    reply = yield job
    parts = _parted(reply, job) if job.trials is not None else None
    if parts is None:
        half = len(group) // 2
        yield from _ask(group[:half], waiting, replies)
        yield from _ask(group[half:], waiting, replies)
        return
    replies.update(zip(group, parts, strict=True))


def _parted(reply: Reply, job: Job) -> list[Reply] | None:
    """A reply for each task; None when they cannot be separated, as when one of them ended the child."""
    result, trials = reply.result, job.trials
    if reply.status is not Ended.DONE or result is None or result.fault is not None or trials is None:
        return None
    try:
        found = rounds(reply, trials)
    except ValueError:
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


def _is_last(record: Round) -> bool:
    """Whether nothing more is said of a program."""
    if isinstance(record, Called):
        return record.raised is not None
    if isinstance(record, Left):
        return record.raised is not None or bool(record.unfit[0])
    return bool(record.unsealed) if isinstance(record, Road) else record is not None
