"""Capturing the result of card code as data, in the form that `quiz/answer/value.py` reads.

Exact and small: of a large tensor the first MAX_CELLS cells are carried, and always its shape. A value that cannot
be carried becomes `opaque`, with the reason and what to end the code with instead. Nothing here trusts the value: a
subclass may lie about its shape, `repr` may raise, a list may contain itself.
"""

from __future__ import annotations

import dataclasses
import types
import warnings
from typing import Any, Dict, List

import torch

from ..wire import MAX_CELLS, MAX_SHOWN
from .cells import NoCells, is_nested, parts, plainly, tensor_wire
from .unsupported import reason

Wire = Dict[str, Any]

MAX_ITEMS = 4096
MAX_THINGS = 8192
"""The most things in a whole value, however nested."""
MAX_TOTAL_CELLS = 4 * MAX_CELLS
"""The most cells of all tensors of a value together; of a tensor beyond them only the shape is carried."""
MAX_DEPTH = 48
MAX_TEXT = 1 << 16
MAX_INT_BITS = 12_000
MAX_MESSAGE = 2000

_NAMED = (
    (torch.dtype, "dtype"),
    (torch.device, "device"),
    (torch.layout, "layout"),
    (torch.memory_format, "memory_format"),
)


def capture(value: Any, cells: int = MAX_TOTAL_CELLS) -> Wire:
    """The wire form of any Python value, with at most `cells` cells in all. Never raises an Exception."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some layouts warn when read that they are new
        try:
            return _Capture(cells).take(value, 0)
        except _TooMany:
            return opaque(value, f"it holds more than {MAX_THINGS:,} things; end the code with a part of it")


def shown(value: Any) -> str:
    """The value as Python prints it, cut at MAX_SHOWN characters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            text = unicode(repr(value))
        except Exception as error:
            return f"<printing it raised {type(error).__name__}>"
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + " ... (cut)"


def raised(error: BaseException, line: Any = None, why: str = "") -> Wire:
    """An exception, with its class and the bases below Exception, nearest first; `why` replaces its message.

    Classes get their public names: `torch.linalg.LinAlgError` calls itself _LinAlgError.
    """
    kinds = [kind for kind in type(error).__mro__ if kind not in (Exception, BaseException, object)]
    names = [unicode(kind.__name__).lstrip("_") for kind in kinds or [type(error)]]
    try:
        message = unicode(why or str(error))
    except Exception:
        message = ""
    return {"k": "raised", "mro": names, "message": message[:MAX_MESSAGE], "line": line}


def opaque(value: Any, why: str) -> Wire:
    kind = type(value)
    try:
        name = unicode(f"{kind.__module__}.{kind.__qualname__}")[:200]
    except Exception:
        name = "object"
    return {"k": "opaque", "type": name, "reason": why}


def unicode(text: str) -> str:
    """`text` as an exact `str` that can be encoded: half a surrogate pair is written as an escape."""
    return str.encode(text, "utf-8", "backslashreplace").decode()


class _TooMany(Exception):
    """The value contains more than MAX_THINGS things."""


class _Capture:
    """One walk through a value."""

    def __init__(self, cells: int) -> None:
        self.things = MAX_THINGS
        self.cells = cells

    def take(self, value: Any, depth: int) -> Wire:
        self.things -= 1
        if self.things < 0:
            raise _TooMany
        if depth > MAX_DEPTH:
            return opaque(value, "it is nested too deep; end the code with a part of it")
        try:
            return self._take(value, depth)
        except (_TooMany, MemoryError):
            raise _TooMany from None
        except Exception as error:
            return opaque(value, f"reading it raised {type(error).__name__}; end the code with a part of it")

    def _take(self, value: Any, depth: int) -> Wire:
        if value is None:
            return {"k": "none"}
        if isinstance(value, (bool, int, float, complex)):
            return _number(value)
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                return opaque(value, f"it is a text of {len(value):,} characters; end the code with a part of it")
            return {"k": "text", "value": unicode(value)}
        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        if isinstance(value, torch.Size):
            return {"k": "size", "dims": [int(dim) for dim in value]}
        for kind, name in _NAMED:
            if isinstance(value, kind):
                return {"k": "name", "of": name, "name": str(value).replace("torch.", "", 1)}
        if isinstance(value, (list, tuple, set, frozenset, dict)):
            return self._container(value, depth)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            # Fields that a dataclass does not print are not shown to a learner.
            names = [field.name for field in dataclasses.fields(value) if field.repr]
            return self._named(value, names, [getattr(value, name) for name in names], depth)
        if type(value).__module__ == "numpy" and hasattr(value, "dtype") and getattr(value, "shape", None) == ():
            return self.take(value.item(), depth + 1)
        return opaque(value, reason(value))

    def _container(self, value: Any, depth: int) -> Wire:
        if len(value) > MAX_ITEMS:
            return opaque(value, f"it has {len(value):,} items; end the code with a part of it")
        if isinstance(value, dict):
            pairs = [[self.take(key, depth + 1), self.take(item, depth + 1)] for key, item in value.items()]
            return {"k": "table", "items": pairs}
        names = _field_names(type(value)) if isinstance(value, tuple) else []
        if names and len(names) == len(value):
            return self._named(value, names, list(value), depth)
        of = "list" if isinstance(value, list) else "tuple" if isinstance(value, tuple) else "set"
        return {"k": "series", "of": of, "items": [self.take(item, depth + 1) for item in value]}

    def _named(self, value: Any, names: List[str], items: List[Any], depth: int) -> Wire:
        kind = type(value)
        taken = [self.take(item, depth + 1) for item in items]
        name = f"{kind.__module__}.{kind.__name__}"
        return {"k": "series", "of": "named", "items": taken, "names": names, "type": name}

    def _tensor(self, value: torch.Tensor) -> Wire:
        try:
            with plainly():
                if not is_nested(value):
                    return self._cells(value)
                items, grad = parts(value)
                if len(items) > MAX_ITEMS:
                    return opaque(value, f"it holds {len(items):,} tensors; end the code with one of them")
                return {"k": "series", "of": "nested tensor", "items": [self._cells(item, grad) for item in items]}
        except NoCells as why:
            return opaque(value, str(why))

    def _cells(self, value: torch.Tensor, grad: Any = None) -> Wire:
        wire = tensor_wire(value, min(MAX_CELLS, self.cells), grad)
        self.cells -= len(wire["cells"]) // 11  # eight bytes or more to a cell, written in base64
        return wire


def _number(value: Any) -> Wire:
    if isinstance(value, bool):
        return {"k": "number", "value": bool(value)}
    if isinstance(value, int):
        number = int(value)
        if number.bit_length() > MAX_INT_BITS:
            return opaque(value, f"it is an int of {number.bit_length():,} bits; end the code with its `bit_length()`")
        return {"k": "number", "value": f"i{number}"}
    if isinstance(value, float):
        return {"k": "number", "value": "f" + float(value).hex()}
    pair = complex(value)
    return {"k": "number", "value": f"c{pair.real.hex()},{pair.imag.hex()}"}


def _field_names(kind: Any) -> List[str]:
    """The names of a named tuple's fields: Python's have a list of them, those of C (torch.return_types) have slots."""
    names = getattr(kind, "_fields", None)
    if names is None and hasattr(kind, "n_sequence_fields"):
        slots = [name for name, slot in vars(kind).items() if isinstance(slot, types.MemberDescriptorType)]
        names = slots[: kind.n_sequence_fields]
    return [unicode(name) for name in names or ()]
