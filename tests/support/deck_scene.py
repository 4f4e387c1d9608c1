"""A deck to make mistakes in, and what the loader says of a deck."""

from __future__ import annotations

from quiz.errors import DeckError, Problem
from quiz.library.load import load

GOOD = """\
format: 1
deck: demo
title: A demonstration
about: Nothing in it is wrong.
order: 3
requires: [create]
torch: ">=2.4"
devices: [cpu, cuda]
tags: [demo]
setup: |
  import torch
  from torch import nn
cards:
  - id: sum-to-n
    ask: predict
    form: value
    prompt: Value of `out`?
    draw:
      n: "rng.randint(2, 9)"
      k: "n + 1"
    require: "n != k"
    code: |
      x = torch.arange($n)
      out = x.sum()
      out
    misconceptions:
      - belief: the end is included
        code: "torch.arange($n + 1).sum()"
      - belief: arange needs a float
        raises: TypeError
    compare: {dtype: exact, digits: 4}
    hints:
      - Where does `arange($n)` stop?
    explain: |
      The end is left out, so the last
      number is one below it.
    source: https://docs.pytorch.org/docs/stable/generated/torch.arange.html
    tags: [create]
    covers: [S1, create.02]
    siblings: [views]
    budget: 2.5
  - id: views
    ask: choose
    select: all
    prompt: Which share memory with `x`?
    code: |
      x = torch.zeros(2, 3)
    options:
      - text: "x.t()"
        true_if: "x.t().data_ptr() == x.data_ptr()"
        why: a transpose is a view
      - {text: "x.clone()", true_if: "x.clone().data_ptr() == x.data_ptr()"}
    torch: "<3"
    devices: [cpu]
    was: old-views
    ignore: [Q204]
"""


def problems(text: str) -> list[Problem]:
    """What the loader finds wrong with a deck; nothing when it loads."""
    try:
        load("demo.yaml", text)
    except DeckError as error:
        return list(error.problems)
    return []


def changed(old: str, new: str) -> str:
    """GOOD with its first `old` replaced."""
    assert old in GOOD, f"GOOD does not hold {old!r}"
    return GOOD.replace(old, new, 1)
