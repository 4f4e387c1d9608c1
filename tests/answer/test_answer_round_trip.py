"""Laws that hold for every value: what is spelt is right, what is changed is wrong."""

from __future__ import annotations

import math
import struct
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.answer.compare.compare import CompareRules, compare
from quiz.answer.torch_print import nearest
from quiz.answer.typed.literal import Form, Unreadable, read, spell, typed_of
from quiz.answer.value import (
    Name,
    Null,
    Number,
    Opaque,
    Raised,
    Scalar,
    Series,
    Size,
    String,
    Table,
    Tensor,
    Value,
)

EXACT = CompareRules(dtype_exact=True, digits=9)


def in_dtype(dtype: str) -> st.SearchStrategy[float]:
    """Floats that `dtype` can hold."""
    if dtype == "float64":
        return st.floats()
    if dtype == "float32":
        return st.floats(width=32)
    if dtype == "float16":
        return st.floats(width=16)
    bits = st.integers(0, 0xFFFF)  # bfloat16 is the upper half of a float32
    return bits.map(lambda upper: float(struct.unpack(">f", struct.pack(">I", upper << 16))[0]))


CELLS: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "uint8": st.integers(0, 255),
    "int8": st.integers(-128, 127),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "uint64": st.integers(0, 2**64 - 1),
    **{dtype: in_dtype(dtype) for dtype in ("float64", "float32", "float16", "bfloat16")},
    "complex64": st.builds(complex, in_dtype("float32"), in_dtype("float32")),
    "complex128": st.builds(complex, in_dtype("float64"), in_dtype("float64")),
}


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    dtype = draw(st.sampled_from(sorted(CELLS)))
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=3)))
    count = math.prod(shape)
    cells = draw(st.lists(CELLS[dtype], min_size=count, max_size=count))
    return Tensor(dtype, shape, tuple(cells))


NUMBERS: st.SearchStrategy[Number] = st.one_of(
    st.booleans(), st.integers(), st.floats(), st.complex_numbers(allow_nan=True, allow_infinity=True)
)
NAMES = st.sampled_from(
    [Name("dtype", "float32"), Name("device", "cuda:0"), Name("layout", "strided"), Name("dtype", "bool")]
)
LEAVES = st.one_of(
    tensors(),
    NUMBERS.map(Scalar),
    st.text(max_size=12).map(String),
    st.just(Null()),
    st.lists(st.integers(0, 9), max_size=4).map(lambda dims: Size(tuple(dims))),
    NAMES,
)


def nested(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    items = st.lists(inner, max_size=3)
    named = st.lists(inner, min_size=2, max_size=2)
    return st.one_of(
        items.map(lambda them: Series("list", tuple(them))),
        items.map(lambda them: Series("tuple", tuple(them))),
        named.map(lambda them: Series("named", tuple(them), ("values", "indices"), "torch.return_types.max")),
        st.sets(st.integers(-9, 9)).map(lambda them: Series("set", tuple(Scalar(each) for each in sorted(them)))),
        st.dictionaries(st.text(max_size=3), inner, max_size=3).map(
            lambda them: Table(tuple((String(key), each) for key, each in them.items()))
        ),
    )


VALUES: st.SearchStrategy[Value] = st.recursive(LEAVES, nested, max_leaves=6)


@settings(max_examples=400, deadline=None)
@given(VALUES, st.sampled_from([Form.VALUE, Form.ERROR]))
def test_what_is_spelt_for_a_value_is_read_and_right(value: Value, form: Form) -> None:
    """Also where the card asks for the dtype and for nine digits."""
    text = spell(value, form)
    reading = read(text, form)
    assert not isinstance(reading, Unreadable), (text, reading)
    assert compare(reading, value, EXACT).status == "right", text


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_the_typed_of_a_value_is_right_for_it(value: Value) -> None:
    """A belief that is the truth coincides with it."""
    assert compare(typed_of(value), value, EXACT).status == "right"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (Tensor("float32", (0, 3), ()), Form.VALUE, "tensor([], size=(0, 3))"),
        (Tensor("int64", (0,), ()), Form.VALUE, "tensor([], dtype=torch.int64)"),
        (Tensor("int64", (2, 2), (1, 2, 3, 4)), Form.VALUE, "[[1, 2], [3, 4]]"),
        (Tensor("float32", (2,), (1.0, 0.5)), Form.VALUE, "[1., 0.5]"),
        (Tensor("float64", (1,), (0.1,)), Form.VALUE, "tensor([0.1], dtype=torch.float64)"),
        (Tensor("int64", (), (7,)), Form.VALUE, "7"),
        (Size((2, 3)), Form.SHAPE, "(2, 3)"),
        (Size((2,)), Form.SHAPE, "(2,)"),
        (Size(()), Form.SHAPE, "()"),
        (Series("tuple", (Size((2,)), Size(()))), Form.SHAPE, "((2,), ())"),
        (Scalar(3), Form.SHAPE, "3"),
        (Name("dtype", "float32"), Form.DTYPE, "float32"),
        (Series("tuple", (Name("dtype", "float32"), Name("dtype", "int8"))), Form.DTYPE, "(float32, int8)"),
        (Name("device", "cuda:0"), Form.DEVICE, "cuda:0"),
        (Scalar(True), Form.BOOL, "True"),
        (Series("tuple", (Scalar(True), Scalar(False))), Form.BOOL, "(True, False)"),
        (String("it's"), Form.TEXT, '"it\'s"'),
        (Series("list", (String("a"),)), Form.TEXT, "['a']"),
        (Name("dtype", "float32"), Form.TEXT, "float32"),
        (Raised(("IndexError", "LookupError")), Form.ERROR, "IndexError"),
        (Raised(("IndexError", "LookupError")), Form.VALUE, "IndexError"),
        (Scalar(1), Form.ERROR, "no error"),
    ],
)
def test_a_value_is_spelt_as_a_learner_would(value: Value, form: Form, text: str) -> None:
    """The plainest text that is right under the form of the question."""
    assert spell(value, form) == text
    reading = read(text, form)
    assert not isinstance(reading, Unreadable)
    assert compare(reading, value, EXACT).status == "right"


