"""What torch gives for a card on the draw of seed 0: its values, its truth, its beliefs, its options."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.judge import judging
from quiz.ask.kind import Dialogue, Proof
from quiz.ask.kinds.choose import PosedOptions
from quiz.ask.lines import verdict_lines
from quiz.ask.policy import Permit
from quiz.ask.pose import posing
from quiz.ask.question import Question
from quiz.deck.model import Card, Place

SEED = 0


@dataclass(frozen=True, slots=True)
class Gives:
    """One part of a card, by its place in the file, and what it gives, in words."""

    place: Place
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Answers:
    """`code` is the code with the values filled in; `right` the truth as one would type it, "" where it is code.

    `runs` is whether an answer is code; then `truth` is a right one.
    """

    drawn: tuple[tuple[str, str], ...]
    code: str
    truth: str
    right: str
    runs: bool
    parts: tuple[Gives, ...]


def answers(card: Card, permit: Permit) -> Dialogue[Answers]:
    """The dialogue that finds them out. Raises Broken."""
    kind = kinds.kind(card.ask)
    question = yield from posing(kind, card, SEED, permit)
    proofs = kind.proofs(question)
    stated = [proof for proof in proofs if proof.place is not None and (kind.RUNS or proof.diagnosis)]
    parts: list[Gives] = []
    for proof in stated:
        parts += [(yield from _judged(question, proof)) if kind.RUNS else _belief(proof)]
    if isinstance(question.body, PosedOptions):
        parts += [
            Gives(one.place, f"the option {one.letter})", f"{one.text}\n{one.true}") for one in question.body.options
        ]
    given = next((proof.given for proof in proofs if proof.status is Status.RIGHT), "")
    right = given if isinstance(given, str) and not kind.RUNS else ""
    return Answers(question.drawn, question.code, kind.truth(question), right, kind.RUNS, tuple(parts))


def _belief(proof: Proof) -> Gives:
    assert proof.place is not None
    return Gives(proof.place, "the belief", _text(proof))


def _judged(question: Question, proof: Proof) -> Dialogue[Gives]:
    """A stated answer with its verdict."""
    assert proof.place is not None
    verdict = yield from judging(kinds.kind(question.card.ask), question, proof.given)
    said = [verdict.message] if verdict.status in (Status.INVALID, Status.ERROR) else verdict_lines(question, verdict)
    lines = "\n".join(line for line in said if line)
    return Gives(proof.place, f"the answer is {verdict.status}", lines)


def _text(proof: Proof) -> str:
    return proof.given if isinstance(proof.given, str) else "\n".join(proof.given)
