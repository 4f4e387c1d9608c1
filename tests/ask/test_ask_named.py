"""Values that are named in an answer go by their names; names that are not asked for are handed back."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.engine.client import Engine


def asking(prompt: str, form: str, *code: str) -> str:
    head = ["- id: it", "  ask: predict", f"  form: {form}", f"  prompt: {prompt}", "  code: |"]
    return "\n".join([*head, *(f"    {row}" for row in code)])


DTYPES = asking("Dtypes of `a` and `b`?", "dtype", "a, b = torch.ones(1), torch.tensor(1)", "(a.dtype, b.dtype)")
LENGTHS = asking("Which lengths?", "value", "a, b = torch.arange(3), torch.arange(4)", "(len(a), len(b))")
LISTED = asking("Which lengths?", "value", "a, b = torch.arange(3), torch.arange(4)", "[len(a), len(b)]")
SHAPES = asking("Shapes of `a` and `h`?", "shape", "a, h = torch.ones(3, 4), torch.ones(5)", "(a.shape, h.shape)")
SHAPE = asking("Shape of `y`?", "shape", "x = torch.ones(2, 1)", "y = x.T", "y.shape")
VALUE = asking("Value of `out`?", "value", "x = torch.tensor([5, 7])", "out = x + 0", "out")
PARTS = asking("What?", "value", "r = torch.tensor([3, 9, 4]).max(0)", "(r.values, r.indices)")
WHOLE = asking("Value of `r`?", "value", "r = torch.tensor([3, 9, 4]).max(0)", "r")
MAX = "max(values=tensor(9), indices=tensor(1))"
NIM = "max(values=tensor(1), indices=tensor(9))"


@pytest.mark.parametrize(
    ("card", "right", "wrong"),
    [
        (DTYPES, "b=int64, a=float32", "b=float32, a=int64"),
        (DTYPES, "b: int64; a: float32", "b: float32; a: int64"),
        (DTYPES, "b is int64 and a is float32", "b is float32 and a is int64"),
        (DTYPES, "b.dtype = int64\na.dtype = float32", "b.dtype = float32\na.dtype = int64"),
        (LENGTHS, "b=4, a=3", "b=3, a=4"),
        (LENGTHS, "b=4 a=3", "b=3 a=4"),
        (LENGTHS, "(len(b)=4, len(a)=3)", "(len(b)=3, len(a)=4)"),
        (LISTED, "b=4, a=3", "b=3, a=4"),
        (SHAPES, "h: 5, a: 3, 4", "h: 3, 4, a: 5"),
        (SHAPES, "h = (5,); a = (3, 4)", "h = (3, 4); a = (5,)"),
        (SHAPE, "y.shape = (1, 2)", "y.shape = (2, 1)"),
        (SHAPE, "y: 1x2", "shape = 2x1"),
        (VALUE, "out = [5, 7]", "out = [7, 5]"),
        (PARTS, "indices=1, values=9", "values=1, indices=9"),
        (
            PARTS,
            "torch.return_types.max(values=tensor(9), indices=tensor(1))",
            "max(values=tensor(1), indices=tensor(9))",
        ),
        (
            PARTS,
            "torch.return_types.max(\nindices=tensor(1),\nvalues=tensor(9))",
            "max(indices=tensor(9), values=tensor(1))",
        ),
        (
            WHOLE,
            "torch.return_types.max(values=tensor(9), indices=tensor(1))",
            "max(values=tensor(1), indices=tensor(9))",
        ),
        (WHOLE, "_max(indices=tensor(1), values=tensor(9))", NIM),
        (WHOLE, "r = (9, 1)", "r = (1, 9)"),
        (LENGTHS, "first: 3, second: 4", "first: 4, second: 3"),
    ],
)
def test_named_values_are_sorted_by_their_names(engine: Engine, card: str, right: str, wrong: str) -> None:
    """In whatever order they are typed: by the last line of the code, and by the prompt."""
    question = pose(engine, card_of(card))
    assert judge(engine, question, right).right
    assert judge(engine, question, wrong).status is Status.WRONG


PAIR = "in this order: name each by that, or type the values alone."


@pytest.mark.parametrize(
    ("card", "text", "said"),
    [
        (DTYPES, "x: float32, y: int64", f"Asked are `a`, `b`, {PAIR}"),
        (DTYPES, "float32, a: int64", f"Asked are `a`, `b`, {PAIR}"),
        (DTYPES, "a: float32, a: int64", f"Asked are `a`, `b`, {PAIR}"),
        (LENGTHS, "second: 4, first: 3", f"Asked are `len(a)`, `len(b)`, {PAIR}"),
        (LENGTHS, "Point(a=3, c=4)", f"Asked are `len(a)`, `len(b)`, {PAIR}"),
        (LISTED, "x = 3, y = 4", f"Asked are `len(a)`, `len(b)`, {PAIR}"),
        (SHAPE, "x.shape = (1, 2)", "Asked is `y.shape`, not `x.shape`: type its value alone."),
        (VALUE, "x = [5, 7]", "Asked is `out`, not `x`: type its value alone."),
        (VALUE, "[5, 7], x=[5, 7]", "`x=` is not part of the value: type what is asked alone."),
    ],
)
def test_names_that_are_not_asked_for_are_handed_back(engine: Engine, card: str, text: str, said: str) -> None:
    """With those that are, in their order; no value is judged as another's."""
    verdict = judge(engine, pose(engine, card_of(card)), text)
    assert (verdict.status, verdict.message) == (Status.INVALID, said)


@pytest.mark.parametrize(("text", "right"), [("out: 5", True), ("5", False), ("'out: 5'", True)])
def test_a_name_in_a_text_is_part_of_it(engine: Engine, text: str, right: bool) -> None:
    """Where a text is asked, a word before a colon stays."""
    card = asking("Value of `out`?", "text", "out = 'out: 5'", "out")
    assert judge(engine, pose(engine, card_of(card)), text).right == right
