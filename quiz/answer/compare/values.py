"""Whether one value that torch gave is another: structure, then shape, then dtype, then cell by cell.

Tolerances are those of `torch.testing.assert_close` (torch 2.13, `torch/testing/_comparison.py`), per dtype. A nan is
another nan, and -0 is 0. A list stands for a tuple of the same items, and a torch.Size as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from quiz.answer.compare.compare import MAX_DIFFS
from quiz.answer.compare.kinds import kind_of, leaf_text, python_kind
from quiz.answer.torch_print import cell_text
from quiz.answer.value import Null, Number, Opaque, Scalar, Series, Size, Table, Tensor, Value
from quiz.answer.verdict import CellDiff, cell_index, part_of

_TOLERANCES: dict[str, tuple[float, float]] = {
    "float16": (1e-3, 1e-5),
    "bfloat16": (1.6e-2, 1e-5),
    "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7),
    "complex32": (1e-3, 1e-5),
    "complex64": (1.3e-6, 1e-5),
    "complex128": (1e-7, 1e-7),
}
"""Relative and absolute, by dtype; what is not here has none. A Python float counts as float64."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close is close enough. `digits`, where given, widens the relative tolerance to 10 to the power of -digits."""

    exact: bool = False
    dtype: bool = True
    digits: int | None = None

    def same(self, got: Number, want: Number, dtype: str) -> bool:
        """Whether two cells are the same; `dtype` is that of the wanted one, "" for a Python number."""
        if got == want:
            return True
        if isinstance(got, bool) or isinstance(want, bool):
            return False
        try:
            one, other = complex(got), complex(want)
        except OverflowError:
            return False
        if _is_nan(one) or _is_nan(other):
            return _same_nan(one.real, other.real) and _same_nan(one.imag, other.imag)
        if self.exact or _is_infinite(one) or _is_infinite(other):
            return False
        relative, absolute = _TOLERANCES.get(dtype or _python_dtype(want), (0.0, 0.0))
        if self.digits is not None and relative:
            relative = max(relative, 10.0**-self.digits)
        try:
            return abs(one - other) <= absolute + relative * abs(other)
        except OverflowError:
            return False


@dataclass(slots=True)
class Difference:
    """What was found: `diffs` are the first places, `notes` say it in sentences. Nothing found means the same."""

    diffs: list[CellDiff] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    cells: int = 0
    wrong: int = 0

    def __bool__(self) -> bool:
        return bool(self.notes or self.wrong)

    @property
    def message(self) -> str:
        notes = list(self.notes)
        if self.wrong:
            several = f"{self.wrong} of {self.cells} cells {'differs' if self.wrong == 1 else 'differ'}."
            notes.append(several if self.cells > 1 else "The value differs.")
        return " ".join(notes)

    def add(self, index: str, want: str, got: str, note: str = "") -> None:
        if note:
            self.notes[note] = None
        if len(self.diffs) < MAX_DIFFS:
            self.diffs.append(CellDiff(index, want, got))


def difference(got: Value, want: Value, how: Closeness, path: str = "") -> Difference:
    """Where `got` is not `want`. `path` goes before the index of every place."""
    found = Difference()
    _walk(got, want, how, path, found)
    return found


def whole(value: Value) -> str:
    """Why a value cannot be compared, "" where it can: something that is not carried, a tensor that was cut."""
    if isinstance(value, Opaque):
        return f"a {value.type_name}: {value.reason}"
    if isinstance(value, Tensor) and not value.whole:
        return f"a tensor of shape {value.shape} is more than is carried in one judging"
    if isinstance(value, Series):
        return next(filter(None, map(whole, value.items)), "")
    if isinstance(value, Table):
        return next(filter(None, (whole(part) for pair in value.items for part in pair)), "")
    return ""


def _walk(got: Value, want: Value, how: Closeness, path: str, found: Difference) -> None:
    if isinstance(want, Tensor) and isinstance(got, Tensor):
        _tensor(got, want, how, path, found)
    elif isinstance(want, Scalar) and isinstance(got, Scalar):
        _scalar(got, want, how, path, found)
    elif (theirs := _items(want)) is not None and (mine := _items(got)) is not None and _kin(got, want):
        _series(mine, theirs, want, how, path, found)
    elif isinstance(want, Table) and isinstance(got, Table):
        _table(got, want, how, path, found)
    elif type(got) is not type(want) or isinstance(want, Opaque) or _items(want) is not None:
        note = "Nothing is returned." if isinstance(got, Null) and not path else f"It is to be {kind_of(want)}."
        found.add(part_of(path, "kind"), kind_of(want), _kind_got(got), note)
    else:
        found.cells += 1
        if got != want:
            found.wrong += 1
            found.add(path or "value", leaf_text(want), leaf_text(got))


