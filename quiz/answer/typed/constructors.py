"""Constructor calls that may be typed: those of torch and Python, and the calls that both print."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TypeAlias

from quiz.answer.typed import numerals, torch_names
from quiz.answer.typed.tokens import Unread
from quiz.answer.typed.typed import (
    Bool,
    Exc,
    Grid,
    Num,
    Pairs,
    Seq,
    Str,
    Typed,
    TypedName,
    TypedObject,
    TypedRecord,
    grid_of,
)

Things: TypeAlias = Sequence[Typed]
Claims: TypeAlias = Mapping[str, Typed]
"""The typed `name=value` pairs. Something like `<MulBackward0>` is a TypedObject."""

MAX_DIMS = 64
TENSOR_CLAIMS = frozenset(
    {"dtype", "device", "layout", "requires_grad", "grad_fn", "size", "nnz", "crow_indices", "ccol_indices"}
)
"""The keywords that torch prints in `tensor( )` besides the values."""
_SPARSE = {"indices", "values", "nnz", "crow_indices", "col_indices", "ccol_indices", "row_indices"}
_SAMPLES = {"dtype": "torch.float32", "device": "'cuda:0'", "layout": "torch.strided"}


def make(name: str, things: Things, claims: Claims) -> Typed:
    """The value of `name(*things, **claims)`. Raises Unread when it would have to be computed."""
    lowered = name.lower()
    maker = _MAKERS.get(lowered.removeprefix("torch.").removeprefix("nn."))
    if maker:
        return maker(things, claims)
    if tensor_dtype := torch_names.tensor_type(name):  # torch.LongTensor([1, 2])
        return tensor(things, {**claims, "dtype": TypedName("dtype", tensor_dtype)})
    exception = torch_names.exception_class(name)
    if exception and not claims:  # the repr of an exception, its message in brackets
        return Exc(exception)
    prefix, _, rest = lowered.partition(".")
    if prefix in ("np", "numpy") and len(things) == 1 and (rest == "str_" or torch_names.torch_name(rest)):
        return things[0]
    if claims and not things:
        return TypedRecord(name, tuple(claims.items()))
    raise Unread(f"`{name[:40]}(...)` is an expression: type the value that it gives.")


def tensor(things: Things, claims: Claims, built: bool = True) -> Typed:
    """A tensor of one thing, with the claims made about it; not `built` when `tensor( )` itself was not typed."""
    if not built and (other := next((name for name in claims if name not in TENSOR_CLAIMS), "")):
        raise Unread(f"`{other[:40]}=` is not part of the value: type what is asked alone.")
    if _SPARSE & claims.keys():
        raise Unread("The print of a sparse tensor cannot be read: type its values as rows, zeros as well.")
    if len(things) != 1:
        raise Unread("`tensor( )` takes one list of values, such as tensor([1, 2]).")
    content = things[0]
    if isinstance(content, Seq) and content.loose:
        content = content.items[0]
    grid = grid_of(content)
    if grid is None:
        raise Unread("The rows of a tensor have equal lengths and hold numbers or bools only.")
    shape = grid.shape
    size = claims.get("size")
    if size is not None:
        shape = _sizes(size)
        if math.prod(shape) != len(grid.cells) or (grid.cells and shape != grid.shape):
            raise Unread(f"`size=` does not go with the values: they have shape {grid.shape}.")
    return Grid(
        shape,
        grid.cells,
        built,
        _claimed(claims, "dtype"),
        _claimed(claims, "device"),
        _requires_grad(claims),
        _claimed(claims, "layout"),
    )


def _parameter(things: Things, claims: Claims) -> Typed:
    if len(things) == 1 and isinstance(things[0], Grid) and not claims:
        return things[0]
    return tensor(things, claims)


def _nested_tensor(things: Things, claims: Claims) -> Typed:
    parts = things[0].items if len(things) == 1 and isinstance(things[0], Seq) else _refuse("nested_tensor")
    shared = {name: claim for name, claim in claims.items() if name in ("dtype", "device")}
    made = (part if isinstance(part, Grid) and part.built else tensor([part], shared) for part in parts)
    return Seq(tuple(made), "nested tensor")


def _array(things: Things, claims: Claims) -> Typed:
    if len(things) != 1:
        _refuse("array")
    return things[0]


def _size(things: Things, claims: Claims) -> Typed:
    if claims:
        _refuse("torch.Size")
    return Seq(tuple(_size_items(things[0] if len(things) == 1 else Seq(tuple(things)))), "size")


def _list(things: Things, claims: Claims) -> Typed:
    return _remade("list", things, claims)


def _tuple(things: Things, claims: Claims) -> Typed:
    return _remade("tuple", things, claims)


def _set(things: Things, claims: Claims) -> Typed:
    return _remade("set", things, claims)


def _dict(things: Things, claims: Claims) -> Typed:
    pairs: list[tuple[Typed, Typed]] = []
    for thing in things:
        if isinstance(thing, Pairs):
            pairs += thing.items
            continue
        rows = thing.items if isinstance(thing, Seq) else ()
        for row in rows:
            if not isinstance(row, Seq) or len(row.items) != 2:
                _refuse("dict")
            pairs.append((row.items[0], row.items[1]))
    pairs += [(Str(name), thing) for name, thing in claims.items()]
    return Pairs(tuple(pairs))


def _device(things: Things, claims: Claims) -> Typed:
    parts = [*things, *(claims[name] for name in ("type", "index") if name in claims)]
    text = ":".join(_device_part(part) for part in parts)
    found = torch_names.torch_name(text)
    if not found or found[0] != "device":
        _refuse("device")
    return TypedName(*found, text=text)


def _float(things: Things, claims: Claims) -> Typed:
    thing = things[0] if len(things) == 1 else None
    if isinstance(thing, Str) and thing.value.strip().lower().lstrip("+-") in ("inf", "infinity", "nan"):
        return Num(numerals.real(thing.value.strip()))
    if not isinstance(thing, Num):
        _refuse("float")
    return thing


def _remade(maker: str, things: Things, claims: Claims) -> Seq:
    if claims or len(things) > 1 or not all(isinstance(thing, Seq) for thing in things):
        _refuse(maker)
    return Seq(tuple(item for thing in things if isinstance(thing, Seq) for item in thing.items), maker)


def _claimed(claims: Claims, kind: str) -> str | None:
    claim = claims.get(kind)
    if claim is None:
        return None
    if isinstance(claim, TypedName) and claim.kind == kind:
        return claim.name
    found = torch_names.torch_name(claim.value) if isinstance(claim, Str) else None
    if not found or found[0] != kind:
        raise Unread(f"`{kind}=` takes a {kind}, such as {_SAMPLES[kind]}.")
    return found[1]


def _requires_grad(claims: Claims) -> bool | None:
    if isinstance(claims.get("grad_fn"), TypedObject):
        return True
    claim = claims.get("requires_grad")
    if claim is None or isinstance(claim, Bool):
        return claim.value if claim else None
    raise Unread("`requires_grad=` takes True or False.")


def _sizes(claim: Typed) -> tuple[int, ...]:
    cells = _size_items(claim)
    sizes = tuple(int(cell.real.value) for cell in cells)
    if len(sizes) > MAX_DIMS or any(size >= 2**63 for size in sizes):
        _refuse("size")
    return sizes


def _size_items(claim: Typed) -> list[Num]:
    items = claim.items if isinstance(claim, Seq) else (claim,)
    numbers = [item for item in items if isinstance(item, Num) and item.real.whole and item.imag is None]
    if len(numbers) != len(items) or any(number.real.value < 0 for number in numbers):
        raise Unread("A shape is whole numbers, such as (2, 3).")
    return numbers


def _device_part(part: Typed) -> str:
    if isinstance(part, Str):
        return part.value
    if isinstance(part, TypedName):
        return part.name
    return part.real.text if isinstance(part, Num) else "?"


def _refuse(name: str) -> NoReturn:
    raise Unread(f"`{name}( )` does not take this: type the value itself.")


_MAKERS: dict[str, Callable[[Things, Claims], Typed]] = {
    "tensor": tensor,
    "nested_tensor": _nested_tensor,
    "nested.nested_tensor": _nested_tensor,
    "parameter": _parameter,
    "parameter.parameter": _parameter,
    "array": _array,
    "np.array": _array,
    "numpy.array": _array,
    "size": _size,
    "shape": _size,
    "list": _list,
    "tuple": _tuple,
    "set": _set,
    "frozenset": _set,
    "dict": _dict,
    "ordereddict": _dict,
    "collections.ordereddict": _dict,
    "device": _device,
    "float": _float,
}