@settings(max_examples=200, deadline=None)
@given(tensors().filter(lambda tensor: tensor.numel > 0), st.data())
def test_one_changed_cell_is_wrong(tensor: Tensor, data: st.DataObject) -> None:
    """And the diff names that cell alone."""
    at = data.draw(st.integers(0, tensor.numel - 1))
    other = data.draw(CELLS[tensor.dtype])
    old = tensor.cells[at]
    if repr(old + 0) == repr(other + 0) or old == other:
        return
    changed = replace(tensor, cells=(*tensor.cells[:at], other, *tensor.cells[at + 1 :]))
    reading = read(spell(changed), Form.VALUE)
    assert not isinstance(reading, Unreadable)
    match = compare(reading, tensor)
    # Text as short as "1e-05" may be the truth, rounded: then more digits are asked for.
    assert match.status == "wrong" or (match.status == "unreadable" and "digits" in match.message) or near(old, other)
    assert len(match.diff) == (match.status == "wrong")


def near(one: Any, other: Any) -> bool:
    """Whether two cells round to the same three digits, so that the one may stand for the other."""
    parts = [(complex(one).real, complex(other).real), (complex(one).imag, complex(other).imag)]
    return all(
        left == right or repr(left) == repr(right) or abs(left - right) <= 5e-3 * abs(left) for left, right in parts
    )


@settings(max_examples=100, deadline=None)
@given(tensors().filter(lambda tensor: tensor.numel > 0))
def test_another_depth_is_wrong(tensor: Tensor) -> None:
    """`5` is not `[5]`."""
    reading = read(spell(replace(tensor, shape=(1, *tensor.shape))), Form.VALUE)
    assert not isinstance(reading, Unreadable)
    assert compare(reading, tensor).status == "wrong"


@settings(max_examples=100, deadline=None)
@given(in_dtype("float32").filter(math.isfinite), st.integers(3, 9))
def test_a_float_rounded_to_three_or_more_digits_is_right(number: float, digits: int) -> None:
    """As Python rounds it."""
    reading = read(f"[{number:.{digits - 1}e}]", Form.VALUE)
    assert not isinstance(reading, Unreadable)
    assert compare(reading, Tensor("float32", (1,), (number,))).status == "right"


@settings(max_examples=100, deadline=None)
@given(in_dtype("float64").filter(math.isfinite))
def test_the_nearest_float64_is_pythons(number: float) -> None:
    """The rounding used for every dtype agrees with the one that the machine does."""
    from fractions import Fraction

    third = Fraction(number) / 3
    assert nearest(third, "float64") == Fraction(float(third))


@pytest.mark.parametrize("value", [Opaque("DataLoader", "no value"), Tensor("float32", (5000,), (0.0,) * 4096)])
def test_what_nobody_can_type_is_not_spelt(value: Value) -> None:
    """The caller is told rather than given text that is wrong."""
    with pytest.raises(ValueError, match="typed"):
        spell(value)
