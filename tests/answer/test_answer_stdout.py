"""What was typed against what a program printed: white space at the end is free, a float is right at its precision."""

from __future__ import annotations

import pytest

from quiz.answer.compare.stdout import same_print

PRINTED = "tensor([[1., 2.],\n        [3., 0.3333]])\nloss: 0.1250 step 3\n"


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        (PRINTED, "right"),
        ("tensor([[1., 2.], [3., 0.3333]])\nloss: 0.1250 step 3  \n\n\n", "right"),
        ("tensor([[1.,2.],[3.,0.33333]])\nloss: 0.1250 step 3", "right"),
        ("tensor([[1., 2.], [3., 0.333]])\nloss:   .1250 step 3", "right"),
        ("tensor([[1., 2.], [3., 0.33]])\nloss: 0.1250 step 3", "unreadable"),
        ("tensor([[1.0, 2.0], [3.0, 0.3333]])\nloss: 0.1250 step 3", "wrong"),
        ("tensor([[1., 2.], [3., 0.3333]])\nloss: 0.125 step 3", "wrong"),
        ("tensor([[1., 2.], [3., 0.334]])\nloss: 0.1250 step 3", "wrong"),
        ("tensor([[1., 2.], [3., 0.33339]])\nloss: 0.1250 step 3", "wrong"),
        ("tensor([[1, 2], [3, 0.3333]])\nloss: 0.1250 step 3", "wrong"),
        ("tensor([[1., 2.], [3., 0.3333]])\nloss: 0.1250 step 3.0", "wrong"),
        ("tensor([[1., 2.], [3., 0.3333]]) loss: 0.1250 step 3", "wrong"),
        ("tensor([[1., 2.], [3., 0.3333]])\nLoss: 0.1250 step 3", "wrong"),
        ("tensor([[1., 2.], [3., 0.3333]])", "wrong"),
        (f"{PRINTED}more", "wrong"),
        ("", "wrong"),
        ("(" * 100_000, "wrong"),
        ("1" * 100_000, "wrong"),
    ],
)
def test_how_a_print_may_be_typed(typed: str, status: str) -> None:
    """Blanks within brackets are torch's own; that a number is a float shows in print, and so do its zeros."""
    assert same_print(typed, PRINTED).status == status


@pytest.mark.parametrize(
    ("typed", "printed", "right"),
    [
        ("-0.", "0.", True),
        ("nan", "nan", True),
        ("inf", "-inf", False),
        ("1e-3", "0.001", True),
        ("1.5000E10", "1.5000e+10", True),
        ("1.50e+10", "1.5000e+10", False),
        ("a\nb", "a b", False),
        ("a b", "ab", False),
        ("['a b']", "['ab']", False),
        ("a\r\nb\r\n", "a\nb\n", True),
        ("x1", "x1.0", False),
        ("1.2.3", "1.2.3", True),
        ("1.2.3", "1.2.4", False),
        ("((", "(", False),
        ("2.50", "2.5", False),
        ("70.0", "70.", False),
        ("70.", "70.0", False),
        ("0.3334", "0.33337", True),
        ("99999", "1e5", False),
    ],
)
def test_tokens(typed: str, printed: str, right: bool) -> None:
    """Words are compared as they are, versions are no numbers, a line break is a line break."""
    assert (same_print(typed, printed).status == "right") == right


def test_a_differing_line_is_told_with_its_number() -> None:
    """And how many lines there are, where the count is wrong."""
    match = same_print("pre\npost", "pre\nrelu\npost\n")
    assert [(diff.index, diff.want, diff.got) for diff in match.diff] == [
        ("line 2", "relu", "post"),
        ("line 3", "post", "nothing"),
    ]
    assert match.message == "3 lines are printed, not 2."


def test_numbers_with_other_zeros_are_told_as_such() -> None:
    """What torch prints as `70.`, Python prints as `70.0`; a wrong number has no such message."""
    printed = "tensor([70., 60.])\n3\n"
    assert "other digits after the point" in same_print("tensor([70.0, 60.0])\n3", printed).message
    assert same_print("tensor([70.0, 61.0])\n3", printed).message == ""
