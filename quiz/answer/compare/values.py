"""Comparing the value of a learner's code with the reference's.

Tolerances are those of `torch.testing.assert_close` (torch 2.13, `torch/testing/_comparison.py`), per dtype. A nan
equals another nan, and -0 is 0. A list equals a tuple or a torch.Size of the same items.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quiz.answer.compare.cells import CellFit
from quiz.answer.compare.difference import Difference
from quiz.answer.compare.kinds import kind_of, leaf_text, python_kind
from quiz.answer.compare.walk import ComparisonJudge, Property, Walk
from quiz.answer.torch_print import cell_text
from quiz.answer.value import Null, Number, Opaque, Scalar, Series, Size, Table, Tensor, Value

_TOLERANCES: dict[str, tuple[float, float]] = {
    "float16": (1e-3, 1e-5),
    "bfloat16": (1.6e-2, 1e-5),
    "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7),
    "complex32": (1e-3, 1e-5),
    "bcomplex32": (1.6e-2, 1e-5),
    "complex64": (1.3e-6, 1e-5),
    "complex128": (1e-7, 1e-7),
}
"""Relative and absolute tolerances by dtype; dtypes not listed have none. A Python float counts as float64."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close is close enough. `digits`, if given, widens the relative tolerance to 10 to the power of -digits."""

    exact: bool = False
    dtype: bool = True
    digits: int | None = None

    def same(self, got: Number, want: Number, dtype: str) -> bool:
        """Whether two cells are the same; `dtype` is that of the wanted cell, "" for a Python number."""
        if got == want:
            return True
        if isinstance(got, bool) or isinstance(want, bool):
            return False
        try:
            got, want = complex(got), complex(want)
        except OverflowError:
            return False
        if _is_nan(got) or _is_nan(want):
            return _same_nan(got.real, want.real) and _same_nan(got.imag, want.imag)
        if self.exact or _is_infinite(got) or _is_infinite(want):
            return False
        relative, absolute = _TOLERANCES.get(dtype, (0.0, 0.0))
        if self.digits is not None and relative:
            relative = max(relative, 10.0**-self.digits)
        try:
            return abs(got - want) <= absolute + relative * abs(want)
        except OverflowError:
            return False


def difference(got: Value, want: Value, how: Closeness, path: str = "") -> Difference:
    """The differences of `got` from `want`. `path` goes before the index of every place."""
    found = Difference()
    Walk(_ValueJudge(how), found).compare(got, want, path)
    return found


def whole(value: Value) -> str:
    """Why a value cannot be compared, "" when it can: something not carried, or a tensor that was cut."""
    if isinstance(value, Opaque):
        return f"a {value.type_name}: {value.reason}"
    if isinstance(value, Tensor) and not value.whole:
        return f"a tensor of shape {value.shape} is more than is carried in one judging"
    if isinstance(value, Series):
        return next(filter(None, map(whole, value.items)), "")
    if isinstance(value, Table):
        return next(filter(None, (whole(part) for pair in value.items for part in pair)), "")
    return ""


class _ValueJudge(ComparisonJudge[Value, Number]):
    """Reads the value of a learner's code for a comparison with the reference's."""

    def __init__(self, how: Closeness) -> None:
        self._how = how

    def settled(self, given: Value, want: Value) -> Value:
        return given

    def cannot(self, want: Tensor | Opaque) -> str:
        return ""

    def tensor(self, given: Value, want: Tensor) -> tuple[tuple[int, ...], Sequence[Number]] | None:
        return (given.shape, given.cells) if isinstance(given, Tensor) else None

    def ragged(self, given: Value) -> bool:
        return False

    def claims(self, given: Value, want: Tensor) -> Iterator[Property]:
        if not isinstance(given, Tensor):
            return
        if given.layout != want.layout:
            yield Property("layout", want.layout, given.layout, "The layout differs.")
        if given.device != want.device:
            yield Property("device", want.device, given.device, "The device differs.")
        if self._how.dtype and given.dtype != want.dtype:
            yield Property("dtype", want.dtype, given.dtype, "The dtype differs.")

    def fits(self, given: Value, cells: Sequence[Number], want: Tensor | Scalar) -> Iterator[tuple[CellFit, int]]:
        wanted = want.cells if isinstance(want, Tensor) else (want.value,)
        dtypes = [value.dtype if isinstance(value, Tensor) else "" for value in (want, given)]
        for got_cell, want_cell in zip(cells, wanted, strict=True):
            same = self._same(got_cell, want_cell, dtypes)
            yield (CellFit.RIGHT if same else CellFit.WRONG), 0

    def _same(self, got: Number, want: Number, dtypes: Sequence[str]) -> bool:
        """Whether two cells are the same. When the dtypes differ, a True is a 1, and the wider tolerance of the two is
        used.
        """
        if dtypes[0] == dtypes[1]:
            return self._how.same(got, want, dtypes[0] or _python_dtype(want))
        got = int(got) if isinstance(got, bool) else got
        want = int(want) if isinstance(want, bool) else want
        return any(self._how.same(got, want, dtype) for dtype in dtypes)

    def number(self, given: Value) -> Number | None:
        return given.value if isinstance(given, Scalar) else None

    def type_of(self, given: Value, number: Number, want: Scalar) -> Property | None:
        got_type, want_type = python_kind(number), python_kind(want.value)
        counts = self._how.dtype or "bool" in (got_type, want_type)
        return Property("type", want_type, got_type, "The type differs.") if counts and got_type != want_type else None

    def names(self, given: Value, want: Size | Series) -> tuple[str, ...] | None:
        return None

    def items(self, given: Value, want: Size | Series) -> Sequence[Value] | None:
        if not isinstance(given, Size | Series) or _special_kind(given) != _special_kind(want):
            return None
        return tuple(Scalar(dim) for dim in given.dims) if isinstance(given, Size) else given.items

    def pairs(self, given: Value) -> Sequence[tuple[Value, Value]] | None:
        return given.items if isinstance(given, Table) else None

    def leaf(self, given: Value, want: Value) -> bool | None:
        return given == want if type(given) is type(want) and not isinstance(want, Opaque) else None

    def kind(self, given: Value) -> str:
        return given.type_name if isinstance(given, Opaque) else kind_of(given)

    def other_kind(self, given: Value, kind: str, path: str) -> str:
        return "Nothing is returned." if isinstance(given, Null) and not path else f"It should be {kind}."

    def text(self, given: Value) -> str:
        return leaf_text(given)

    def cell_text(self, given: Value, cell: Number) -> str:
        return cell_text(cell, given.dtype) if isinstance(given, Tensor) else leaf_text(Scalar(cell))


def _special_kind(value: Size | Series) -> str:
    """The kind of a sequence that no other may replace: "set" or "nested tensor", "" for every other."""
    return value.kind if isinstance(value, Series) and value.kind in ("set", "nested tensor") else ""


def _python_dtype(number: Number) -> str:
    return {"float": "float64", "complex": "complex128"}.get(python_kind(number), "")


def _is_nan(number: complex) -> bool:
    return math.isnan(number.real) or math.isnan(number.imag)


def _is_infinite(number: complex) -> bool:
    return math.isinf(number.real) or math.isinf(number.imag)


def _same_nan(got: float, want: float) -> bool:
    return got == want or (math.isnan(got) and math.isnan(want))
