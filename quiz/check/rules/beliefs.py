"""Q3, beliefs: whether a wrong answer shows what was believed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from quiz.answer.verdict import Status
from quiz.ask.kind import FlawKind, Proof
from quiz.check.prove.evidence import Evidence
from quiz.check.rules.flaws import answered, flawed
from quiz.check.rules.rule import Severity, Violation, rule
from quiz.text.suggest import quoted


@rule("Q301", "a belief gives the truth")
def idle(evidence: Evidence) -> Iterator[Violation]:
    """Who holds the belief answers rightly, so that the card does not show it. On a drawn card such draws are taken
    again; on a fixed card the values have to be others.

    Bad:
        code: torch.tensor([2, 2]) * 1
        misconceptions: [{belief: nothing is multiplied, code: "torch.tensor([2, 2])"}]

    Good:
        code: torch.tensor([2, 2]) * 3
        misconceptions: [{belief: nothing is multiplied, code: "torch.tensor([2, 2])"}]
    """
    yield from flawed(evidence, FlawKind.IDLE)


@rule("Q302", "two beliefs give the same")
def twins(evidence: Evidence) -> Iterator[Violation]:
    """The answer does not tell which of the two was held, and one of the cures would miss.

    Bad:
        misconceptions:
          - {belief: nothing is added, code: "torch.tensor([1, 2])"}
          - {belief: the sum is thrown away, code: "torch.tensor([1, 2])"}

    Good:
        misconceptions:
          - {belief: nothing is added, code: "torch.tensor([1, 2])"}
          - {belief: the number is appended, code: "torch.tensor([1, 2, 1])"}
    """
    yield from flawed(evidence, FlawKind.TWIN)


@rule("Q303", "a belief is not recognised in the answer that it predicts")
def unrecognised(evidence: Evidence) -> Iterator[Violation]:
    """A learner types what the belief predicts, and is told of another belief or of none: the comparison passes over
    that in which they differ. For code kinds: the answer of a `reject` behaves like that of another.

    Bad:
        code: torch.tensor([100000.])
        misconceptions:
          - {belief: it is rounded up, code: "torch.tensor([1.000049])"}
          - {belief: it is rounded down, code: "torch.tensor([1.00004])"}

    Good:
        misconceptions:
          - {belief: nothing is added, code: "torch.tensor([1, 2])"}
    """
    fix = "Choose values with which the beliefs differ in more than what the comparison passes over."
    for trial in evidence.trials:
        for proof, verdict in trial.verdicts:
            if verdict.status is Status.WRONG and proof.status is Status.WRONG and verdict.belief != proof.belief:
                taken = f"for the belief {quoted(verdict.belief)}" if verdict.belief else "for that of no belief"
                yield Violation(f"{_of_belief(proof)} is taken {taken}", fix, proof.place, trial.seed)


@rule("Q304", "no wrong answer is known", Severity.WARNING)
def unarmed(evidence: Evidence) -> Iterator[Violation]:
    """Whoever answers wrongly learns only that. A belief that learners do hold, with code for what it predicts, lets
    the quiz say what was thought and why it fails.

    Bad:
        misconceptions:

    Good:
        misconceptions:
          - {belief: nothing is added, code: "torch.tensor([1, 2])"}
    """
    for violation in flawed(evidence, FlawKind.NO_MISCONCEPTION):
        yield dataclasses.replace(violation, seed=None)


def _of_belief(proof: Proof) -> str:
    return f"the answer {answered(proof.given)} of the belief {quoted(proof.belief)}"
