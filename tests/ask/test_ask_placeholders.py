"""`$name` is for authors: nothing that a learner reads of a posed question holds one."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.ask import kinds
from quiz.ask.judge import given_up
from quiz.ask.lines import answer_lines, question_lines, verdict_lines
from quiz.engine.client import Engine

HEAD = """
- id: it
  ask: KIND
  prompt: Of $k, what?
  draw: {k: "rng.randint(3, 9)"}
  hints: [It is $k.]
  explain: Because of $k.
"""
CARDS = {
    "predict": """
  code: torch.tensor($k)
  misconceptions: [{belief: "$k is too much", code: "torch.tensor($k - 1)"}]
""",
    "print": """
  code: print($k)
  misconceptions: [{belief: "$k is too much", code: "print($k - 1)"}]
""",
    "choose": """
  options:
    - {text: It is $k, true_if: "$k > 0", why: "$k is"}
    - {text: It is no $k, true_if: "$k < 0", why: "$k is not"}
""",
    "fill": """
  code: |
    x = $k
    y = ____
  check: y == $k
  accept: ["x"]
  reject: [{fill: "x - 1", why: "$k is more"}]
""",
    "fix": """
  before: x = $k
  buggy: y = 0
  check: y == $k
  accept: ["y = x"]
  reject: [{code: "y = x - 1", why: "$k is more"}]
""",
    "write": """
  signature: "def same(x):"
  args: "torch.tensor($k)"
  reference: |
    def same(x):
        return x
  reject:
    - why: $k is more
      code: |
        def same(x):
            return x - 1
""",
    "arrange": """
  lines: ["x = $k", "x = x + $k", "x = x * 2"]
  check: x == 4 * $k
  reject: [{order: [0, 2, 1], why: "$k is added before"}]
""",
}


@pytest.mark.parametrize("name", CARDS)
def test_no_placeholder_reaches_a_learner(engine: Engine, name: str) -> None:
    """In the question, its hints, what gives it up, every known answer and what is said of it."""
    card = card_of(HEAD.replace("KIND", name) + CARDS[name])
    question, kind = pose(engine, card, 2), kinds.kind(name)
    verdicts = [judge(engine, question, proof.given) for proof in kind.proofs(question)]
    told = [verdict.diagnosis for verdict in verdicts if verdict.diagnosis]
    texts = [
        question.prompt,
        question.explain,
        *question.hints,
        *question_lines(question),
        *(proof.diagnosis for proof in kind.proofs(question)),
        *told,
    ]
    for verdict in (given_up(kind, question), *verdicts):
        texts += [*verdict_lines(question, verdict), *answer_lines(question, verdict)]
    assert [text for text in texts if "$" in text] == []
    assert bool(told) is (name != "choose")