def _tensor(got: Tensor, want: Tensor, how: Closeness, path: str, found: Difference) -> None:
    if got.shape != want.shape:
        found.add(part_of(path, "shape"), str(want.shape), str(got.shape), "The shape differs.")
        return
    if got.layout != want.layout:
        found.add(part_of(path, "layout"), want.layout, got.layout, "The layout differs.")
    if got.device != want.device:
        found.add(part_of(path, "device"), want.device, got.device, "The device differs.")
    if how.dtype and got.dtype != want.dtype:
        found.add(part_of(path, "dtype"), want.dtype, got.dtype, "The dtype differs.")
        return
    if not got.whole:
        found.add(part_of(path, "cells"), f"{want.numel} cells", "too many to carry", "It cannot be carried whole.")
        return
    found.cells += want.numel
    for at, (mine, theirs) in enumerate(zip(got.cells, want.cells, strict=True)):
        if not _same_across(mine, theirs, got.dtype, want.dtype, how):
            found.wrong += 1
            if len(found.diffs) < MAX_DIFFS:
                index = f"{path}{cell_index(at, want.shape)}" or "value"
                found.add(index, cell_text(theirs, want.dtype), cell_text(mine, got.dtype))


def _same_across(got: Number, want: Number, got_dtype: str, want_dtype: str, how: Closeness) -> bool:
    """Cells of two tensors. Where the dtype does not count, a True is a 1, and the wider tolerance of the two holds."""
    if got_dtype == want_dtype:
        return how.same(got, want, want_dtype)
    mine = int(got) if isinstance(got, bool) else got
    theirs = int(want) if isinstance(want, bool) else want
    return how.same(mine, theirs, want_dtype) or how.same(mine, theirs, got_dtype)


def _scalar(got: Scalar, want: Scalar, how: Closeness, path: str, found: Difference) -> None:
    mine, theirs = python_kind(got.value), python_kind(want.value)
    if mine != theirs and (how.dtype or "bool" in (mine, theirs)):
        found.add(part_of(path, "type"), theirs, mine, "The type differs.")
        return
    found.cells += 1
    if not how.same(got.value, want.value, ""):
        found.wrong += 1
        found.add(path or "value", leaf_text(want), leaf_text(got))


def _series(
    mine: tuple[Value, ...], theirs: tuple[Value, ...], want: Value, how: Closeness, path: str, found: Difference
) -> None:
    if len(mine) != len(theirs):
        found.add(part_of(path, "length"), str(len(theirs)), str(len(mine)), "The length differs.")
        return
    names = want.names if isinstance(want, Series) else ()
    if isinstance(want, Series) and want.kind == "set":
        mine, theirs = _sorted(mine), _sorted(theirs)
    for at, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        _walk(one, other, how, f"{path}.{names[at]}" if names else f"{path}[{at}]", found)


def _table(got: Table, want: Table, how: Closeness, path: str, found: Difference) -> None:
    left = list(got.items)
    for key, value in want.items:
        at = next((at for at, (other, _) in enumerate(left) if other == key), None)
        index = f"{path}[{leaf_text(key)}]"
        if at is None:
            found.add(index, leaf_text(value), "missing", "A key is missing.")
        else:
            _walk(left.pop(at)[1], value, how, index, found)
    for key, value in left:
        found.add(f"{path}[{leaf_text(key)}]", "missing", leaf_text(value), "There is a key too many.")


def _items(value: Value) -> tuple[Value, ...] | None:
    """The items of what is a sequence or a set; None for anything else."""
    if isinstance(value, Size):
        return tuple(Scalar(dim) for dim in value.dims)
    return value.items if isinstance(value, Series) else None


def _kin(got: Value, want: Value) -> bool:
    """Whether two series are of kinds that stand for each other: not a set for a list, nor a nested tensor."""
    return _apart(got) == _apart(want)


def _apart(value: Value) -> str:
    return value.kind if isinstance(value, Series) and value.kind in ("set", "nested tensor") else ""


def _sorted(items: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(sorted(items, key=repr))


def _kind_got(got: Value) -> str:
    return got.type_name if isinstance(got, Opaque) else kind_of(got)


def _python_dtype(number: Number) -> str:
    return {"float": "float64", "complex": "complex128"}.get(python_kind(number), "")


def _is_nan(number: complex) -> bool:
    return math.isnan(number.real) or math.isnan(number.imag)


def _is_infinite(number: complex) -> bool:
    return math.isinf(number.real) or math.isinf(number.imag)


def _same_nan(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))
