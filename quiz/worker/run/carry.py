"""Carrying values as data from a process in which a learner's program has run to one in which it has not.

A carried value is exact and contains nothing of the learner's: tensors by their cells, dtype, strides and gradient,
plain values of Python's own types, and the modules of torch.nn that consist of such. `rebuild.py` makes them again.
"""

from __future__ import annotations

import base64
import collections
import importlib
import sys
import types
import warnings
import zlib
from typing import Any, Callable, Dict, Iterable, List, Optional

import torch

from ..capture.cells import NoCells, memory, plainly

Wire = Any
MAX_DEPTH = 16
MAX_ITEMS = 4096
MAX_BYTES = 1 << 17
"""The most cells of all tensors in one value."""
WORTH = 256
"""From how many bytes on cells are compressed."""
MODULE_PARTS = ("_parameters", "_buffers", "_modules", "_non_persistent_buffers_set")
_Base = torch._C.TensorBase
_PLAIN = (bool, int, float, complex, str, bytes)
SERIES: Dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset, "deque": collections.deque}
TABLES: Dict[str, Any] = {"dict": dict, "ordered": collections.OrderedDict}
NAMES = (torch.dtype, torch.layout, torch.memory_format)
_FIXED = (types.FunctionType, types.BuiltinFunctionType, type, types.ModuleType)
"""Types whose objects a program cannot change, if the name still refers to the same object."""


class NotCarried(Exception):
    """A value that is not plain data; the message says what it is."""


def is_module_class(kind: type) -> bool:
    """Whether a class is one of torch.nn's own modules."""
    if not kind.__module__.startswith("torch.nn.modules.") or not issubclass(kind, torch.nn.Module):
        return False
    return vars(sys.modules[kind.__module__]).get(kind.__name__) is kind


def shadows(kind: type, own: Iterable[str]) -> bool:
    """Whether attributes of an instance hide methods of its class."""
    return any(callable(getattr(kind, name, None)) for name in own)


def is_fixed(value: Any) -> bool:
    return isinstance(value, _FIXED)


def packed(value: Any, other: Optional[Callable[[Any], Wire]] = None) -> Wire:
    """The value as JSON; `other` gives the wire of what is no data. Raises NotCarried."""
    return Packing(other).of(value)


