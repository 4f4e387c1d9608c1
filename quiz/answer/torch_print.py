"""How torch and Python print a number, computed without torch.

`cell_text` is the shortest text of a cell in its dtype. `printed_digits` follows `_Formatter` in torch 2.13's
`torch/_tensor_str.py` (default print options): one style for the whole tensor, whole numbers, four decimals, or
scientific. For a complex tensor the real and the imaginary parts have a style each.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Sequence
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from quiz.answer.value import Number, Scalar, Tensor

Digits: TypeAlias = tuple[int, ...]

WHOLE_BELOW = 1e8
"""Up to this size torch prints whole numbers in full; beyond, in scientific notation."""

# Bits of the significand, and the exponent of the smallest step above zero.
_FLOATS: dict[str, tuple[int, int]] = {
    "float64": (53, -1074),
    "float32": (24, -149),
    "float16": (11, -24),
    "bfloat16": (8, -133),
    "float8_e4m3fn": (4, -9),
    "float8_e5m2": (3, -16),
    "float8_e4m3fnuz": (4, -10),
    "float8_e5m2fnuz": (3, -17),
    "float8_e8m0fnu": (1, -127),
}
_LEAST_E8M0 = 2.0**-127
_PARTS = {"complex32": "float16", "bcomplex32": "bfloat16", "complex64": "float32", "complex128": "float64"}


class Style(Enum):
    """How torch writes every float of one tensor."""

    WHOLE = "1."
    FIXED = "1.0000"
    SCIENTIFIC = "1.0000e+00"


def part_dtype(dtype: str) -> str:
    """The dtype of the real and imaginary parts of a complex dtype; any other dtype itself."""
    return _PARTS.get(dtype, dtype)


def nearest(value: Fraction, dtype: str) -> Fraction:
    """The number of `dtype` nearest to `value`, ties to even, as if the exponent had no upper end.

    An unknown dtype counts as float64, which is also what a Python float is.
    """
    if not value:
        return value
    bits, lowest = _FLOATS.get(part_dtype(dtype), _FLOATS["float64"])
    size = abs(value)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if size < Fraction(2) ** exponent:
        exponent -= 1
    step = Fraction(2) ** max(exponent - bits + 1, lowest)
    return round(value / step) * step


def is_whole_in_print(number: float) -> bool:
    """Whether a float is a whole number that is printed in full, so that each of its digits counts."""
    return math.isfinite(number) and abs(number) <= WHOLE_BELOW and number == int(number)


def agree(number: float, truth: float) -> bool:
    """Whether two numbers look the same in torch's print: in four decimals below one, else in five digits."""
    form = ".4f" if 1e-4 <= abs(truth) < 1 else ".4e"
    return format(number, form) == format(truth, form)


def shortest(number: float, dtype: str) -> str:
    """The shortest decimal that is read back as the finite `number` in `dtype`, written as Python does ("1e-05").

    It looks like the number in torch's print: bfloat16's 2.703125 is "2.7031" and not "2.7", which would hide that
    it is not 2.7.
    """
    if part_dtype(dtype) not in _FLOATS or part_dtype(dtype) == "float64":
        return repr(number)
    for digits in range(1, 18):
        text = f"{number:.{digits - 1}e}"
        if agree(float(text), number) and _becomes(text, number, part_dtype(dtype)):
            return repr(float(text))
    return repr(number)


def _becomes(text: str, number: float, dtype: str) -> bool:
    """Whether a decimal is rounded to `number` in `dtype`: by the machine when it can, else by arithmetic."""
    code = {"float32": "f", "float16": "e"}.get(dtype)
    if code is None:
        return nearest(Fraction(text), dtype) == Fraction(number)
    try:
        return bool(struct.unpack(code, struct.pack(code, float(text)))[0] == number)
    except OverflowError:
        return False


