"""Whether what was typed is what torch gave: structure, then shape, then dtype, then cell by cell."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from quiz.answer.compare.cells import CellFit, fit, same_device, same_leaf
from quiz.answer.compare.kinds import depth_of_value, kind_of, kind_typed, leaf_text, python_kind, python_kind_typed
from quiz.answer.torch_print import cell_text, printed_parts
from quiz.answer.typed.describe import text_of
from quiz.answer.typed.typed import (
    Bare,
    Bool,
    Exc,
    Grid,
    NoError,
    Num,
    Pairs,
    Seq,
    Typed,
    TypedRecord,
    depth_of,
    grid_of,
    inferred_dtype,
    is_ragged,
    settled,
)
from quiz.answer.value import Number, Opaque, Raised, Scalar, Series, Size, String, Table, Tensor, Value
from quiz.answer.verdict import CellDiff, cell_index, part_of

MAX_DIFFS = 64
LEAST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class CompareRules:
    """What a card asks of an answer: its dtype as well, and at least so many significant digits (3 if None)."""

    dtype_exact: bool = False
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What came of a comparison. `diff` holds the first differences; `message` is a sentence or two for the learner.

    "unreadable" means that nothing can be said yet: too few digits were typed (the message says how many are needed,
    and no cell is plainly wrong), or the truth cannot be judged.
    """

    status: Literal["right", "wrong", "unreadable"]
    diff: tuple[CellDiff, ...] = ()
    message: str = ""


PLAIN_RULES = CompareRules()


def compare(typed: Typed, truth: Value, rules: CompareRules = PLAIN_RULES) -> Match:
    """Judge what was typed (or an exact Typed from `typed_of`) against what torch gave."""
    if isinstance(typed, Bare) and not (isinstance(truth, String) or typed.parsed is None):
        typed = typed.parsed
    if isinstance(typed, Exc) and truth == String(typed.name):  # the name itself is the value: type(error).__name__
        return Match("right")
    if isinstance(typed, Exc | NoError) or isinstance(truth, Raised):
        return _exceptions(typed, truth)
    if isinstance(typed, Bare) and isinstance(truth, Series | Table):
        return Match("unreadable", (), "More than one thing is asked: put each text in quotes, as in 'a', 'b'.")
    comparison = _Comparison(rules)
    comparison.walk(typed, truth, "")
    return comparison.match()


def _exceptions(typed: Typed, truth: Value) -> Match:
    want = truth.name if isinstance(truth, Raised) else "no error"
    if isinstance(typed, Exc) and isinstance(truth, Raised):
        right, message = truth.is_a(typed.name), f"{want} is raised."
    elif isinstance(truth, Raised):
        right, message = False, f"It raises {want}."
    else:
        right, message = isinstance(typed, NoError), "No exception is raised."
    if right:
        return Match("right")
    return Match("wrong", (CellDiff("exception", want, text_of(typed)),), message)


