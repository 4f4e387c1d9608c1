"""The tree of a typed answer: what was claimed, and how precisely.

A Value is what torch gave, exact; a Typed is a claim about it: "0.33" says less than a third, `[1, 2]` does not say
whether a list or a tensor is meant, and a dtype is only claimed when one was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias


class Form(StrEnum):
    """How the learner's text is read, and so what the question asks for."""

    VALUE = "value"
    SHAPE = "shape"
    DTYPE = "dtype"
    DEVICE = "device"
    BOOL = "bool"
    TEXT = "text"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class TypedReal:
    """A real number. `value` is a Fraction, or a float for nan and the infinities.

    `place` is the power of ten of the last digit typed (-2 for "0.25") and `digits` how many significant digits were
    typed; `place` is None when the number claims to be exact (`1/3`, or not typed by a person). `whole` means that
    it was written as an integer, `ratio` as a fraction.
    """

    value: Fraction | float
    text: str
    place: int | None = None
    digits: int = 0
    whole: bool = False
    ratio: bool = False


@dataclass(frozen=True, slots=True)
class Num:
    """A number; `imag` is None unless an imaginary part was typed."""

    real: TypedReal
    imag: TypedReal | None = None

    @property
    def text(self) -> str:
        """The number as it was typed."""
        if self.imag is None:
            return self.real.text
        if not self.real.text:  # `2j`
            return f"{self.imag.text}j"
        return f"{self.real.text}{'' if self.imag.text[:1] in ('+', '-') else '+'}{self.imag.text}j"


@dataclass(frozen=True, slots=True)
class Bool:
    """True or False, however spelt."""

    value: bool


@dataclass(frozen=True, slots=True)
class Str:
    """Text in quotation marks."""

    value: str


@dataclass(frozen=True, slots=True)
class Bare:
    """Unquoted text typed for a question about text: as it is, and its other readings."""

    text: str
    parsed: Typed | None = None


@dataclass(frozen=True, slots=True)
class Nothing:
    """Python's None."""


@dataclass(frozen=True, slots=True)
class TypedName:
    """A dtype, device, layout, memory format or quantisation scheme (`kind`), by its canonical name.

    `text` is the word that was typed.
    """

    kind: str
    name: str
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Exc:
    """An exception class, without the part before its last dot."""

    name: str


@dataclass(frozen=True, slots=True)
class NoError:
    """The claim that nothing is raised."""


@dataclass(frozen=True, slots=True)
class Seq:
    """Things in brackets, or side by side.

    `maker` is "size", "list", "tuple", "set" or "nested tensor" when that was typed, else "": then it may be any of
    them, or a tensor. `loose` means that its one item is in round brackets without a comma, `(3)`: the item itself
    may be meant. `row` means that its one item is alone in a row, as in `1 2; 3`: in a tensor it is a row, but when
    several things are asked for, the item itself may be meant.
    """

    items: tuple[Typed, ...]
    maker: str = ""
    loose: bool = False
    row: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A tensor: flat `cells` of Num and Bool in row-major order.

    `built` means that `tensor(...)` was typed, so that only a tensor is meant. `dtype`, `device`, `requires_grad`
    and `layout` are claims, made only when typed. `native` is the dtype of a tensor that was not typed but captured:
    it replaces the dtype that torch would infer.
    """

    shape: tuple[int, ...]
    cells: tuple[Num | Bool, ...]
    built: bool = True
    dtype: str | None = None
    device: str | None = None
    requires_grad: bool | None = None
    layout: str | None = None
    native: str | None = None


@dataclass(frozen=True, slots=True)
class TypedRecord:
    """A named tuple, with the names that were typed."""

    type_name: str
    fields: tuple[tuple[str, Typed], ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A dict."""

    items: tuple[tuple[Typed, Typed], ...]


@dataclass(frozen=True, slots=True)
class TypedObject:
    """Something that nobody can type (an object of some class): never equal to anything."""

    text: str


Typed: TypeAlias = (
    Num | Bool | Str | Bare | Nothing | TypedName | Exc | NoError | Seq | Grid | TypedRecord | Pairs | TypedObject
)


def grid_of(typed: Typed) -> Grid | None:
    """The tensor that `typed` can mean, or None: numbers and bools nested to equal rows, without a constructor."""
    if isinstance(typed, Num | Bool):
        return Grid((), (typed,), built=False)
    if isinstance(typed, Grid):
        return typed
    if not isinstance(typed, Seq) or typed.maker not in ("", "list", "tuple"):
        return None
    rows: list[Grid] = []
    for item in typed.items:
        row = grid_of(item)
        if row is None or row.built or (rows and row.shape != rows[0].shape):
            return None
        rows.append(row)
    inner = rows[0].shape if rows else ()
    return Grid((len(rows), *inner), tuple(cell for row in rows for cell in row.cells), built=False)


def is_ragged(typed: Typed) -> bool:
    """Whether `typed` is bare nested numbers that fail to be a tensor only in the lengths of their rows."""
    return isinstance(typed, Seq) and grid_of(typed) is None and _numbers_only(typed)


def _numbers_only(typed: Typed) -> bool:
    if isinstance(typed, Seq):
        return not typed.maker and all(_numbers_only(item) for item in typed.items)
    return isinstance(typed, Num | Bool)


def depth_of(typed: Typed) -> int:
    """How many levels of brackets `typed` has, loose ones not counted."""
    if isinstance(typed, Seq):
        if typed.loose:
            return depth_of(typed.items[0])
        return 1 + max((depth_of(item) for item in typed.items), default=0)
    if isinstance(typed, Grid):
        return len(typed.shape)
    return 1 if isinstance(typed, TypedRecord | Pairs) else 0


def settled(typed: Typed, depth: int) -> Typed:
    """`typed` without loose brackets: each is kept or dropped to come nearest to `depth` brackets."""
    if not isinstance(typed, Seq):
        return typed
    if typed.loose and depth <= depth_of(typed.items[0]):
        return settled(typed.items[0], depth)
    return Seq(tuple(settled(item, depth - 1) for item in typed.items), typed.maker, row=typed.row)


def shape_of_typed(typed: Typed) -> tuple[int, ...] | None:
    """The shape of a typed answer read as a tensor; None when it cannot be one."""
    if isinstance(typed, Bare):
        return shape_of_typed(typed.parsed) if typed.parsed is not None else None
    grid = grid_of(settled(typed, 0))
    return None if grid is None else grid.shape


def inferred_dtype(cells: Iterable[Num | Bool]) -> str:
    """The dtype that `torch.tensor` infers for these cells, with torch's default dtypes."""
    dtype = ""
    for cell in cells:
        if isinstance(cell, Bool):
            dtype = dtype or "bool"
        elif cell.imag is not None:
            return "complex64"
        elif not cell.real.whole:
            dtype = "float32"
        elif dtype != "float32":
            dtype = "int64"
    return dtype or "float32"


def side_by_side(typed: Typed) -> Sequence[Typed]:
    """The top-level things; brackets around all of them do not count."""
    if isinstance(typed, TypedRecord):
        return [item for _, item in typed.fields]
    if isinstance(typed, Seq) and (typed.loose or typed.row):
        return side_by_side(typed.items[0])
    if isinstance(typed, Seq) and typed.maker != "size":
        return typed.items
    return typed.cells if isinstance(typed, Grid) and len(typed.shape) == 1 else [typed]
