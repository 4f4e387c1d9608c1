"""One card of every kind, as the deck format has them: all that they state of themselves holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from scene import judge, pose

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.answer_form import Blanks, Choices, Lines, OneLine, Order
from quiz.ask.judge import given_up
from quiz.deck.model import Card
from quiz.engine.client import Engine
from quiz.library.load import load

CARDS = load(Path(__file__).parent / "examples.yaml").cards
ENTRIES = {
    "predict": OneLine,
    "print": Lines,
    "choose": Choices,
    "fill": Blanks,
    "write": Lines,
    "fix": Lines,
    "arrange": Order,
}


def test_there_is_a_card_of_every_kind() -> None:
    """Nothing of the format goes untried."""
    assert {card.ask for card in CARDS} == set(kinds.names()) == set(ENTRIES)


@pytest.mark.parametrize("card", CARDS, ids=[card.name for card in CARDS])
def test_every_proof_of_an_example_holds(engine: Engine, card: Card) -> None:
    """Right answers are right, wrong ones wrong with their own why, slips are handed back; none of it is broken."""
    kind = kinds.kind(card.ask)
    for seed in (0, 1):
        question = pose(engine, card, seed)
        assert not kind.flaws(question)
        for proof in kind.proofs(question):
            verdict = judge(engine, question, proof.given)
            assert verdict.status is proof.status, (proof, verdict)
            if verdict.status is Status.WRONG:
                assert verdict.diagnosis == proof.diagnosis, (proof, verdict)


@pytest.mark.parametrize("card", CARDS, ids=[card.name for card in CARDS])
def test_what_a_face_needs_is_there(engine: Engine, card: Card) -> None:
    """The way to answer, what giving up shows, and the program as one text."""
    kind = kinds.kind(card.ask)
    question = pose(engine, card, 1)
    entry = kind.entry(question)
    assert isinstance(entry, ENTRIES[card.ask])
    assert entry.expects
    verdict = given_up(kind, question)
    assert verdict.truth
    assert verdict.got == ""
    text = kind.program(question, None)
    assert text.startswith("import torch")
    assert "$" not in text
    assert "____" not in text