class _Comparison:
    """One walk over what was typed and the truth, side by side."""

    def __init__(self, rules: CompareRules) -> None:
        self._rules = rules
        self._diffs: list[CellDiff] = []
        self._notes: list[str] = []
        self._cells = 0
        self._wrong_cells = 0
        self._short: list[tuple[str, int]] = []
        self._cannot = ""
        self._ragged = False

    def match(self) -> Match:
        if self._cannot:
            return Match("unreadable", (), self._cannot)
        if self._notes or self._wrong_cells:
            notes = list(dict.fromkeys(self._notes))
            if self._wrong_cells:
                notes.append(
                    f"{self._wrong_cells} of {self._cells} cells {'differs' if self._wrong_cells == 1 else 'differ'}."
                    if self._cells > 1
                    else "The value differs."
                )
            return Match("wrong", tuple(self._diffs), " ".join(notes))
        if self._ragged:
            return Match("unreadable", (), "The rows have different lengths: a tensor has equal rows.")
        if self._short:
            index, digits = max(self._short, key=lambda short: short[1])
            where = f" at {index}" if self._cells > 1 else ""
            count = f"{digits} significant digit{'' if digits == 1 else 's'}"
            return Match("unreadable", (), f"More digits, please: at least {count}{where}.")
        return Match("right")

    def _differ(self, index: str, want: str, got: str, note: str = "") -> None:
        if note:
            self._notes.append(note)
        if len(self._diffs) < MAX_DIFFS:
            self._diffs.append(CellDiff(index, want, got))

    def _leaf(self, same: bool, path: str, want: str, got: str) -> None:
        self._cells += 1
        if not same:
            self._wrong_cells += 1
            self._differ(path or "value", want, got)

    def _other_kind(self, path: str, truth: Value, typed: Typed) -> None:
        kind = kind_of(truth)
        self._differ(part_of(path, "kind"), kind, kind_typed(typed), f"It is {kind}.")

    def walk(self, typed: Typed, truth: Value, path: str) -> None:
        while isinstance(typed, Seq) and typed.loose and depth_of_value(truth) <= depth_of(typed.items[0]):
            typed = typed.items[0]
        if isinstance(truth, Tensor):
            self._tensor(typed, truth, path)
        elif isinstance(truth, Scalar):
            self._scalar(typed, truth, path)
        elif isinstance(truth, Size):
            sizes = tuple(Scalar(dim) for dim in truth.dims)
            self._items(typed, truth, sizes, ("", "size", "tuple"), path)
        elif isinstance(truth, Series):
            self._series(typed, truth, path)
        elif isinstance(truth, Table):
            self._table(typed, truth, path)
        elif isinstance(truth, Opaque):
            self._cannot = f"This cannot be judged: {truth.type_name}, {truth.reason}."
        else:
            self._leaf(same_leaf(typed, truth), path, leaf_text(truth), text_of(typed))

    def _scalar(self, typed: Typed, truth: Scalar, path: str) -> None:
        if isinstance(typed, Grid) and not typed.built and not typed.shape and typed.cells:
            typed = typed.cells[0]
        if not isinstance(typed, Num | Bool):
            self._other_kind(path, truth, typed)
            return
        want, got = python_kind(truth.value), python_kind_typed(typed)
        if self._rules.dtype_exact and want != got and "bool" not in (want, got):
            self._differ(part_of(path, "dtype"), want, got, "The type differs.")
        real, imag = printed_parts(truth)
        self._cell(typed, truth.value, "", (real[0], imag[0] if imag else 0), path)

    def _tensor(self, typed: Typed, truth: Tensor, path: str) -> None:
        if not truth.whole:
            why = "has no cells: it is on the meta device" if truth.device == "meta" else "is too large to compare"
            self._cannot = f"This cannot be judged: the tensor of shape {truth.shape} {why}."
            return
        grid = grid_of(settled(typed, len(truth.shape)))
        if grid is None and is_ragged(typed):
            self._ragged = True
            return
        if grid is None:
            self._other_kind(path, truth, typed)
            return
        if grid.shape != truth.shape:
            self._differ(part_of(path, "shape"), str(truth.shape), str(grid.shape), "The shape differs.")
            return
        self._claims(grid, truth, path)
        real, imag = printed_parts(truth)
        for at, (claim, cell) in enumerate(zip(grid.cells, truth.cells, strict=True)):
            index = path + cell_index(at, truth.shape)
            self._cell(claim, cell, truth.dtype, (real[at], imag[at] if imag else 0), index)

    def _claims(self, grid: Grid, truth: Tensor, path: str) -> None:
        dtype = grid.dtype
        if self._rules.dtype_exact and dtype is None:
            dtype = grid.native or inferred_dtype(grid.cells)
        if dtype is not None and dtype != truth.dtype:
            self._differ(part_of(path, "dtype"), truth.dtype, dtype, "The dtype differs.")
        if grid.device is not None and not same_device(grid.device, truth.device):
            self._differ(part_of(path, "device"), truth.device, grid.device, "The device differs.")
        if grid.layout is not None and grid.layout != truth.layout:
            self._differ(part_of(path, "layout"), truth.layout, grid.layout, "The layout differs.")
        if grid.requires_grad is not None and grid.requires_grad != truth.requires_grad:
            want, got = str(truth.requires_grad), str(grid.requires_grad)
            self._differ(part_of(path, "requires_grad"), want, got, "Whether it requires grad differs.")

    def _cell(self, claim: Num | Bool, cell: Number, dtype: str, printed: tuple[int, int], path: str) -> None:
        least = self._rules.digits or LEAST_DIGITS
        needed = (min(least, printed[0]), min(least, printed[1]))
        found = fit(claim, cell, dtype, needed)
        if found is CellFit.SHORT:
            self._short.append((path or "value", max(needed)))
        if found is not CellFit.WRONG or len(self._diffs) >= MAX_DIFFS:
            self._leaf(found is not CellFit.WRONG, path, "", "")
            return
        self._leaf(False, path, cell_text(cell, dtype) if dtype else leaf_text(Scalar(cell)), text_of(claim))

    def _series(self, typed: Typed, truth: Series, path: str) -> None:
        if isinstance(typed, TypedRecord):
            names = tuple(name for name, _ in typed.fields)
            if names != truth.names:
                self._differ(
                    part_of(path, "names"), ", ".join(truth.names) or "none", ", ".join(names), "The names differ."
                )
                return
            typed = Seq(tuple(field for _, field in typed.fields))
        if truth.kind == "set":
            self._set(typed, truth, path)
            return
        self._items(typed, truth, truth.items, ("", "tuple" if truth.names else truth.kind), path)

    def _items(
        self, typed: Typed, truth: Size | Series, wanted: tuple[Value, ...], makers: tuple[str, ...], path: str
    ) -> None:
        if isinstance(typed, Grid) and not typed.built:
            typed = _rows_of(typed)
        if not isinstance(typed, Seq) or typed.maker not in makers:
            self._other_kind(path, truth, typed)
            return
        if len(typed.items) != len(wanted):
            self._differ(part_of(path, "length"), str(len(wanted)), str(len(typed.items)), "The length differs.")
            return
        names = truth.names if isinstance(truth, Series) else ()
        for at, (item, want) in enumerate(zip(typed.items, wanted, strict=True)):
            self.walk(item, want, f"{path}.{names[at]}" if names else f"{path}[{at}]")

    def _set(self, typed: Typed, truth: Series, path: str) -> None:
        if not isinstance(typed, Seq) or typed.maker not in ("", "set"):
            self._other_kind(path, truth, typed)
            return
        left = list(typed.items)
        for item in truth.items:
            at = _found(left, item)
            self._leaf(at is not None, part_of(path, "items"), leaf_text(item), "missing")
            if at is not None:
                del left[at]
        for extra in left:
            self._leaf(False, part_of(path, "items"), "missing", text_of(extra))

    def _table(self, typed: Typed, truth: Table, path: str) -> None:
        if not isinstance(typed, Pairs):
            self._other_kind(path, truth, typed)
            return
        left = list(typed.items)
        for key, value in truth.items:
            at = _found([typed_key for typed_key, _ in left], key)
            index = f"{path}[{leaf_text(key)}]"
            if at is None:
                self._leaf(False, index, leaf_text(value), "missing")
            else:
                self.walk(left.pop(at)[1], value, index)
        for typed_key, typed_value in left:
            self._leaf(False, f"{path}[{text_of(typed_key)}]", "missing", text_of(typed_value))


def _found(typed: list[Typed], want: Value) -> int | None:
    """Where among `typed` the first right answer for `want` stands."""
    return next((at for at, item in enumerate(typed) if compare(item, want).status == "right"), None)


def _rows_of(grid: Grid) -> Typed:
    """A tensor as the sequence of its rows; itself where it has no rows to give."""
    if not grid.shape or (not grid.cells and grid.shape != (0,)):
        return grid
    step = math.prod(grid.shape[1:])
    starts = range(0, len(grid.cells), step)
    return Seq(tuple(replace(grid, shape=grid.shape[1:], cells=grid.cells[at : at + step]) for at in starts))
