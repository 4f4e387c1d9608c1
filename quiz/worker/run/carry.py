"""Carrying values as data from a process in which a learner's program has run to one in which it has not.

A carried value is exact and contains nothing of the learner's: tensors by their cells, dtype, strides and gradient,
and plain values of Python's own types. Nothing that is read here is ever run.
"""

from __future__ import annotations

import base64
import collections
import importlib
import types
import warnings
from typing import Any, Dict, List

import torch

from ..capture.cells import NoCells, memory, plainly

Wire = Any
MAX_DEPTH = 16
MAX_ITEMS = 4096
MAX_BYTES = 1 << 17
"""The most cells of all tensors in one value."""
_Base = torch._C.TensorBase
_PLAIN = (bool, int, float, complex, str, bytes)
_SERIES: Dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset, "deque": collections.deque}
_TABLES: Dict[str, Any] = {"dict": dict, "ordered": collections.OrderedDict}
_NAMES = (torch.dtype, torch.layout, torch.memory_format)
_FIXED = (types.FunctionType, types.BuiltinFunctionType, type, types.ModuleType)
"""Types whose objects a program cannot change, if the name still refers to the same object."""


class NotCarried(Exception):
    """A value that is not plain data; the message says what it is."""


def is_fixed(value: Any) -> bool:
    return isinstance(value, _FIXED)


def packed(value: Any) -> Wire:
    """The value as JSON. Raises NotCarried."""
    with plainly():
        return _Packing().take(value, 0)


def unpacked(wire: Wire) -> Any:
    """The value again, made from this wire alone. Raises NotCarried when it is not from `packed`."""
    try:
        return _value(wire, 0)
    except NotCarried:
        raise
    except Exception as error:
        raise NotCarried("what is said of it cannot be read: {}".format(type(error).__name__)) from None


class _Packing:
    """One walk through a value."""

    def __init__(self) -> None:
        self._room = MAX_BYTES
        self._items = MAX_ITEMS

    def take(self, value: Any, depth: int) -> Wire:
        self._items -= 1
        if depth > MAX_DEPTH or self._items < 0:
            raise NotCarried("a value of too many parts")
        kind = type(value)
        if value is None or kind in (bool, str):
            return value
        if kind in _PLAIN:
            return ["plain", kind.__name__, value.hex() if kind is bytes else repr(value)]
        if kind in (torch.Tensor, torch.nn.Parameter):
            return self._tensor(value, kind is torch.nn.Parameter)
        if kind is torch.Size:
            return ["size", *(int(dim) for dim in tuple.__iter__(value))]
        if kind in _NAMES:
            return ["torch", str(value).replace("torch.", "", 1)]
        if kind is torch.device:
            return ["device", str(value)]
        if kind in (range, slice):
            return [kind.__name__, *(self.take(part, depth + 1) for part in (value.start, value.stop, value.step))]
        if value is Ellipsis:
            return ["ellipsis"]
        for name, series in _SERIES.items():
            if kind is series:
                return [name, *(self.take(item, depth + 1) for item in value)]
        for name, table in _TABLES.items():
            if kind is table:
                return [name, *([self.take(key, depth + 1), self.take(item, depth + 1)] for key, item in value.items())]
        if kind.__module__ == "torch.return_types" and getattr(torch.return_types, kind.__name__, None) is kind:
            return ["return", kind.__name__, *(self.take(item, depth + 1) for item in tuple.__iter__(value))]
        if kind.__module__ == "numpy":
            return self._array(value)
        raise NotCarried(_described(value))

    def _tensor(self, value: torch.Tensor, parameter: bool) -> Wire:
        layout = _Base.layout.__get__(value)
        if layout != torch.strided or _Base.is_quantized.__get__(value) or _Base.is_nested.__get__(value):
            raise NotCarried("a tensor that is sparse, nested or quantised")
        if torch._C._functorch.is_functorch_wrapped_tensor(value):
            raise NotCarried("a tensor of a torch.func transform")
        dtype, shape = _Base.dtype.__get__(value), [int(size) for size in _Base.shape.__get__(value)]
        cells = ""
        if not _Base.is_meta.__get__(value):
            self._room -= _Base.numel(value) * _Base.element_size(value)
            if self._room < 0:
                raise NotCarried("a tensor of shape {}, which is too large".format(tuple(shape)))
            try:
                raw = memory(_Base.cpu(_Base.resolve_neg(_Base.resolve_conj(_Base.detach(value)))))
            except (RuntimeError, NotImplementedError, NoCells):
                raise NotCarried("a tensor whose cells cannot be read") from None
            cells = base64.b64encode(raw).decode()
        with warnings.catch_warnings():  # torch warns of every tensor inside a graph, most of which have no gradient
            warnings.simplefilter("ignore")
            grad = _Base.grad.__get__(value)
        if grad is not None and type(grad) is not torch.Tensor:
            raise NotCarried(_described(grad))
        return [
            "tensor",
            str(dtype).replace("torch.", "", 1),
            shape,
            [int(stride) for stride in _Base.stride(value)],
            str(_Base.device.__get__(value)),
            bool(_Base.requires_grad.__get__(value)),
            parameter,
            cells,
            None if grad is None else self._tensor(grad, False),
        ]

    def _array(self, value: Any) -> Wire:
        numpy = importlib.import_module("numpy")
        if type(value) is not numpy.ndarray and not isinstance(value, numpy.generic):
            raise NotCarried(_described(value))
        array = numpy.asarray(value)
        self._room -= array.nbytes
        if array.dtype.kind not in "biufc" or self._room < 0:
            raise NotCarried("an array of {}".format(array.dtype))
        raw = base64.b64encode(numpy.ascontiguousarray(array).tobytes()).decode()
        return ["numpy", array.dtype.str, list(array.shape), raw, type(value) is not numpy.ndarray]


