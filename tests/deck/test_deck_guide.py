"""docs/decks.md and docs/kinds.md are true: their cards are proven, and no field of a deck is missing."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from quiz.ask import kinds
from quiz.check.draw_set import DrawSet
from quiz.check.prove.evidence import prove
from quiz.check.rules import findings
from quiz.deck import format
from quiz.engine.client import Engine
from quiz.library.load import load

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = "".join((DOCS / name).read_text("utf-8") for name in ("decks.md", "kinds.md"))
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)
HEAD = """\
format: 1
deck: guide
title: The cards of the guide
setup: |
  import torch
  from torch import nn
  import torch.nn.functional as F
cards:
"""


def test_every_example_of_the_guide_passes_check(engine: Engine) -> None:
    """A whole deck, and a card of every kind: no error, no warning."""
    whole, *cards = BLOCKS
    text = HEAD + "".join(textwrap.indent(card, "  ", lambda line: bool(line.strip())) for card in cards)
    decks = [load("whole.yaml", whole), load("guide.yaml", text)]
    assert {card.ask for card in decks[1].cards} == set(kinds.names())
    told = []
    for deck in decks:
        for evidence in prove(deck.cards, engine, DrawSet(8), 2):
            assert evidence.questions
            told += [(one.code, one.message) for one in findings(evidence)]
    assert told == []


def test_the_guide_tells_of_every_field() -> None:
    """Of decks and of cards; the kinds' own fields stand in their examples."""
    fields = [*format.DECK, *format.CARD]
    assert [name for name in fields if f"`{name}`" not in GUIDE] == []
    assert [name for name in kinds.names() if f"## {name}:" not in GUIDE] == []
    own = {name for kind in kinds.names() for name in kinds.kind(kind).FIELDS}
    assert [name for name in own if not re.search(rf"\b{name}\b", GUIDE)] == []
