"""Rules Q3, beliefs: whether a wrong answer shows which belief led to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from quiz.answer.verdict import Status
from quiz.ask.kind import FlawKind, Proof
from quiz.check.finding import Severity
from quiz.check.prove.evidence import Evidence
from quiz.check.rules.flaws import answered, flawed
from quiz.check.rules.rule import Violation, rule
from quiz.text.suggest import quoted

ENOUGH_DRAWS = 8
"""On this many draws a belief that holds sometimes must be wrong once."""


@rule("Q301", "a belief gives the truth")
def idle(evidence: Evidence) -> Iterator[Violation]:
    """Someone with this belief answers correctly, so the card does not reveal it. On a drawn card such draws are made
    again, or asked without that belief if it says `holds: sometimes`, which may not be all of them; on a fixed card the
    values have to change.

    Bad:
        code: torch.tensor([2, 2]) * 1
        misconceptions: [{belief: nothing is multiplied, code: "torch.tensor([2, 2])"}]

    Good:
        code: torch.tensor([2, 2]) * 3
        misconceptions: [{belief: nothing is multiplied, code: "torch.tensor([2, 2])"}]
    """
    yield from flawed(evidence, FlawKind.IDLE)
    asked = [trial for trial in evidence.trials if trial.question is not None]
    wrong = {proof.place for trial in asked for proof, _ in trial.verdicts if proof.diagnosis}
    for misconception in getattr(evidence.card.body, "misconceptions", ()) if len(asked) >= ENOUGH_DRAWS else ():
        if misconception.holds and misconception.place not in wrong:
            what = f"the belief {quoted(misconception.belief)} gives the truth on all {len(asked)} draws"
            yield Violation(what, "Draw values with which it is wrong at least half of the time.", misconception.place)


@rule("Q302", "two beliefs give the same")
def twins(evidence: Evidence) -> Iterator[Violation]:
    """The answer does not tell which of the two the learner believes, so one of the explanations would miss.

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
    """A learner types what the belief predicts, and is shown another belief or none: the comparison ignores the
    difference between them. For code kinds: the answer of one `reject` behaves like that of another.

    Bad:
        code: torch.tensor([100000.])
        misconceptions:
          - {belief: it is rounded up, code: "torch.tensor([1.000049])"}
          - {belief: it is rounded down, code: "torch.tensor([1.00004])"}

    Good:
        misconceptions:
          - {belief: nothing is added, code: "torch.tensor([1, 2])"}
    """
    fix = "Choose values with which the beliefs differ in more than the comparison ignores."
    for trial in evidence.trials:
        for proof, verdict in trial.verdicts:
            if verdict.status is Status.WRONG and proof.status is Status.WRONG and verdict.diagnosis != proof.diagnosis:
                taken = f"for the belief {quoted(verdict.diagnosis)}" if verdict.diagnosis else "for that of no belief"
                yield Violation(f"{_of_belief(proof)} is taken {taken}", fix, proof.place, trial.seed)


@rule("Q304", "no wrong answer is known", Severity.WARNING)
def unarmed(evidence: Evidence) -> Iterator[Violation]:
    """A wrong answer teaches only that it was wrong. With a belief that learners really have, and code for what it
    predicts, the quiz can say what the learner thought and why it fails.

    Bad:
        misconceptions:

    Good:
        misconceptions:
          - {belief: nothing is added, code: "torch.tensor([1, 2])"}
    """
    for violation in flawed(evidence, FlawKind.NO_MISCONCEPTION):
        yield dataclasses.replace(violation, seed=None)


def _of_belief(proof: Proof) -> str:
    return f"the answer {answered(proof.given)} of the belief {quoted(proof.diagnosis)}"
