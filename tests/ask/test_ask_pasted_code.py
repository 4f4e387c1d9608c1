"""Code as people have it: indented, in a fence, copied from a session, pasted after the starter."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.engine.client import Engine

FIX = """
- id: repair
  ask: fix
  prompt: Sum by rows.
  repeat: 1
  before: x = torch.arange(6).view(2, 3)
  buggy: y = x.sum(0)
  check: "y.tolist() == [3, 12]"
  accept: ["y = x.sum(1)"]
"""
FILL = """
- id: blank
  ask: fill
  prompt: Fill it.
  repeat: 1
  code: |
    x = torch.arange(6).view(2, 3)
    y = ____
  check: "y.tolist() == [3, 12]"
  accept: ["x.sum(1)"]
"""
TWO = (
    FILL.replace("y = ____", "y = ____\n    z = ____")
    .replace("[3, 12]", "[3, 12] and z == 15")
    .replace('["x.sum(1)"]', "[[x.sum(1), x.sum()]]")
)
WRITE = """
- id: twice
  ask: write
  prompt: Twice.
  repeat: 1
  signature: "def twice(x):"
  args: "torch.tensor([1., 2.])"
  reference: |
    def twice(x):
        return 2 * x
"""
FUNCTION = "def twice(x):\n    y = x + x\n    return y"


@pytest.mark.parametrize(
    "given",
    [
        "    z = x.sum(1)\n    y = z",
        "\tz = x.sum(1)\n\ty = z",
        "z = x.sum(1)\n    y = z",
        ">>> z = x.sum(1)\n>>> y = z",
        ">>> z = x.sum(1)\n>>> z\ntensor([ 3, 12])\n>>> y = z",
        "    >>> z = x.sum(1)\n    >>> y = z",
        ">>> for y in [x.sum(1)]:\n...     pass\n...\n",
        "In [1]: z = x.sum(1)\n\nIn [2]: y = z",
        "In [1]: for y in [x.sum(1)]:\n   ...:     pass\n   ...:",
        "```python\ny = x.sum(1)\n```",
        "```\ny = x.sum(1)\n```\n",
        "```py\n    y = x.sum(1)\n```",
        "~~~\ny = x.sum(1)\n~~~",
        "```python\n>>> y = x.sum(1)\n```",
        "\n\ny = x.sum(1)\r\n",
        "`y = x.sum(1)`",
        "y\u00a0=\u00a0x.sum(1)",
        "\ufeffy = x.sum(1)  # “rows”",
        "for y in [x.sum(1)]:\n\u00a0\u00a0\u00a0\u00a0print(‘rows’)",
    ],
)
def test_a_repair_is_taken_as_it_was_copied(engine: Engine, given: str) -> None:
    assert judge(engine, pose(engine, card_of(FIX)), given).status is Status.RIGHT


@pytest.mark.parametrize(
    "given",
    [
        "`x.sum(1)`",
        "```x.sum(1)```",
        "```python\nx.sum(1)\n```",
        ">>> x.sum(1)",
        "   x.sum(1)  ",
        "In [3]: x.sum(1)",
        "x.sum(\u00a01)",
    ],
)
def test_an_expression_is_taken_as_it_was_copied(engine: Engine, given: str) -> None:
    assert judge(engine, pose(engine, card_of(FILL)), given).status is Status.RIGHT


@pytest.mark.parametrize(
    "given",
    [["`x.sum(1)`", ">>> x.sum()"], "```\nx.sum(1)\nx.sum()\n```", ">>> x.sum(1)\n>>> x.sum()", "x.sum(1)\nx.sum()"],
)
def test_several_blanks_are_filled_as_they_were_copied(engine: Engine, given: list[str] | str) -> None:
    assert judge(engine, pose(engine, card_of(TWO)), given).status is Status.RIGHT


@pytest.mark.parametrize(
    "given",
    [
        *("y = x.sum(1)", "____ = x.sum(1)", "= x.sum(1)", "x.sum(1);", "y=x.sum(1);", "y = x.sum(1)  # by rows"),
        *(
            ">>> y = x.sum(1)",
            "x = torch.arange(6).view(2, 3)\ny = x.sum(1)",
            "```\ny = x.sum(1)\n```",
            "y  =  (x.sum(1))",
        ),
    ],
)
def test_the_line_of_a_blank_is_read_as_the_blank(engine: Engine, given: str) -> None:
    """With what stands around it in the code, and with a sign after it."""
    verdict = judge(engine, pose(engine, card_of(FILL)), given)
    assert verdict.right, verdict
    assert verdict.got in ("x.sum(1)", "(x.sum(1))")


KEYWORD = FILL.replace("y = ____", "y = x.sum(____).reshape(____, ____)[:, 0]").replace(
    '["x.sum(1)"]', '[["1", "2", "1"]]'
)
INSIDE = """
- id: inside
  ask: fill
  prompt: Fill it.
  repeat: 1
  code: |
    x = torch.arange(6).view(2, 3)
    y = torch.cat([x, ____], dim=0)    # below
  check: "y.tolist() == [[0, 1, 2], [3, 4, 5], [0, 1, 2]]"
  accept: ["x[:1]"]
