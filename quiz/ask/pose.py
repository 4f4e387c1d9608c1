"""Posing a card: the dialogue that draws until the question shows something, and errors of the card's code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quiz.ask.kind import Dialogue, Kind
from quiz.ask.policy import Permit
from quiz.ask.question import Broken, Question
from quiz.deck.model import Card
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended, Reply, Result


def draw_job(card: Card, seed: int, first: int, codes: Sequence[tuple[str, str]]) -> Job:
    """A job for the card's draw, then these (name, code) tasks."""
    tasks = [Task(name, code) for name, code in codes]
    return Job.drawing(tasks, setup=card.setup, seed=seed, draw=card.draw, require=card.require, first=first)


def posing(kind: Kind, card: Card, seed: int, permit: Permit) -> Dialogue[Question]:
    """Draw until the question shows something. Raises Broken.

    All code of a card reaches the engine through here, with the permit from `policy`.
    """
    first, last = 0, ""
    while True:
        job = kind.plan(card, seed, first).on(permit.device)
        result = _result(card, (yield job), last)
        if not _answers(result, job):
            raise Broken("its code gave no result: what it sent is not an answer to the job", "crash")
        posed = kind.pose(card, seed, result)
        if isinstance(posed, Question):
            return replace(posed, device=permit.device)
        first, last = result.attempt + 1, posed.reason


def _answers(result: Result, plan: Job) -> bool:
    """Whether a result belongs to this job: code in a child can write its own frames."""
    drawn = {name for name, _ in plan.draw}
    in_range = plan.first <= result.attempt < plan.attempts
    return in_range and len(result.outcomes) == len(plan.tasks) and result.values.keys() == drawn


def _result(card: Card, reply: Reply, last: str) -> Result:
    broken = broken_by(card, reply, last)
    if broken is not None or reply.result is None:
        raise broken or Broken("its code gave no result", "crash")
    return reply.result


_FIXES = {
    "setup": "Correct the `setup` of the deck: it runs before the code of every card.",
    "draw": "Correct `draw` so that it gives a value, and enough different ones.",
    "require": "Correct `require`: an expression of the plain names that are drawn.",
    "cases": "Correct the case: a literal for each drawn name.",
    "before": "Correct `before`: it runs before every answer.",
    "forbid": "Name functions of torch or einops as their documentation does.",
    "args": "Correct `args`: code whose last line gives the arguments.",
    "result": "Let the code end in something smaller.",
    "code": "Do without it: a refusal by the confinement of card code is not an answer of torch.",
}


def broken_by(card: Card, reply: Reply, last: str = "") -> Broken | None:
    """The error that a reply to a job of the card's code shows; `last` is why the draw before was refused."""
    if reply.status is Ended.TIMEOUT:
        fix = "Make it end sooner, or give the card more seconds with `budget`."
        return Broken(f"its code took longer than {card.budget:g} s", "timeout", fix=fix)
    if reply.result is None:
        fix = "Take out the call that ends or floods the process."
        return Broken(f"its code gave no result: {reply.detail}", "crash", fix=fix)
    fault = reply.result.fault
    if fault is None:
        return None
    stage = fault["stage"]
    where = f"{stage} `{fault['name']}`" if fault["name"] else f"its {stage}"
    reason = f"{where} fails: {fault['message']}" + (f"; at the last attempt, {last}" if last else "")
    place = card.places.get(f"{stage}.{fault['name']}") or card.places.get(stage)
    return Broken(reason, place=place, fix=_FIXES.get(stage, ""))
