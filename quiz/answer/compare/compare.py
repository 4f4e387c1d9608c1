"""Comparing a typed answer with the value that torch gave: the Match."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from quiz.answer.compare.cells import CellFit, fit, same_device, same_leaf
from quiz.answer.compare.difference import Difference
from quiz.answer.compare.kinds import depth_of_value, kind_typed, python_kind, python_kind_typed
from quiz.answer.compare.walk import ComparisonJudge, Property, Walk
from quiz.answer.torch_print import printed_parts
from quiz.answer.typed.describe import text_of
from quiz.answer.typed.stated_dtype import family
from quiz.answer.typed.torch_names import PYTHON_TYPES
from quiz.answer.typed.typed import (
    Bare,
    Bool,
    Exc,
    Grid,
    NoError,
    Num,
    Pairs,
    Seq,
    Str,
    Typed,
    TypedRecord,
    depth_of,
    grid_of,
    inferred_dtype,
    is_ragged,
    settled,
)
from quiz.answer.value import Opaque, Raised, Scalar, Series, Size, String, Table, Tensor, Value
from quiz.answer.verdict import CellDiff
from quiz.text.numbers import counted

LEAST_DIGITS = 3

_TypedCell: TypeAlias = Num | Bool


@dataclass(frozen=True, slots=True)
class CompareRules:
    """What a card requires of an answer: its dtype as well, and how many significant digits (3 if None).

    `exact` accepts no rounded number: the typed number must be the value itself, as when a belief predicts it.
    """

    dtype_exact: bool = False
    digits: int | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """The result of a comparison. `diff` has the first differences; `message` is a sentence or two for the learner.

    "unreadable" means that it cannot be judged yet: too few digits were typed (the message says how many are needed,
    and no cell is plainly wrong), or the truth cannot be compared.
    """

    status: Literal["right", "wrong", "unreadable"]
    diff: tuple[CellDiff, ...] = ()
    message: str = ""


PLAIN_RULES = CompareRules()


def compare(typed: Typed, truth: Value, rules: CompareRules = PLAIN_RULES) -> Match:
    """Compare a typed answer (or an exact Typed from `typed_of`) with what torch gave."""
    if isinstance(typed, Bare) and typed.parsed is not None and not isinstance(truth, String):
        typed = typed.parsed
    if isinstance(typed, Exc) and truth == String(typed.name):  # the name itself is the value: type(error).__name__
        return Match("right")
    if isinstance(typed, Exc | NoError) or isinstance(truth, Raised):
        return _exceptions(typed, truth)
    if isinstance(typed, Bare) and isinstance(truth, Series | Table):
        return Match("unreadable", (), "More than one text is asked: put each in quotation marks, as in 'a', 'b'.")
    found = Difference()
    Walk(_TypedJudge(rules), found).compare(typed, truth)
    return _match(found)


def _exceptions(typed: Typed, truth: Value) -> Match:
    want = truth.name if isinstance(truth, Raised) else "no error"
    if isinstance(truth, Raised):
        right, message = isinstance(typed, Exc) and truth.is_a(typed.name), f"The code raises {want}."
    else:
        right, message = isinstance(typed, NoError), "No exception is raised."
    return Match("right") if right else Match("wrong", (CellDiff("exception", want, text_of(typed)),), message)


def _match(found: Difference) -> Match:
    if found.cannot:
        return Match("unreadable", (), found.cannot)
    if found:
        return Match("wrong", tuple(found.diffs), found.message)
    if found.ragged:
        return Match("unreadable", (), "The rows have different lengths: a tensor has equal rows.")
    if found.short:
        index, digits = max(found.short, key=lambda short: short[1])
        where = f" at {index}" if found.cells > 1 else ""
        count = f"{counted(digits, 'significant digit')}"
        return Match("unreadable", (), f"More digits, please: at least {count}{where}.")
    return Match("right")


class _TypedJudge(ComparisonJudge[Typed, _TypedCell]):
    """Reads typed text for a comparison with the truth."""

    def __init__(self, rules: CompareRules) -> None:
        self._rules = rules

    def settled(self, given: Typed, want: Value) -> Typed:
        """`given` without loose brackets that the truth does not have."""
        while (
            isinstance(given, Seq) and (given.loose or given.row) and depth_of_value(want) <= depth_of(given.items[0])
        ):
            given = given.items[0]
        if isinstance(given, Bare) and not isinstance(want, String) and given.parsed is not None:
            return given.parsed
        return given

    def cannot(self, want: Tensor | Opaque) -> str:
        if isinstance(want, Opaque):
            return f"This cannot be judged: {want.type_name}, {want.reason}."
        if want.whole:
            return ""
        why = "has no cells: it is on the meta device" if want.device == "meta" else "is too large to compare"
        return f"This cannot be judged: the tensor of shape {want.shape} {why}."

    def tensor(self, given: Typed, want: Tensor) -> tuple[tuple[int, ...], Sequence[_TypedCell]] | None:
        grid = self._grid(given, want)
        return None if grid is None else (grid.shape, grid.cells)

    def _grid(self, given: Typed, want: Tensor) -> Grid | None:
        return grid_of(settled(given, len(want.shape)))

    def ragged(self, given: Typed) -> bool:
        return is_ragged(given)

    def claims(self, given: Typed, want: Tensor) -> Iterator[Property]:
        grid = self._grid(given, want)
        if grid is None:
            return
        dtype = self._dtype(grid)
        if dtype is not None and dtype != (family(want.dtype) if dtype in PYTHON_TYPES else want.dtype):
            yield Property("dtype", want.dtype, dtype, "The dtype differs.")
        elif _is_print_of_floats(grid) and family(want.dtype) in ("int", "bool"):
            yield Property("dtype", want.dtype, inferred_dtype(grid.cells), "The dtype differs.")
        if grid.device is not None and not same_device(grid.device, want.device):
            yield Property("device", want.device, grid.device, "The device differs.")
        if grid.layout is not None and grid.layout != want.layout:
            yield Property("layout", want.layout, grid.layout, "The layout differs.")
        if grid.requires_grad is not None and grid.requires_grad != want.requires_grad:
            wanted, got = str(want.requires_grad), str(grid.requires_grad)
            yield Property("requires_grad", wanted, got, "Whether it requires grad differs.")

    def _dtype(self, grid: Grid) -> str | None:
        """The dtype that is claimed: as it was typed, or, where it counts, what torch would infer."""
        family_alone = grid.dtype is None or grid.dtype in PYTHON_TYPES
        if self._rules.dtype_exact and family_alone:
            return grid.native or inferred_dtype(grid.cells)
        return grid.dtype

    def fits(self, given: Typed, cells: Sequence[_TypedCell], want: Tensor | Scalar) -> Iterator[tuple[CellFit, int]]:
        least = self._rules.digits or LEAST_DIGITS
        real, imag = printed_parts(want)
        wanted, dtype = (want.cells, want.dtype) if isinstance(want, Tensor) else ((want.value,), "")
        for at, (claim, cell) in enumerate(zip(cells, wanted, strict=True)):
            needed = (min(least, real[at]), min(least, imag[at]) if imag else 0)
            yield fit(claim, cell, dtype, needed, exact=self._rules.exact), max(needed)

    def number(self, given: Typed) -> _TypedCell | None:
        if isinstance(given, Grid) and not given.built and not given.shape and given.cells:
            return given.cells[0]
        return given if isinstance(given, Num | Bool) else None

    def type_of(self, given: Typed, number: _TypedCell, want: Scalar) -> Property | None:
        want_type, got_type = python_kind(want.value), python_kind_typed(number)
        stated = family(given.dtype) if isinstance(given, Grid) and given.dtype else ""
        if stated and stated != want_type:
            return Property("dtype", want_type, stated, "The type differs.")
        differs = self._rules.dtype_exact and want_type != got_type and "bool" not in (want_type, got_type)
        return Property("dtype", want_type, got_type, "The type differs.") if differs else None

    def names(self, given: Typed, want: Size | Series) -> tuple[str, ...] | None:
        if not isinstance(given, TypedRecord):
            return None
        wanted = want.names if isinstance(want, Series) else ()
        if not given.type_name and not wanted:
            return None  # `a=1, b=2` labels the items of a plain tuple
        names = tuple(name for name, _ in given.fields)
        return wanted if sorted(names) == sorted(wanted) else names

    def items(self, given: Typed, want: Size | Series) -> Sequence[Typed] | None:
        if isinstance(given, TypedRecord):
            fields = dict(given.fields)
            names = want.names if isinstance(want, Series) and sorted(want.names) == sorted(fields) else tuple(fields)
            return tuple(fields[name] for name in names)
        if isinstance(given, Grid) and not given.built:
            given = _rows_of(given)
        if not isinstance(given, Seq) or given.maker not in _makers(want):
            return None
        return given.items

    def pairs(self, given: Typed) -> Sequence[tuple[Typed, Typed]] | None:
        if isinstance(given, TypedRecord) and not given.type_name:  # `a: 1, b: 2`
            return tuple((Str(name), item) for name, item in given.fields)
        return given.items if isinstance(given, Pairs) else None

    def leaf(self, given: Typed, want: Value) -> bool | None:
        return same_leaf(given, want)

    def kind(self, given: Typed) -> str:
        return kind_typed(given)

    def other_kind(self, given: Typed, kind: str, path: str) -> str:
        return f"torch gives {kind}."

    def text(self, given: Typed) -> str:
        return text_of(given)

    def cell_text(self, given: Typed, cell: _TypedCell) -> str:
        return text_of(cell)


def _is_print_of_floats(grid: Grid) -> bool:
    """Whether this is a tensor as torch prints one of floats: with a point, and no other dtype named."""
    typed = grid.built and grid.native is None and grid.dtype is None
    return typed and bool(grid.cells) and family(inferred_dtype(grid.cells)) in ("float", "complex")


def _makers(want: Size | Series) -> tuple[str, ...]:
    """The constructors that may be typed for this kind of sequence; "" means none."""
    if isinstance(want, Size):
        return "", "size", "tuple"
    return "", "tuple" if want.names else want.kind


def _rows_of(grid: Grid) -> Typed:
    """A tensor as the sequence of its rows; unchanged when it has no rows."""
    if not grid.shape or (not grid.cells and grid.shape != (0,)):
        return grid
    step = math.prod(grid.shape[1:])
    starts = range(0, len(grid.cells), step)
    return Seq(tuple(replace(grid, shape=grid.shape[1:], cells=grid.cells[at : at + step]) for at in starts))
