"""A dtype typed beside a value, as in `52 int64`, `float 5` or `[1, 2] (f64)`: a claim about the value."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from quiz.answer.typed import torch_names
from quiz.answer.typed.tokens import Unread
from quiz.answer.typed.typed import Num, Seq, Typed, TypedName, grid_of


def with_dtype(typed: Typed) -> Typed:
    """A number or tensor beside the name of a dtype as a Grid of that dtype; anything else unchanged.

    A word of Python's is no dtype of torch: then the claim is the word itself, a family. Raises Unread when an int
    dtype stands beside a fraction.
    """
    if not isinstance(typed, Seq):
        return typed
    items = [item.items[0] if isinstance(item, Seq) and (item.loose or item.row) else item for item in typed.items]
    names = [item for item in items if isinstance(item, TypedName) and item.kind == "dtype"]
    cells = [item for item in items if not isinstance(item, TypedName)]
    grid = grid_of(cells[0] if len(cells) == 1 else Seq(tuple(cells))) if cells else None
    if grid is None or grid.dtype or len(names) != 1 or len(cells) + 1 != len(items):
        return typed
    (name,) = names
    word = name.text if name.text in torch_names.PYTHON_TYPES else name.name
    made = tuple(_cast(cell, name) if isinstance(cell, Num) else cell for cell in grid.cells)
    return replace(grid, dtype=word, cells=made)


def family(dtype: str) -> str:
    """The type of Python that goes with a dtype of torch: bool, int, float or complex. Such a type is its own."""
    if dtype == "bool":
        return dtype
    quantised = dtype.startswith("q")
    return "complex" if "complex" in dtype else "int" if "int" in dtype and not quantised else "float"


def _cast(number: Num, name: TypedName) -> Num:
    """The number as one of the dtype: whole exactly when the dtype is of integers."""
    real = number.real
    kind = family(name.name)
    if kind == "bool":
        return number
    if kind != "int":
        return replace(number, real=replace(real, whole=False))
    if number.imag is not None or not isinstance(real.value, Fraction) or real.value.denominator != 1:
        raise Unread(f"Type the number that `{name.text} {number.text}` gives.")
    return replace(number, real=replace(real, whole=True))
