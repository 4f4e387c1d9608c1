"""Decks for tests, and the loop that carries a dialogue through."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from quiz.answer.verdict import Verdict
from quiz.ask import kinds
from quiz.ask.judge import judging
from quiz.ask.policy import permit
from quiz.ask.pose import posing
from quiz.ask.question import Broken, Given, Question
from quiz.deck.model import Card, Deck
from quiz.engine.client import Engine, converse
from quiz.library.load import load

HEAD = """\
format: 1
deck: scene
title: A deck of the tests
torch: ">=2.4"
setup: |
  import torch
cards:
"""

GATHER = """
- id: gather-rule
  ask: predict
  prompt: Value of `out`?
  draw:
    x: "[rng.sample(range(10, 100), 3) for _ in range(2)]"
    idx: "[[rng.randrange(2) for _ in range(3)] for _ in range(2)]"
  require: "any(len(set(row)) > 1 for row in idx)"
  code: |
    x = torch.tensor($x)
    idx = torch.tensor($idx)
    x.gather(0, idx)
  misconceptions:
    - belief: dim is the coordinate that stays
      code: "torch.tensor($x).gather(1, torch.tensor($idx))"
    - belief: the index picks whole rows
      code: "torch.tensor($x)[torch.tensor($idx)]"
  hints:
    - Which coordinate does the index replace?
  explain: The coordinate of dim 0 is replaced by the index.
  source: https://docs.pytorch.org/docs/stable/generated/torch.gather.html
"""


def deck_text(*cards: str) -> str:
    """A whole deck file of these cards."""
    return HEAD + "".join(indent(dedent(card).strip("\n") + "\n", "  ") for card in cards)


def deck_of(*cards: str) -> Deck:
    return load(Path("scene.yaml"), deck_text(*cards))


def card_of(text: str) -> Card:
    return deck_of(text).cards[0]


def pose(engine: Engine, card: Card, seed: int = 0) -> Question:
    """Raises Broken."""
    dialogue = posing(kinds.kind(card.ask), card, seed, permit(card, engine.start()))
    return converse(dialogue, lambda job: engine.run(job, card.budget))


def judge(engine: Engine, question: Question, given: Given) -> Verdict:
    return converse(judging(kinds.kind(question.card.ask), question, given), lambda job: engine.run(job, 5))


def broken(engine: Engine, text: str, seed: int = 0) -> Broken:
    """Why this card cannot be posed."""
    try:
        question = pose(engine, card_of(text), seed)
    except Broken as error:
        return error
    raise AssertionError(f"it was posed: {question.prompt}")
