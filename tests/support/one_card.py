"""A deck of one card that any torch proves: for what is about decks, not about cards."""

from __future__ import annotations

_DECK = """\
format: 1
deck: {name}
title: {title}
setup: |
  import torch
cards:
  - id: sum
    ask: predict
    prompt: Value?
    draw: {{k: "rng.randint(2, 99)"}}
    code: torch.tensor([1, 2]) + $k
    misconceptions:
      - {{belief: nothing is added, code: "torch.tensor([1, 2])"}}
    explain: It adds to each.
    source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
"""


def one_card(name: str, title: str) -> str:
    """The text of the deck, which no rule finds fault with."""
    return _DECK.format(name=name, title=title)