"""


MINUS = (
    FILL.replace("y = ____", "y = x - ____")
    .replace("[3, 12]", "[[-3, -2, -1], [-9, -8, -7]]")
    .replace("x.sum(1)", "x.sum(1, keepdim=True)")
)


@pytest.mark.parametrize(
    ("card", "given"),
    [
        (INSIDE, "y = torch.cat([x, x[:1]], dim=0)"),
        (INSIDE, "y = torch.cat( [x,x[:1]], dim = 0 )    # below"),
        (INSIDE, "x[:1],"),
        (INSIDE, "x = torch.arange(6).view(2, 3)\ny = torch.cat([x, x[:1]], dim=0)"),
    ],
)
def test_the_line_around_a_blank_is_taken_away(engine: Engine, card: str, given: str) -> None:
    """However it is spaced, with its comment or without, with the lines before it or without."""
    assert judge(engine, pose(engine, card_of(card)), given).got == "x[:1]"
    assert judge(engine, pose(engine, card_of(card)), given).right


@pytest.mark.parametrize(
    ("card", "given", "said"),
    [
        (
            INSIDE,
            "torch.cat([x, x[:1]], dim=0)",
            "Type only what stands for ____ in `y = torch.cat([x, ____], dim=0)`.",
        ),
        (
            MINUS,
            "x - x.sum(1)[:, None]",
            "Type only what stands for ____ in `y = x - ____`. If you mean it as it is, put",
        ),
        (MINUS.replace("x - ____", "(lambda t: ____)(x)"), "lambda t: t.sum(1)", "Type only what stands for ____ in"),
        (FILL, "z = x.sum(1)", "The blank holds a statement, where an expression belongs. Type only what stands for"),
        (
            FILL,
            "return x.sum(1)",
            "The blank holds a statement, where an expression belongs. Type only what stands for",
        ),
        (
            TWO,
            ["y = x.sum(1)", "w = x.sum()"],
            "Blank 2 holds a statement, where an expression belongs. Type only what",
        ),
    ],
)
def test_more_than_the_blank_is_handed_back_where_it_is_not_clear(
    engine: Engine, card: str, given: str | list[str], said: str
) -> None:
    verdict = judge(engine, pose(engine, card_of(card)), given)
    assert verdict.status is Status.INVALID
    assert verdict.message.startswith(said)


@pytest.mark.parametrize(
    "given",
    [
        ["y = x.sum(1)", "x.sum()"],
        "y = x.sum(1)\nz = x.sum()",
        ["y = x.sum(1)", "z = x.sum();"],
        ["= x.sum(1)", "z=x.sum()"],
    ],
)
def test_the_lines_of_several_blanks_are_read_as_the_blanks(engine: Engine, given: str | list[str]) -> None:
    assert judge(engine, pose(engine, card_of(TWO)), given).got == "x.sum(1)\nx.sum()"


ALONE = FILL.replace("y = ____", "y = torch.zeros(2)\n    y.add_(____)")


@pytest.mark.parametrize(
    ("card", "given"),
    [
        (ALONE, "x = torch.arange(6).view(2, 3)\ny = torch.zeros(2)\ny.add_(x.sum(1))"),
        (ALONE.replace("y.add_(____)", "____"), "y = torch.zeros(2)\ny.add_(x.sum(1))"),
        (KEYWORD, "y = x.sum(1).reshape(2, 1)[:, 0]"),
        (KEYWORD, "y = x.sum(-1).reshape((2), max(1, 0))[:, 0]"),
    ],
)
def test_a_line_that_is_an_expression_is_read_in_its_program(engine: Engine, card: str, given: str) -> None:
    """Then nothing else can be meant; of two blanks in a line each gets its own."""
    assert judge(engine, pose(engine, card_of(card)), given).right


def test_a_line_that_is_an_expression_alone_is_handed_back_once_it_fails(engine: Engine) -> None:
    """It could be an answer: here the sum would be added twice."""
    verdict = judge(engine, pose(engine, card_of(ALONE)), "y.add_(x.sum(1))")
    assert verdict.status is Status.INVALID
    assert verdict.message.startswith("Type only what stands for ____ in `y.add_(____)`.")


def test_an_answer_that_repeats_the_code_around_it_and_is_right_is_taken(engine: Engine) -> None:
    """Also one that is wrong, in brackets: it was meant as it is."""
    card = FILL.replace("y = ____", "y = torch.relu(____)")
    assert judge(engine, pose(engine, card_of(card)), "torch.relu(x.sum(1))").right
    wrong = judge(engine, pose(engine, card_of(MINUS)), "(x - x.sum(1)[:, None])")
    assert wrong.status is Status.WRONG


INDENTED = "\n".join("    " + line for line in FUNCTION.split("\n"))


@pytest.mark.parametrize(
    "given",
    [
        FUNCTION,
        INDENTED,
        f"```python\n{FUNCTION}\n```",
        ">>> def twice(x):\n...     return 2 * x\n...\n>>> twice(3)\n6",
        # After the starter, the cursor at its four blanks.
        f"def twice(x):\n    {FUNCTION}",
        f"def twice(x):\n{INDENTED}",
        f"def twice(x):\n    import math\n{FUNCTION}",
        f"def twice(x):\n    def half(x):\n    return x / 2\n{FUNCTION}",
        f"def twice(x):\n    ```python\n{FUNCTION}\n```",
        "def twice(x):\n    >>> def twice(x):\n...     return 2 * x",
        "def twice(x):\n    def twice(values):\n        return 2 * values",
        # Before it.
        f"{FUNCTION}\ndef twice(x):\n    ",
    ],
)
def test_a_pasted_function_takes_the_place_of_the_starter(engine: Engine, given: str) -> None:
    assert judge(engine, pose(engine, card_of(WRITE)), given).status is Status.RIGHT


def test_a_function_that_calls_another_of_its_name_stays_as_it_is(engine: Engine) -> None:
    """Only a bare starter goes: what has a body of its own is what was meant."""
    given = "def twice(x):\n    def twice(y):\n        return 3 * y\n    return 2 * x"
    assert judge(engine, pose(engine, card_of(WRITE)), given).status is Status.RIGHT


@pytest.mark.parametrize("given", ["y = = 1", "    y = (", ">>> y = (", "```\n```", ">>> "])
def test_what_is_no_program_is_still_handed_back(engine: Engine, given: str) -> None:
    assert judge(engine, pose(engine, card_of(FIX)), given).status is Status.INVALID
