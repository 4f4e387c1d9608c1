"""How numbers are written, compared with torch itself."""

from __future__ import annotations

import math
import random
import re

import pytest
import torch
from captured import value_of

from quiz.answer.torch_print import cell_text, printed_digits, printed_parts, significant
from quiz.answer.value import Number, Scalar, Tensor

FLOATS = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2]


@pytest.mark.parametrize(
    ("number", "dtype", "text"),
    [
        (0.10000000149011612, "float32", "0.1"),
        (0.1, "float64", "0.1"),
        (0.10009765625, "bfloat16", "0.1001"),
        (0.0999755859375, "float16", "0.1"),
        (2.703125, "bfloat16", "2.7031"),
        (1.25, "float8_e5m2", "1.25"),
        (2.0, "float32", "2."),
        (-0.0, "float32", "-0."),
        (70144.0, "bfloat16", "70144."),
        (16777216.0, "float32", "16777216."),
        (1.0000000200408773e20, "float32", "1e+20"),
        (1e-5, "float64", "1e-05"),
        (3, "int64", "3"),
        (True, "bool", "True"),
        (math.nan, "float32", "nan"),
        (-math.inf, "float32", "-inf"),
        (1 + 2j, "complex64", "1.+2.j"),
        (complex(0.10000000149011612, -0.0), "complex64", "0.1-0.j"),
        (complex(math.nan, math.inf), "complex64", "nan+infj"),
    ],
)
def test_a_cell_is_written_in_the_shortest_text_of_its_dtype(number: Number, dtype: str, text: str) -> None:
    """Text that is read back as the same number, and that shows what the dtype lost."""
    assert cell_text(number, dtype) == text


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_the_text_of_a_cell_is_read_back_by_torch_as_the_same_number(dtype: torch.dtype) -> None:
    """For random bit patterns of every width."""
    chance = random.Random(1)
    for _ in range(60):
        number = torch.tensor(chance.uniform(-2, 2) * 10.0 ** chance.randint(-6, 4)).to(dtype)
        text = cell_text(number.double().item(), str(dtype).removeprefix("torch."))
        back = torch.tensor(float(text), dtype=torch.float64).to(dtype)
        assert torch.equal(back.double(), number.double()), text


def printed_by_torch(thing: torch.Tensor) -> list[str]:
    """The cells of torch's print, in order."""
    inside = repr(thing)[len("tensor(") :].partition("dtype=")[0]
    return re.findall(r"-?(?:inf|nan|[0-9][0-9.]*(?:e[+-][0-9]+)?)", inside)


def awkward(chance: random.Random) -> list[float]:
    """Floats of one of the kinds between which torch's styles change."""
    numbers = [
        lambda: float(chance.randint(-20, 20)),
        lambda: chance.uniform(-1, 1),
        lambda: chance.uniform(-2000, 2000),
        lambda: chance.choice([1e-4, 9.9e-5, 1e8, 1.1e8, 1000.0, 1001.0, 1.0, 0.001]),
        lambda: chance.uniform(-1, 1) * 10.0 ** chance.randint(-8, 10),
        lambda: chance.choice([math.nan, math.inf, -math.inf, 0.0, -0.0, 1.0]),
    ]
    return [chance.choice(numbers[: chance.randint(1, len(numbers))])() for _ in range(chance.randint(1, 6))]


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_the_digits_are_those_that_torch_prints(dtype: torch.dtype) -> None:
    """The formatter of torch is followed cell by cell: whole, four decimals, scientific."""
    chance = random.Random(str(dtype))
    for _ in range(60):
        thing = torch.tensor(awkward(chance), dtype=torch.float64).to(dtype)
        value = value_of(thing)
        assert isinstance(value, Tensor)
        assert printed_digits(value) == tuple(significant(cell) for cell in printed_by_torch(thing)), repr(thing)


def test_the_parts_of_complex_cells_have_a_style_each() -> None:
    """Real parts whole, imaginary parts with decimals."""
    thing = torch.tensor([1 + 0.5j, 20 - 2.25j])
    assert repr(thing) == "tensor([ 1.+0.5000j, 20.-2.2500j])"
    value = value_of(thing)
    assert isinstance(value, Tensor)
    assert printed_parts(value) == ((1, 2), (4, 5))
    assert printed_digits(value) == (4, 5)


@pytest.mark.parametrize(
    ("number", "digits"),
    [(0.1, 1), (1e-5, 1), (2.0, 1), (0.1 + 0.2, 17), (120, 3), (-7, 1), (math.inf, 0), (1.5 + 2j, 2), (True, 1)],
)
def test_a_python_number_shows_what_its_repr_shows(number: Number, digits: int) -> None:
    """Python prints as many digits as are needed."""
    assert printed_digits(Scalar(number)) == (digits,)


@pytest.mark.parametrize(
    ("text", "digits"),
    [("0.0120", 3), ("1.0000e-03", 5), ("0.", 0), ("0.0000", 0), ("nan", 0), ("-inf", 0), ("1200.", 4), ("-3.1416", 5)],
)
def test_significant_digits_are_counted_as_at_school(text: str, digits: int) -> None:
    """From the first that is not zero, final zeros included."""
    assert significant(text) == digits
