"""Judging many answers to one question in one child: their programs run together, each on all of its draws.

The dialogues of a kind are unchanged. Each is asked for its job; jobs that differ only in their program become one
job, and its reply is split among them again. When a program ends the child, the others are run again without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quiz.answer.verdict import Verdict
from quiz.ask.code.draws import Called, rounds
from quiz.ask.kind import Dialogue
from quiz.engine.job import Job, TrialPlan
from quiz.engine.protocol import Ended, Reply

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
    for group in _groups(waiting):
        yield from _judge(group, waiting, verdicts)
    return [verdicts[number] for number in range(len(dialogues))]


def _groups(waiting: dict[int, _BegunJudging]) -> list[list[int]]:
    """The numbers of those that can share a child."""
    alike: defaultdict[Job, list[int]] = defaultdict(list)
    for number, talk in waiting.items():
        alike[replace(talk.job, tasks=())].append(number)
    found = []
    for job, numbers in alike.items():
        size = 1 if job.trials is None else CALLED if job.trials.call else CHECKED
        found += [numbers[at : at + size] for at in range(0, len(numbers), size)]
    return found


def _judge(group: list[int], waiting: dict[int, _BegunJudging], verdicts: dict[int, Verdict]) -> Dialogue[None]:
    if len(group) == 1:
        verdicts[group[0]] = yield from _alone(waiting[group[0]])
        return
    talks = [waiting[number] for number in group]
    job = replace(talks[0].job, tasks=tuple(task for talk in talks for task in talk.job.tasks))
    reply = yield job
    parts = _parted(reply, job.trials, len(group)) if job.trials is not None else None
    if parts is None:
        half = len(group) // 2
        yield from _judge(group[:half], waiting, verdicts)
        yield from _judge(group[half:], waiting, verdicts)
        return
    for number, talk, part in zip(group, talks, parts, strict=True):
        verdicts[number] = yield from _after(talk, part)


def _alone(talk: _BegunJudging) -> Dialogue[Verdict]:
    return (yield from _after(talk, (yield talk.job)))


def _after(talk: _BegunJudging, reply: Reply) -> Dialogue[Verdict]:
    """The rest of a dialogue, starting with this reply."""
    try:
        while True:
            reply = yield talk.dialogue.send(reply)
    except StopIteration as end:
        verdict: Verdict = end.value
        return verdict


def _parted(reply: Reply, trials: TrialPlan, programs: int) -> list[Reply] | None:
    """A reply for each program; None when they cannot be separated, as when one of them ended the child."""
    result = reply.result
    if reply.status is not Ended.DONE or result is None or result.fault is not None:
        return None
    try:
        found = rounds(reply, trials)
    except ValueError:
        return None
    parts: list[Reply] = []
    begin = 0
    while begin < len(found) and len(parts) < programs:
        end = begin
        while end < len(found) and end - begin < trials.draws:
            last = found[end]
            end += 1
            if last is not None and (not isinstance(last, Called) or last.raised is not None):
                break
        parts.append(replace(reply, result=replace(result, outcomes=result.outcomes[begin:end])))
        begin = end
    return parts if len(parts) == programs and begin == len(found) else None
