"""How long an answer is to type, and whether its last digit could be rounded the other way."""

from __future__ import annotations

import math

from quiz.answer.torch_print import Style, print_style, printed_text
from quiz.answer.value import Null, Outcome, Scalar, Series, Size, Table, Tensor, Value

MOST_CELLS, MOST_LETTERS = 24, 160
_EPS = {"float32": 2.0**-23, "complex64": 2.0**-23, "float64": 2.0**-52, "complex128": 2.0**-52}
_TIE = 1e-12
"""How near a tie counts, for dtypes with few digits: their results are the same everywhere except at a tie."""


def cells_of(outcome: Outcome) -> int:
    """How many entries a learner has to type: cells of tensors and lists, words of printed text."""
    return len(outcome.printed.split()) if isinstance(outcome.value, Null) else _cells(outcome.value)


def _cells(value: Value) -> int:
    if isinstance(value, Tensor):
        return value.numel
    if isinstance(value, Size):
        return len(value.dims)
    if isinstance(value, Series):
        return sum(map(_cells, value.items))
    if isinstance(value, Table):
        return sum(_cells(part) for pair in value.items for part in pair)
    return 1


def on_a_boundary(value: Value) -> float | None:
    """A float of the value whose printed form would change with one unit in its last place; None when there is none."""
    if isinstance(value, Series):
        return next((found for item in value.items if (found := on_a_boundary(item)) is not None), None)
    if isinstance(value, Scalar):
        return None  # Python prints all of its digits
    if not isinstance(value, Tensor):
        return None
    floats = [part for cell in value.cells for part in _parts(cell) if math.isfinite(part)]
    style = print_style(floats)
    slack = _EPS.get(value.dtype, _TIE)
    return next((cell for cell in floats if style is not Style.WHOLE and _turns(cell, style, slack)), None)


def _parts(cell: object) -> tuple[float, ...]:
    if isinstance(cell, complex):
        return cell.real, cell.imag
    return (cell,) if isinstance(cell, float) else ()


def _turns(number: float, style: Style, slack: float) -> bool:
    low, high = number * (1 - slack), number * (1 + slack)
    return printed_text(low, style) != printed_text(high, style)
