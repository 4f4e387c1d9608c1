"""Judging an answer to a posed question: the dialogue that reads it, runs it if needed, and gives the verdict."""

from __future__ import annotations

from dataclasses import replace

from quiz.answer.verdict import Status, Unreadable, Verdict
from quiz.ask.kind import Dialogue, Kind
from quiz.ask.question import Broken, Given, Question


def judging(kind: Kind, question: Question, given: Given) -> Dialogue[Verdict]:
    """Read and judge. An answer that cannot be read comes back with status INVALID, a broken card with ERROR."""
    answer = kind.read(question, given)
    if isinstance(answer, Unreadable):
        return Verdict(Status.INVALID, "", _display(given), message=answer.reason)
    try:
        verdict = yield from kind.judge(question, answer)
        return replace(verdict, whys=tuple(kind.whys(question)))
    except Broken as broken:
        return Verdict(Status.ERROR, "", _display(given), code=broken.code, message=broken.reason)


def given_up(kind: Kind, question: Question) -> Verdict:
    """The verdict for a learner who asks for the answer."""
    return Verdict(Status.WRONG, kind.truth(question), "", whys=tuple(kind.whys(question)))


def _display(given: Given) -> str:
    return given if isinstance(given, str) else "\n".join(given)
