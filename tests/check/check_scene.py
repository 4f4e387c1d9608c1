"""Decks to be proven, written to a file as an author would."""

from __future__ import annotations

import textwrap
from pathlib import Path

from click.testing import CliRunner, Result

from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding
from quiz.check.prove.evidence import Evidence, prove
from quiz.check.rules import findings
from quiz.cli.check import command
from quiz.deck.model import Card
from quiz.engine.client import Engine
from quiz.library.load import load

HEAD = """\
format: 1
deck: {name}
title: A deck of the tests
setup: |
  import ctypes
  import os
  import torch
cards:
"""
SOUND = """
- id: {id}
  ask: predict
  prompt: Value of {id}?
  code: torch.tensor([1, 2]) + 1
  misconceptions:
    - {{belief: nothing is added, code: "torch.tensor([1, 2])"}}
  explain: It adds to each.
  source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
"""

HALVED_IN_PLACE = """
- id: halved
  ask: fix
  prompt: Halve `x`, in place.
  draw: {v: "[rng.randint(2, 9) for _ in range(3)]"}
  repeat: 4
  before: |
    x = torch.tensor($v) * 1.0
    address = x.data_ptr()
  buggy: |
    y = x / 2
  check: "x.data_ptr() == address and x.tolist() == [a / 2 for a in $v]"
  accept: ["x[:] = x / 2"]
"""
"""A card whose check asks for the same memory, and so is not sealed."""


def sound(name: str) -> str:
    """A card with nothing amiss."""
    return SOUND.format(id=name)


def write(folder: Path, *cards: str, name: str = "scene") -> Path:
    """A deck file in `folder` with these cards."""
    path = folder / f"{name}.yaml"
    body = "".join(textwrap.indent(textwrap.dedent(card).strip("\n") + "\n", "  ") for card in cards)
    path.write_text(HEAD.format(name=name) + body)
    return path


def cards(folder: Path, *texts: str) -> tuple[Card, ...]:
    return load(write(folder, *texts)).cards


def check_command(*arguments: str | Path, stdin: str | None = None) -> Result:
    """`quiz check` on decks of a folder that nobody trusts."""
    return CliRunner().invoke(command, ["--trust", *(str(argument) for argument in arguments)], input=stdin)


def proven(engine: Engine, folder: Path, *texts: str, draws: int = 4) -> list[Evidence]:
    return list(prove(cards(folder, *texts), engine, DrawSet(draws), 2))


def found(engine: Engine, folder: Path, text: str, *, draws: int = 4) -> list[Finding]:
    """What is amiss with one card."""
    (evidence,) = proven(engine, folder, text, draws=draws)
    return findings(evidence)
