"""Cards as lines: what tells them apart, what hides them, what is known of one."""

from __future__ import annotations

import pytest
from scene import card_of

from quiz.collection.card_info import card_info
from quiz.collection.rows import hidden_text, lines, summary_of
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.store.log.fold import CardRow

TODAY = 20_000
NOON = Moment(TODAY * 86_400_000 + 43_200_000, 0)
PREDICT = """
- id: rule
  ask: predict
  prompt: Value of `y`?
  draw: {{n: "rng.randrange(2, 5)", size: "(2, 3)", y: "3"}}
  code: |
{code}
"""


def predict(*code: str) -> str:
    """The summary of a card that asks what this code gives."""
    return summary_of(card_of(PREDICT.format(code="\n".join(f"    {line}" for line in code))))


@pytest.mark.parametrize(
    ("code", "summary"),
    [
        (("x = torch.arange($n)", "y = x.flip(0)", "y"), "y = x.flip(0)"),
        (("x = torch.arange($n)", "y = x.t()", "(x.shape, y.shape)"), "y = x.t()"),
        (("x = torch.arange($n)", "x.view(1, -1)"), "x.view(1, -1)"),
        (("x = torch.zeros$size", "x.shape"), "x = torch.zeros(size)"),
        (("y = torch.cat(", "    [torch.ones($n), torch.zeros($n)],", ")", "# what is it?", "y"),
         "y = torch.cat( [torch.ones(n), torch.zeros(n)], )"),
        (("y = torch.ones($n)", "for _ in range(2):", "    y = y * 2", "y.tolist()"), "y = y * 2"),
        (("y = torch.tensor(['$$', 'a'].index('a'))", "y.item()"), "y = torch.tensor(['$', 'a'].index('a'))"),
        (("y",), "y"),
        (("y = torch.linalg.${y}", "y"), "Value of `y`?"),
        (("def f():", "    return True", "f"), "Value of `y`?"),
    ],
)  # fmt: skip
def test_a_card_is_known_by_the_line_of_its_code_that_matters(code: tuple[str, ...], summary: str) -> None:
    """The last one that does more than name what is asked for; what is drawn goes by its name."""
    assert predict(*code) == summary


FILL = """
- id: rule
  ask: fill
  prompt: Fill the blank.
  code: |
    x = torch.arange($n)
    y = ____
    y
  draw: {n: "rng.randrange(2, 5)"}
  check: "y.shape == x.shape"
  accept: ["x.flip(0)"]
"""
WRITE = """
- id: rule
  ask: write
  prompt: Write the function.
  signature: "def rows(x, count):"
  args: "(torch.arange(4), 2)"
  reference: |
    def rows(x, count):
        return x[:count]
"""
ARRANGE = """
- id: rule
  ask: arrange
  prompt: Order the lines so that `y` is $n.
  draw: {n: "rng.randrange(2, 5)"}
  lines: ["y = 1", "y = y * $n"]
  check: "y == $n"
"""


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (FILL, "y = ____"),
        (WRITE, "def rows(x, count):"),
        (ARRANGE, "Order the lines so that `y` is n."),
    ],
)
def test_other_kinds_are_known_by_their_blank_their_signature_or_their_prompt(text: str, summary: str) -> None:
    """No dollar is left in what people read."""
    assert summary_of(card_of(text)) == summary


def test_a_line_says_what_hides_its_card() -> None:
    """What the learner did comes before what the day brings; a card in no deck any more has no summary."""
    card = card_of(PREDICT.format(code="    y = 1\n    y"))
    rows = {"gone/one": CardRow("gone/one", "0" * 32, suspended=True)}
    ids = (card.id, "gone/one")
    first, gone = lines(ids, {card.id: card}, rows, TODAY, Options(), {}, frozenset(ids))
    assert (first.hidden, first.summary, first.orphan) == ("sibling", "y = 1", False)
    assert (gone.hidden, gone.summary, gone.orphan) == ("suspended", "", True)
    (aside,) = lines(ids[:1], {card.id: card}, {}, TODAY, Options(), {card.id: "too old"}, frozenset(ids))
    assert (aside.hidden, aside.aside) == ("aside", "too old")


def test_what_is_known_of_a_card_says_that_it_waits_for_a_sibling() -> None:
    """In words, where people read it."""
    info = card_info("a/one", None, (), (), NOON, Options(), sibling_first=True)
    assert (info.state, info.hidden) == ("new", "sibling")
    assert hidden_text(info.hidden) == "held back until tomorrow, since a sibling comes today"
    assert hidden_text("buried") == "buried"