class Packing:
    """One walk through a value."""

    def __init__(self, other: Optional[Callable[[Any], Wire]] = None) -> None:
        self._room = MAX_BYTES
        self._items = MAX_ITEMS
        self._other = other
        self._seen: List[Any] = []
        """The tensors and modules so far: what comes twice is the same object again."""

    def of(self, value: Any) -> Wire:
        with plainly():
            return self.take(value, 0)

    def cells(self, raw: bytes) -> Wire:
        """The bytes of an array, compressed where that is worth it."""
        short = zlib.compress(raw, 1) if len(raw) > WORTH else raw
        if len(short) < len(raw) * 0.9:
            return [base64.b64encode(short).decode()]
        return base64.b64encode(raw).decode()

    def generator(self, value: torch.Generator) -> Wire:
        return ["generator", str(value.device), base64.b64encode(memory(value.get_state())).decode()]

    def other(self, value: Any) -> Wire:
        """The wire of what is no data."""
        if self._other is None:
            raise NotCarried(_described(value))
        return self._other(value)

    def take(self, value: Any, depth: int) -> Wire:
        self._items -= 1
        if depth > MAX_DEPTH or self._items < 0:
            raise NotCarried("a value of too many parts")
        kind = type(value)
        if value is None or kind in (bool, str):
            return value
        if kind in _PLAIN:
            return ["plain", kind.__name__, value.hex() if kind is bytes else repr(value)]
        if kind in (torch.Tensor, torch.nn.Parameter) or is_module_class(kind):
            for at, seen in enumerate(self._seen):
                if seen is value:
                    return ["same", str(at)]
            self._seen.append(value)
            if not is_module_class(kind):
                return self._tensor(value, kind is torch.nn.Parameter)
            before = len(self._seen)
            try:
                return self._module(value, depth)
            except NotCarried:
                if self._other is None:
                    raise
                del self._seen[before - 1 :]
                return self.other(value)
        if kind is torch.Size:
            return ["size", *(int(dim) for dim in tuple.__iter__(value))]
        if kind in NAMES:
            return ["torch", str(value).replace("torch.", "", 1)]
        if kind is torch.device:
            return ["device", str(value)]
        if kind in (range, slice):
            return [kind.__name__, *(self.take(part, depth + 1) for part in (value.start, value.stop, value.step))]
        if value is Ellipsis:
            return ["ellipsis"]
        for name, series in SERIES.items():
            if kind is series:
                return [name, *(self.take(item, depth + 1) for item in value)]
        for name, table in TABLES.items():
            if kind is table:
                return [name, *([self.take(key, depth + 1), self.take(item, depth + 1)] for key, item in value.items())]
        if kind.__module__ == "torch.return_types" and getattr(torch.return_types, kind.__name__, None) is kind:
            return ["return", kind.__name__, *(self.take(item, depth + 1) for item in tuple.__iter__(value))]
        if kind.__module__ == "numpy":
            return self._array(value)
        if kind is torch.Generator:
            return self.generator(value)
        return self.other(value)

    def _tensor(self, value: torch.Tensor, parameter: bool) -> Wire:
        layout = _Base.layout.__get__(value)
        if layout != torch.strided or _Base.is_quantized.__get__(value) or _Base.is_nested.__get__(value):
            raise NotCarried("a tensor that is sparse, nested or quantised")
        if torch._C._functorch.is_functorch_wrapped_tensor(value):
            raise NotCarried("a tensor of a torch.func transform")
        dtype, shape = _Base.dtype.__get__(value), [int(size) for size in _Base.shape.__get__(value)]
        cells: Wire = ""
        if not _Base.is_meta.__get__(value):
            self._room -= _Base.numel(value) * _Base.element_size(value)
            if self._room < 0:
                raise NotCarried("a tensor of shape {}, which is too large".format(tuple(shape)))
            try:
                raw = memory(_Base.cpu(_Base.resolve_neg(_Base.resolve_conj(_Base.detach(value)))))
            except (RuntimeError, NotImplementedError, NoCells):
                raise NotCarried("a tensor whose cells cannot be read") from None
            cells = self.cells(raw)
        grad = _grad(value)
        if grad is not None and type(grad) is not torch.Tensor:
            raise NotCarried(_described(grad))
        return [
            "tensor",
            str(dtype).replace("torch.", "", 1),
            shape,
            [int(stride) for stride in _Base.stride(value)],
            str(_Base.device.__get__(value)),
            bool(_Base.requires_grad.__get__(value)),
            [bool(_Base.is_leaf.__get__(value)), bool(_Base.retains_grad.__get__(value))],
            parameter,
            cells,
            None if grad is None else self._tensor(grad, False),
        ]

    def _module(self, value: Any, depth: int) -> Wire:
        own = dict(vars(value))
        parts = {name: own.pop(name, {}) for name in MODULE_PARTS}
        if any(own.pop(name, None) for name in list(own) if "_hooks" in name):
            raise NotCarried("{} with hooks".format(_described(value)))
        kind = type(value)
        if shadows(kind, own):
            raise NotCarried("{} with methods of its own".format(_described(value)))
        return ["module", "{}:{}".format(kind.__module__, kind.__qualname__), self.take([own, parts], depth)]

    def _array(self, value: Any) -> Wire:
        numpy = importlib.import_module("numpy")
        if type(value) is not numpy.ndarray and not isinstance(value, numpy.generic):
            return self.other(value)
        array = numpy.asarray(value)
        self._room -= array.nbytes
        if array.dtype.kind not in "biufc" or self._room < 0:
            raise NotCarried("an array of {}".format(array.dtype))
        raw = self.cells(numpy.ascontiguousarray(array).tobytes())
        return ["numpy", array.dtype.str, list(array.shape), raw, type(value) is not numpy.ndarray]


def _grad(value: torch.Tensor) -> Optional[torch.Tensor]:
    if _Base.is_leaf.__get__(value):
        return _Base.grad.__get__(value)
    with warnings.catch_warnings():  # torch warns of every tensor inside a graph, most of which have no gradient
        warnings.simplefilter("ignore")
        return _Base.grad.__get__(value)


def _described(value: Any) -> str:
    try:
        name = str(type(value).__name__)[:60]
    except Exception:
        name = "object"
    return "{} `{}`".format("an" if name[:1].lower() in "aeiou" else "a", name)
