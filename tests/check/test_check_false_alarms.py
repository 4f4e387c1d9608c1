"""Cards that look like one with a fault and have none: no rule says a word of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.check.draw_set import DrawSet
from quiz.check.prove.evidence import prove
from quiz.check.prove.torch_names import Vocabulary, vocabulary
from quiz.check.rules import findings, findings_around
from quiz.check.scope import Scope
from quiz.engine.client import Engine
from quiz.library.load import load

HEAD = """\
format: 1
deck: sound
title: Todos of an example
setup: |
  import torch
  from torch import nn
  LIMIT = 3
  def raises(action):
      try:
          action()
      except Exception:
          return True
      return False
cards:
"""
TAIL = """
    explain: See the page.
    source: https://docs.pytorch.org/docs/stable/torch.html
"""
DRAWN = 'draw: {a: "rng.sample(range(10, 99), 3)"}'
PREDICT = """
  - id: card
    ask: predict
    prompt: "{prompt}"
    {draw}
    {more}
    code: |
      {code}
    misconceptions: [{{belief: it is otherwise, code: "{belief}"}}]
"""
CHOOSE = """
  - id: card
    ask: choose
    select: {select}
    prompt: "{prompt}"
    {draw}
    code: |
      {code}
    options:
"""


def predict(
    prompt: str, code: str, belief: str = "torch.tensor($a)", draw: str = DRAWN, more: str = "tags: [a]"
) -> str:
    return PREDICT.format(prompt=prompt, code=code.replace("\n", "\n      "), belief=belief, draw=draw, more=more)


def choose(prompt: str, code: str, *options: tuple[str, str], select: str = "all", draw: str = DRAWN) -> str:
    head = CHOOSE.format(prompt=prompt, code=code.replace("\n", "\n      "), select=select, draw=draw)
    return head + "".join(f"      - {{text: '{text}', true_if: '{true_if}'}}\n" for text, true_if in options)


SILENT = {
    "a name brought in by the prompt": choose(
        "`x` has 3 entries. For which `y` does `x + y` run?",
        "x = torch.tensor($a)",
        ("torch.zeros(3)", "not raises(lambda: x + torch.zeros(3))"),
        ("torch.zeros(4)", "not raises(lambda: x + torch.zeros(4))"),
    ),
    "another name for what is asked": predict(
        "Value of `x.grad`?",
        "x = torch.tensor($a) * 1.0\n(x.requires_grad_() ** 2).sum().backward()\ng = x.grad\ng",
        "torch.zeros(3)",
    ),
    "a part of what is asked": predict(
        "Value of `x`, and its sum?", "x = torch.tensor($a)\n(x * 2, x.sum())", "($a, 3)"
    ),
    "a helper whose name is in the prompt": choose(
        "Which raise?",
        "x = torch.tensor($a)\ndef fails(i):\n    return raises(lambda: x[i])",
        ("x[3]", "fails(3)"),
        ("x[-3]", "fails(-3)"),
    ),
    "a constant explained by a comment": predict(
        "Value of `y`?", "y = torch.tensor($a) * LIMIT  # LIMIT is 3\ny", "torch.tensor($a)"
    ),
    "setup used in a belief alone": predict("Value of `y`?", "y = torch.tensor($a) + 3\ny", "torch.tensor($a) * LIMIT"),
    "its own name of setup": predict("Value of `y`?", "LIMIT = 5\ny = torch.tensor($a) * LIMIT\ny"),
    "a list indexed out of sight": predict("Value of `y`?", "a = $a\ny = torch.tensor(a[0])\ny", "torch.tensor($a[1])"),
    "an option judged without its expression": choose(
        "Which keep the sum?",
        "x = torch.tensor($a)\nkept = lambda f: bool(f(x).sum() == x.sum())",
        ("x.flip(0)", "kept(lambda t: t.flip(0))"),
        ("x * 2", "kept(lambda t: t * 2)"),
    ),
    "an option that compares with another": choose(
        "Which are True?",
        "x = torch.tensor($a)",
        ("x.sum() > x.max()", "x.sum() > x.max()"),
        ("x.max() > x.sum()", "x.max() > x.sum()"),
        ("x.max()", "x.max() == x.sum()"),
    ),
    "a missing name that is the point": predict(
        "Value of `y`, or which exception?",
        "y = $a.sum()\ny",
        "torch.tensor($a).sum()",
        more="raises: AttributeError\n    hints: [Has a list a `sum`?]",
    ),
    "an exception of torch itself": predict(
        "Value of `y`, or which exception?", "y = torch.tensor($a)[7]\ny", more="raises: IndexError"
    ),
    "a warning that is the point": predict(
        "Value of `y`? It warns.", "y = torch.range(1, 3) + torch.tensor($a)\ny", "torch.tensor([1., 2., 3.])"
    ),
    "yes or no beside a sibling": predict(
        "Is it a view?",
        "x = torch.tensor([1, 2])\nx.view(2, 1).data_ptr() == x.data_ptr()",
        "False",
        draw="siblings: [other]",
    )
    + predict(
        "Is it a view?", "x = torch.tensor([1, 2])\nx.clone().data_ptr() == x.data_ptr()", "True", draw=""
    ).replace("id: card", "id: other"),
    "yes or no by the draw": predict(
        "Is it more?", "x = torch.tensor($a)\nbool(x[0] > x[1])", "bool($a[0] <= $a[1])", more="form: bool"
    ),
    "the same shape at each draw": predict(
        "Shape of `y`?", "y = torch.tensor($a)[None]\ny.shape", "(3,)", more="form: shape"
    ),
    "an assertion about the input": predict(
        "Value of `y`?", "x = torch.tensor($a)\nassert x.shape == (3,)\ny = x + 1\ny"
    ),
    "a hint with a number of the answer by chance": predict(
        "Value of `n`?",
        "x = torch.tensor([4, 5, 6])\nn = x.argmax()\nn",
        "torch.tensor(6)",
        draw="hints: [Count from 0 to 2.]",
    ),
    "a hint about the dims": predict(
        "Value of `n`?", "n = torch.zeros(2, 3).dim()\nn", "3", draw="hints: [The result is 2-D or 3-D.]"
    ),
    "a choice named by the prompt": predict(
        "The result is True, or the result is False?", "x = torch.tensor($a)\nbool(x[0] > x[1])", "bool($a[0] <= $a[1])"
    ),
    "the device of this machine where there is one": predict(
        "Value of `y`?",
        "import os\nos.environ['X'] = '1'\nd = 'cuda' if torch.cuda.is_available() else 'cpu'\n"
        "y = torch.tensor($a) + 1\ny",
    ),
    "an explanation of a list": predict("Value of `y`? The answer a list gives.", "y = torch.tensor($a) + 1\ny"),
    "a nightly release": predict("Value of `y`?", "y = torch.tensor($a) + 1\ny", more='torch: ">=2.4,<2.16"'),
    "words that begin like a note": predict("Value of `todo`?", "todo = torch.tensor($a) + 1\ntodo"),
    "an address within torch": predict("Value of `y`?", "y = torch.tensor($a) + 1  # as in the examples\ny"),
    "eighty letters of text": predict(
        "What does `s` say?", 's = "-".join(["torch"] * ($a[0] % 5 + 9))\ns'.replace("$a[0]", "sum($a)"), "'torch' * 9"
    ),
    "a line of a hundred columns": predict("Value of `y`?", f"y = torch.tensor($a) + 1{' ' * 55}# one more\ny"),
    "the value of a name asked by its shape": predict(
        "Shape of `y` and of `z`?", "y = torch.tensor($a)\nz = y[None]\n(y.shape, z.shape)", "((3,), (3,))"
    ),
    "seconds that pass": predict(
        "Value of `y`?",
        "import time\nbegan = time.perf_counter()\ny = torch.tensor($a) + 1\ntook = time.perf_counter() - began\ny",
    ),
}


@pytest.fixture(scope="module")
def words(engine: Engine) -> Vocabulary | None:
    return vocabulary(engine.start(), None, engine.run)


@pytest.mark.parametrize("name", SILENT)
def test_a_card_that_only_looks_like_a_fault_is_sound(
    name: str, engine: Engine, words: Vocabulary | None, tmp_path: Path
) -> None:
    """On eight draws, by all rules."""
    path = tmp_path / "sound.yaml"
    path.write_text(HEAD + SILENT[name].rstrip("\n") + TAIL)
    deck = load(path)
    found = findings_around(Scope(deck.cards, (), (deck,)).survey())
    for evidence in prove(deck.cards, engine, DrawSet(8), 2, words=words):
        found += findings(evidence)
    assert [f"{one.code} {one.message}" for one in found if one.code not in ("Q501", "Q502")] == []
