"""The canonical form of a result of torch code, independent of torch: Tensor, Scalar, Series, Raised, ...

The worker writes these as JSON objects (`wire`, see `quiz/worker/capture/capture.py`); `from_wire` is the one
reader. It trusts nothing: whatever a child sends becomes a Value or raises ValueError.
"""

from __future__ import annotations

import base64
import binascii
import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from quiz.answer.origin import Origin

Number: TypeAlias = bool | int | float | complex


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor: `cells` in row-major order, exact. Fewer cells than `numel` means the rest was not carried.

    Floats of every width are carried as Python floats (the widening is exact); dtype names are torch's own ("float32").
    """

    dtype: str
    shape: tuple[int, ...]
    cells: tuple[Number, ...]
    device: str = "cpu"
    requires_grad: bool = False
    layout: str = "strided"

    @property
    def numel(self) -> int:
        return math.prod(self.shape)

    @property
    def whole(self) -> bool:
        return len(self.cells) == self.numel

    @property
    def form(self) -> str:
        """Its shape and dtype: "(2, 3) int64"."""
        return f"{self.shape} {self.dtype}"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A Python number."""

    value: Number


@dataclass(frozen=True, slots=True)
class String:
    """A Python str."""

    value: str


@dataclass(frozen=True, slots=True)
class Null:
    """Python's None."""


@dataclass(frozen=True, slots=True)
class Size:
    """A torch.Size."""

    dims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A named object of torch, without the `torch.`: kind is dtype, device, layout or memory_format."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Series:
    """A list, tuple, set, named tuple (`names` given, `type_name` such as "torch.return_types.max") or nested tensor.

    `kind` is list, tuple, set, named or nested tensor; the items of a nested tensor are its tensors.
    """

    kind: str
    items: tuple[Value, ...]
    names: tuple[str, ...] = ()
    type_name: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A dict."""

    items: tuple[tuple[Value, Value], ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception: `ancestors` are its class and its bases below Exception, nearest first.

    `line` is a line of the card's code, counted from 1.
    """

    ancestors: tuple[str, ...]
    message: str = ""
    line: int | None = None

    @property
    def name(self) -> str:
        return self.ancestors[0]

    def is_a(self, class_name: str) -> bool:
        """Whether `class_name` ("RuntimeError", "torch.cuda.OutOfMemoryError") is the class or an ancestor."""
        return class_name.rpartition(".")[2].lstrip("_") in self.ancestors


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that cannot be carried: its type, and why."""

    type_name: str
    reason: str


Value: TypeAlias = Tensor | Scalar | String | Null | Size | Name | Series | Table | Raised | Opaque


def form_of(value: Value) -> str:
    """The shape and dtype of a tensor, "" for anything else."""
    return value.form if isinstance(value, Tensor) else ""


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning: the name of its category ("UserWarning"), and its text."""

    category: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one piece of code: its value (or Raised), the value as torch prints it, and what was printed.

    `rolled` means that the code drew random numbers other than the question's draw. `origin` says where each cell of
    the value, a tensor, came from, if that was asked and is known.
    """

    value: Value
    shown: str
    printed: str = ""
    warned: tuple[Warned, ...] = ()
    rolled: bool = False
    origin: Origin | None = None


MAX_DEPTH = 64
_CARRIERS: Mapping[str, tuple[str, int]] = {"?": ("?", 1), "q": ("q", 8), "Q": ("Q", 8), "d": ("d", 8), "c": ("d", 16)}


def outcome_from_wire(wire: object) -> Outcome:
    """Read the outcome of a task, see `OutcomeFrame` in `quiz/worker/wire.py`. Raises ValueError on anything else."""
    row = _object(wire)
    value = from_wire(row.get("value"))
    rolled = row.get("rolled", False)
    if not isinstance(rolled, bool):
        raise ValueError("`rolled` must be true or false")
    warned = tuple(_warned(pair) for pair in _array(row.get("warned", [])))
    origin = None if row.get("origin") is None else _origin(_object(row["origin"]), value)
    return Outcome(value, _text(row.get("shown")), _text(row.get("printed")), warned, rolled, origin)


def from_wire(wire: object, depth: int = 0) -> Value:
    """Read one captured value. Raises ValueError on anything the capture does not write."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    row = _object(wire)
    reader = _READERS.get(_text(row.get("k")))
    if reader is None:
        raise ValueError(f"unknown kind of value {str(row.get('k'))[:40]!r}")
    return reader(row, depth + 1)