def _value(wire: Wire, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise NotCarried("a value nested too deep")
    if wire is None or type(wire) in (bool, str):
        return wire
    name, parts = wire[0], wire[1:]
    if name == "plain":
        kind, text = parts
        if kind == "bytes":
            return bytes.fromhex(text)
        return {"int": int, "float": float, "complex": complex}[kind](text)
    if name == "tensor":
        return _tensor(parts)
    if name == "numpy":
        return _array(parts)
    if name in ("size", "torch", "device", "ellipsis"):
        return _named(name, parts)
    items = [_value(part, depth + 1) for part in parts] if name not in _TABLES and name != "return" else []
    if name in ("range", "slice"):
        return (range if name == "range" else slice)(*items)
    if name in _SERIES:
        return _SERIES[name](items)
    if name == "return":
        return getattr(torch.return_types, parts[0])([_value(part, depth + 1) for part in parts[1:]])
    return _TABLES[name]([(_value(key, depth + 1), _value(item, depth + 1)) for key, item in parts])


def _named(name: str, parts: List[Any]) -> Any:
    if name == "size":
        return torch.Size(parts)
    if name == "device":
        return torch.device(parts[0])
    if name == "ellipsis":
        return Ellipsis
    found = getattr(torch, parts[0])
    if not isinstance(found, _NAMES):
        raise NotCarried("no dtype, layout or memory format")
    return found


def _tensor(parts: List[Any]) -> torch.Tensor:
    dtype_name, shape, strides, device, requires_grad, parameter, cells, grad = parts
    dtype = _named("torch", [dtype_name])
    if device == "meta":
        made = torch.empty_strided(shape, strides, dtype=dtype, device="meta")
    else:
        raw = bytearray(base64.b64decode(cells))
        flat = torch.frombuffer(raw, dtype=torch.uint8).view(dtype) if raw else torch.empty(0, dtype=dtype)
        made = _laid_out(flat.reshape(shape), strides).to(device)
    if parameter:
        made = torch.nn.Parameter(made, requires_grad=requires_grad)
    elif requires_grad:
        made.requires_grad_()
    if grad is not None:
        made.grad = _tensor(grad[1:])
    return made


def _laid_out(cells: torch.Tensor, strides: List[int]) -> torch.Tensor:
    """The same cells with these strides, if every cell has its own place, or is a copy along a dim."""
    if list(cells.stride()) == strides or not cells.numel():
        return cells
    base = cells
    for dim, stride in enumerate(strides):
        if stride == 0:
            base = base.narrow(dim, 0, 1)
    needed = 1 + sum((size - 1) * stride for size, stride in zip(base.shape, strides))
    if needed <= 64 * base.numel() + 64:
        room = torch.empty(needed, dtype=base.dtype).as_strided(base.shape, strides)
        try:
            base = room.copy_(base)
        except RuntimeError:  # its cells overlap
            return cells
        return base.expand(cells.shape)
    return cells


def _array(parts: List[Any]) -> Any:
    numpy = importlib.import_module("numpy")
    dtype, shape, raw, scalar = parts
    array = numpy.frombuffer(base64.b64decode(raw), dtype=numpy.dtype(dtype)).reshape(shape).copy()
    return array[()] if scalar else array


def _described(value: Any) -> str:
    try:
        name = str(type(value).__name__)[:60]
    except Exception:
        name = "object"
    return "{} `{}`".format("an" if name[:1].lower() in "aeiou" else "a", name)
