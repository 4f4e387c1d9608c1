"""Dialogues of one card carried on side by side: the jobs for which they wait at the same time share a child.

The child puts back what each job has changed. Where it cannot, where a job ends it, or where a program that runs first
and last comes to something else the second time, all of it is to be done again with one child a job (`NotShared`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from quiz.ask.kind import Dialogue
from quiz.engine.job import Job
from quiz.engine.protocol import Reply
from quiz.worker.wire import JUDGE

T = TypeVar("T")
_ADDRESS = re.compile(r"0x[0-9a-f]+")
"""An address in a text, such as that of a function."""


class NotShared(Exception):
    """What comes of these jobs when they share a child cannot be trusted; the text says why, for the author."""


def side_by_side(dialogues: Sequence[Dialogue[T]]) -> Dialogue[list[T]]:
    """The result of each dialogue, in the order given. Raises NotShared."""
    results: dict[int, T] = {}
    waiting: dict[int, Job] = {}
    replies: dict[int, Reply | None] = dict.fromkeys(range(len(dialogues)))
    while True:
        for number, reply in replies.items():
            try:
                waiting[number] = dialogues[number].send(reply)  # type: ignore[arg-type]  # None begins it
            except StopIteration as end:
                results[number] = end.value
        if not waiting:
            return [results[number] for number in range(len(dialogues))]
        replies = {}
        for numbers in _groups(waiting):
            found = yield from _in_one_child([waiting[number] for number in numbers])
            replies.update(zip(numbers, found, strict=True))
        waiting.clear()


def _groups(waiting: dict[int, Job]) -> Iterator[list[int]]:
    """The numbers of the jobs that may share a child: those that draw, those that run answers, those that judge."""
    alike: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, job in waiting.items():
        if job.then:  # it has been put together already
            yield [number]
        else:
            alike[job.device, _role(job)].append(number)
    yield from alike.values()


def _role(job: Job) -> str:
    trials = job.trials
    if trials is None:
        return "draw"
    if trials.road == JUDGE:
        return "judge"
    return "answer" if trials.watched else "reference"


def _in_one_child(jobs: Sequence[Job]) -> Dialogue[list[Reply]]:
    """The reply to each job. Raises NotShared."""
    if len(jobs) == 1:
        return [(yield jobs[0])]
    # Where many programs share a job, the last of them is a right one.
    again = (replace(jobs[0], tasks=jobs[0].tasks[-1:]),) if _role(jobs[0]) == "answer" else ()
    reply = yield replace(jobs[0], then=(*jobs[1:], *again))
    if not _all_came(reply, len(jobs) + len(again)):
        last = reply.then[-1] if reply.then else reply
        raise NotShared(last.detail or "what a draw has changed could not be put back")
    replies = [replace(reply, then=()), *reply.then]
    if again:
        values = values_of(replies.pop())
        if values_of(replies[0])[-len(values) :] != values:
            raise NotShared("an answer gives something else after others have run")
    return replies


def in_one_child(jobs: Sequence[Job]) -> Dialogue[list[Reply]]:
    """The reply to each job, in the order given: from one child, or from a child each where one of them ends it."""
    if not jobs:
        return []
    reply = yield replace(jobs[0], then=tuple(jobs[1:]))
    if _all_came(reply, len(jobs)):
        return [replace(reply, then=()), *reply.then]
    replies: list[Reply] = []
    for job in jobs:
        replies += [(yield job)]
    return replies


def _all_came(reply: Reply, jobs: int) -> bool:
    """Whether a child has done so many jobs to the end."""
    return reply.all_done and len(reply.then) == jobs - 1


def values_of(reply: Reply) -> list[str]:
    """What a program came to on each draw, as text without addresses: a nan is equal to itself there."""
    outcomes = reply.result.outcomes if reply.result is not None else ()
    return [_ADDRESS.sub("0x", repr(outcome.value)) for outcome in outcomes]
