"""What an answer states besides its numbers: a dtype beside it, and the dtype that a print of torch shows."""

from __future__ import annotations

import pytest

from quiz.answer.compare.compare import CompareRules, compare
from quiz.answer.typed.literal import Form, Unreadable, describe, read
from quiz.answer.value import Scalar, Series, Tensor, Value

INT, FLOAT = Tensor("int64", (), (52,)), Tensor("float32", (), (52.0,))
EXACT = CompareRules(dtype_exact=True)


def status(text: str, truth: Value, rules: CompareRules = CompareRules()) -> str:  # noqa: B008
    kinds = {"tensor"} if isinstance(truth, Tensor) else {"number"}
    typed = read(text, Form.VALUE, 1, kinds)
    return typed.reason if isinstance(typed, Unreadable) else compare(typed, truth, rules).status


STATED = [
    *("52 int64", "int64 52", "52 (int64)", "52 torch.int64", "(int64) 52", "52, int64", "52 long", "i64 52"),
    *("52 int", "int 52", "52 dtype=torch.int64", "52 dtype int64"),
]


@pytest.mark.parametrize("text", STATED)
@pytest.mark.parametrize("truth", [INT, Scalar(52)])
def test_a_dtype_beside_a_number_is_its_claim(text: str, truth: Value) -> None:
    """Before it or after it, in brackets or not, for a tensor and for a number of Python."""
    assert status(text, truth) == status(text, truth, EXACT) == "right"
    assert status(text.replace("52", "53"), truth) == "wrong"
    other: Value = FLOAT if isinstance(truth, Tensor) else Scalar(52.0)
    assert status(text, other) == "wrong"


@pytest.mark.parametrize("text", ["tensor(52) int64", "int64 tensor(52)", "tensor(52), int64", "tensor(52) int"])
def test_a_dtype_beside_a_print_is_its_claim(text: str) -> None:
    assert status(text, INT, EXACT) == "right"
    assert status(text, FLOAT) == "wrong"


@pytest.mark.parametrize(
    ("text", "truth", "wanted"),
    [
        ("float 5", Tensor("float32", (), (5.0,)), "right"),
        ("5 float", Tensor("float64", (), (5.0,)), "right"),
        ("5 float", Tensor("int64", (), (5,)), "wrong"),
        ("5 float64", Tensor("float32", (), (5.0,)), "wrong"),
        ("5 int32", Scalar(5), "right"),
        ("2.5 float32", Scalar(2.5), "right"),
        ("2.5 int", Scalar(2.5), "Type the number that `int 2.5` gives."),
        ("1 2 int", Series("list", (Scalar(1), Scalar(2))), "right"),
        ("1 2 float", Series("list", (Scalar(1), Scalar(2))), "wrong"),
        ("True bool", Scalar(True), "right"),
    ],
)
def test_a_word_of_python_states_a_family_of_dtypes(text: str, truth: Value, wanted: str) -> None:
    """`float` beside a number is any dtype of floats, and a number of Python has no dtype narrower than its type."""
    assert status(text, truth) == wanted


def test_the_line_says_the_dtype_that_was_stated() -> None:
    """As it will be judged."""
    for text, said in (("52 int64", "integer 52, int64"), ("float 5", "float 5, float"), ("[1] f64", "float64")):
        typed = read(text, Form.VALUE, 1, {"tensor"})
        assert not isinstance(typed, Unreadable)
        assert said in describe(typed)


@pytest.mark.parametrize("text", ["tensor([7., 7.])", "torch.tensor([7.0, 7])", "tensor([7, 7], dtype=torch.float32)"])
def test_a_print_of_floats_is_no_tensor_of_ints(text: str) -> None:
    """Torch prints the point of floats alone; typed without `tensor( )`, 7. may be 7."""
    assert status(text, Tensor("int64", (2,), (7, 7))) == "wrong"
    assert status(text, Tensor("float32", (2,), (7.0, 7.0))) == "right"
    for plain in ("7. 7.", "[7., 7.0]", "tensor([7, 7])"):
        assert status(plain, Tensor("int64", (2,), (7, 7))) == "right"