def number_from_wire(wire: object) -> Number:
    """A number is `true`, or a string: "i12" for an int, "f0x1.8p+1" for a float, "c<hex>,<hex>" for a complex."""
    if isinstance(wire, bool):
        return wire
    text = _text(wire)
    tag, body = text[:1], text[1:]
    if tag == "i" and len(body) <= 4000:
        return int(body)
    if tag == "f":
        return _from_hex(body)
    if tag == "c":
        real, _, imag = body.partition(",")
        return complex(_from_hex(real), _from_hex(imag))
    raise ValueError(f"not a number: {text[:40]!r}")


def _from_hex(body: str) -> float:
    try:
        return float.fromhex(body)
    except OverflowError as error:
        raise ValueError(f"not a float: {body[:40]!r}") from error


def _tensor(row: Mapping[str, Any], depth: int) -> Tensor:
    shape = _dims(row.get("shape"))
    cells = _cells(_text(row.get("as")), _text(row.get("cells")))
    if len(cells) > math.prod(shape):
        raise ValueError("more cells than the shape has")
    grad = row.get("grad")
    if not isinstance(grad, bool):
        raise ValueError("`grad` must be true or false")
    return Tensor(_text(row.get("dtype")), shape, cells, _text(row.get("device")), grad, _text(row.get("layout")))


def _cells(carrier: str, packed: str) -> tuple[Number, ...]:
    if carrier not in _CARRIERS:
        raise ValueError(f"unknown carrier {carrier[:20]!r}")
    code, width = _CARRIERS[carrier]
    try:
        raw = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("cells are not base64") from error
    if len(raw) % width:
        raise ValueError("cells end in the middle of a number")
    numbers = struct.unpack(f"<{len(raw) // (8 if carrier == 'c' else width)}{code}", raw)
    if carrier == "c":
        return tuple(complex(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True))
    return numbers


def _series(row: Mapping[str, Any], depth: int) -> Series:
    items = tuple(from_wire(item, depth) for item in _array(row.get("items")))
    names = tuple(_text(name) for name in _array(row.get("names", [])))
    if names and len(names) != len(items):
        raise ValueError("as many names as items are needed")
    return Series(_text(row.get("of")), items, names, _text(row.get("type", "")))


def _table(row: Mapping[str, Any], depth: int) -> Table:
    pairs = []
    for pair in _array(row.get("items")):
        key, value = _array(pair) if isinstance(pair, list) and len(pair) == 2 else (None, None)
        pairs.append((from_wire(key, depth), from_wire(value, depth)))
    return Table(tuple(pairs))


def _raised(row: Mapping[str, Any], depth: int) -> Raised:
    ancestors = tuple(_text(name) for name in _array(row.get("mro")))
    if not ancestors:
        raise ValueError("an exception has a class")
    line = row.get("line")
    return Raised(ancestors, _text(row.get("message")), line if type(line) is int else None)


def _warned(wire: object) -> Warned:
    pair = _array(wire)
    if len(pair) != 2:
        raise ValueError("a warning is its category and its text")
    return Warned(_text(pair[0]), _text(pair[1]))


def _origin(row: Mapping[str, Any], value: Value) -> Origin:
    cells = _array(row.get("from"))
    if not all(type(cell) is int and cell >= 0 for cell in cells):
        raise ValueError("the cells of an origin are flat indices")
    origin = Origin(_text(row.get("source")), _dims(row.get("shape")), tuple(cells))
    if not isinstance(value, Tensor) or not origin.fits(value.numel):
        raise ValueError("the origin is not that of the value")
    return origin


def _dims(wire: object) -> tuple[int, ...]:
    dims = _array(wire)
    if len(dims) > MAX_DEPTH or not all(type(dim) is int and 0 <= dim < 2**63 for dim in dims):
        raise ValueError("a shape is a list of sizes")
    return tuple(dims)


def _object(wire: object) -> Mapping[str, Any]:
    if not isinstance(wire, dict):
        raise ValueError("an object was expected")
    return wire


def _array(wire: object) -> list[Any]:
    if not isinstance(wire, list):
        raise ValueError("a list was expected")
    return wire


def _text(wire: object) -> str:
    if not isinstance(wire, str):
        raise ValueError("a text was expected")
    return wire


_READERS: Mapping[str, Callable[[Mapping[str, Any], int], Value]] = {
    "tensor": _tensor,
    "number": lambda row, depth: Scalar(number_from_wire(row.get("value"))),
    "text": lambda row, depth: String(_text(row.get("value"))),
    "none": lambda row, depth: Null(),
    "size": lambda row, depth: Size(_dims(row.get("dims"))),
    "name": lambda row, depth: Name(_text(row.get("of")), _text(row.get("name"))),
    "series": _series,
    "table": _table,
    "raised": _raised,
    "opaque": lambda row, depth: Opaque(_text(row.get("type")), _text(row.get("reason"))),
}