def cell_text(number: Number, dtype: str) -> str:
    """The shortest text of one cell: `3`, `2.`, `0.1`, `1e-05`, `True`, `nan`, `-inf`, `1.+2.j`."""
    if isinstance(number, bool | int):
        return str(number)
    if isinstance(number, complex):
        real, imag = cell_text(number.real, dtype), cell_text(number.imag, dtype)
        return f"{real}{imag if imag.startswith('-') else '+' + imag}j"
    if not math.isfinite(number):
        return str(number)
    if is_whole_in_print(number):
        return f"{number:.0f}."
    text = shortest(number, dtype)
    return text[:-1] if text.endswith(".0") else text


def print_style(numbers: Iterable[float]) -> Style:
    """The style in which torch prints a tensor of these floats."""
    sizes = [abs(number) for number in numbers if math.isfinite(number) and number != 0]
    if not sizes:
        return Style.WHOLE
    low, high = min(sizes), max(sizes)
    if low < 1.0e-4 or high > WHOLE_BELOW or high / low > 1000.0:
        return Style.SCIENTIFIC
    return Style.WHOLE if all(size == math.ceil(size) for size in sizes) else Style.FIXED


def printed_text(number: float, style: Style) -> str:
    """One float as torch prints it in `style`, without the padding."""
    if style is Style.SCIENTIFIC:
        return f"{number:.4e}"
    if style is Style.FIXED:
        return f"{number:.4f}"
    return f"{number:.0f}." if math.isfinite(number) else str(number)


def printed_cells(tensor: Tensor) -> list[str]:
    """The cells of a tensor as torch prints them, all floats in one style and without padding."""
    real, imag = [], []
    for cell in tensor.cells:
        if isinstance(cell, complex):
            real.append(cell.real)
            imag.append(cell.imag)
        elif isinstance(cell, float):
            real.append(cell)
        else:
            return [cell_text(number, tensor.dtype) for number in tensor.cells]
    texts = _printed(real)
    if not imag:
        return texts
    return [
        f"{one}{two if two.startswith('-') else '+' + two}j" for one, two in zip(texts, _printed(imag), strict=True)
    ]


def _printed(numbers: Sequence[float]) -> list[str]:
    style = print_style(numbers)
    return [printed_text(number, style) if math.isfinite(number) else str(number) for number in numbers]


def significant(text: str) -> int:
    """How many significant digits a printed number shows: "0.0120" 3, "1.0000e-03" 5, "0." and "nan" none."""
    mantissa = text.partition("e")[0].lstrip("+-").replace(".", "")
    return len(mantissa.lstrip("0")) if mantissa.isdigit() else 0


def printed_digits(value: Tensor | Scalar) -> Digits:
    """How many significant digits torch prints for each cell; for a complex cell, of the part that shows more.

    A Scalar has one entry, the digits of Python's repr. Integers and bools show all of their digits.
    """
    real, imag = printed_parts(value)
    return tuple(map(max, real, imag)) if imag else real


def printed_parts(value: Tensor | Scalar) -> tuple[Digits, Digits]:
    """The printed digits of the real parts and, for complex cells, of the imaginary parts (else empty)."""
    cells: Sequence[Number] = value.cells if isinstance(value, Tensor) else (value.value,)
    # This dtype has no zero: torch prints its least number as 0.
    if isinstance(value, Tensor) and value.dtype == "float8_e8m0fnu":
        cells = [0.0 if cell == _LEAST_E8M0 else cell for cell in cells]
    python = isinstance(value, Scalar)
    if any(isinstance(cell, complex) for cell in cells):
        whole = [complex(cell) for cell in cells]
        return _digits([cell.real for cell in whole], python), _digits([cell.imag for cell in whole], python)
    if all(isinstance(cell, float) for cell in cells):
        return _digits([float(cell) for cell in cells if isinstance(cell, float)], python), ()
    return tuple(significant(str(int(cell.real))) for cell in cells), ()


def _digits(numbers: Sequence[float], python: bool) -> Digits:
    if python:
        return tuple(significant(repr(number).removesuffix(".0")) for number in numbers)
    style = print_style(numbers)
    return tuple(significant(printed_text(number, style)) for number in numbers)
