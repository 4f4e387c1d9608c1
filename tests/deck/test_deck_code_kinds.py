"""Mistakes in the fields of fill, write, fix and arrange: each is told at its place, with what mends it."""

from __future__ import annotations

import pytest
from scene import deck_text

from quiz.errors import DeckError, Problem
from quiz.library.load import load

FILL = """
- id: it
  ask: fill
  prompt: Fill.
  draw: {n: "1", m: "2"}
  cases:
    - {n: 1, m: 2}
  repeat: 5
  code: |
    out = ____ + $n
  check: out == 3
  accept: ["$ACCEPT"]
  reject:
    - {fill: "2", why: no}
""".replace("$ACCEPT", "3")
WRITE = """
- id: it
  ask: write
  prompt: Write.
  signature: "def f(x, n):"
  repeat: 5
  args: (torch.ones(2), 1)
  reference: |
    def f(x, n):
        return x
  accept:
    - "f = lambda x, n: x + 0"
  reject:
    - {code: "def f(x, n): return n", why: no}
  compare: {value: exact, dtype: any, inputs_unchanged: false, grad: false, digits: 4}
"""
FIX = """
- id: it
  ask: fix
  prompt: Fix.
  buggy: x = 1
  check: x == 2
  accept: ["x = 2"]
  reject:
    - {code: "x = 3", why: no}
"""
ARRANGE = """
- id: it
  ask: arrange
  prompt: Arrange.
  lines: [x = 1, y = x, z = y]
  check: z == 1
  accept:
    - [0, 1, 2]
  reject:
    - {order: [1, 0, 2], why: no}
"""


def problems(text: str) -> list[Problem]:
    with pytest.raises(DeckError) as caught:
        load("scene.yaml", deck_text(text))
    return list(caught.value.problems)


@pytest.mark.parametrize("text", [FILL, WRITE, FIX, ARRANGE], ids=["fill", "write", "fix", "arrange"])
def test_the_sound_cards_load(text: str) -> None:
    """So that what follows is told of the change alone."""
    card = load("scene.yaml", deck_text(text)).cards[0]
    assert card.body.reject[0].why == "no"
    assert card.body.reject[0].place.line > 1


MISTAKES = [
    (FILL, "out = ____ + $n", "out = 3 + $n", "no blank", "code: |"),
    (FILL, "out = ____ + $n", "out = '____' * $n", "no expression can", "out = '"),
    (FILL, "out = ____ + $n", "____ = $n", "no expression can", "____"),
    (FILL, '["3"]', '["x = 1"]', "a statement", "x = 1"),
    (FILL, '["3"]', '["$n"]', "does not hold an expression", "$n"),
    (FILL, '["3"]', '[["3", "4"]]', "the one blank", "3"),
    (FILL, "{n: 1, m: 2}", "{n: 1}", "leaves out `m`", "n: 1"),
    (FILL, "{n: 1, m: 2}", "{n: 1, m: 2, k: 3}", "`k` is not drawn", "n: 1"),
    (FILL, "{n: 1, m: 2}", "{n: rng.random(), m: 2}", "not a literal", "rng.random()"),
    (FILL, "repeat: 5", "repeat: 0", "`repeat`", "0"),
    (FILL, "repeat: 5", "repeat: 201", "`repeat`", "201"),
    (FILL, "check: out == 3", "check: out = 3", "not a Python expression", "out = 3"),
    (WRITE, '"def f(x, n):"', "f(x, n)", "first line of a function", "f(x, n)"),
    (WRITE, '"def f(x, n):"', '"def g(x, n):"', "does not define `g`", None),
    (WRITE, "f = lambda", "g = lambda", "does not define `f`", "g = lambda"),
    (WRITE, "return x\n", "return x * $k\n", "no meaning", "$k"),
    (WRITE, "args: (torch.ones(2), 1)", "args: x = 1", "does not end in an expression", "x = 1"),
    (WRITE, "value: exact", "value: near", "`value` cannot be `near`", "near"),
    (WRITE, "digits: 4", "digits: 40", "`digits`", "40"),
    (WRITE, "grad: false", "grad: maybe", "`grad`", "maybe"),
    (FIX, 'accept: ["x = 2"]', 'accept: ["x=1"]', "this is `buggy` itself", "x=1"),
    (FIX, "buggy: x = 1", "buggy: x = $v", "no meaning", "$v"),
    (FIX, "buggy: x = 1", "buggy: x = = 1", "not Python", "= 1"),
    (ARRANGE, "[0, 1, 2]", "[0, 1]", "not an order of all the lines", "0, 1]"),
    (ARRANGE, "[0, 1, 2]", "[1, 2, 3]", "not an order of all the lines", "1, 2, 3"),
    (ARRANGE, "order: [1, 0, 2]", "order: [0, 1, 2]", "is a right one", "order: [0"),
    (ARRANGE, "[x = 1, y = x, z = y]", "[x = 1]", "at least 2", "x = 1]"),
    (ARRANGE, "y = x,", "'  y = x',", "not Python", None),
]


@pytest.mark.parametrize(("text", "old", "new", "told", "at"), MISTAKES, ids=[row[2][:24] for row in MISTAKES])
def test_a_mistake_is_told_where_it_stands(text: str, old: str, new: str, told: str, at: str | None) -> None:
    """One sentence that names it, another that mends it, in the line of the mistake."""
    assert old in text
    changed = text.replace(old, new)
    found = problems(changed)
    assert told in found[0].what, found
    assert found[0].fix
    if at is not None:
        line = deck_text(changed).splitlines()[found[0].line - 1]
        assert at in line, (line, found[0])
