"""A result as data: what card code gave, written in the form that `quiz/answer/value.py` reads.

Exact and small: floats of every width are widened to float64, which loses nothing; of a large tensor the first
MAX_CELLS cells are carried, and its shape always is. What cannot be carried says so (`opaque`). Nothing here trusts the
value: a subclass may lie about its shape, `repr` may raise.
"""

from __future__ import annotations

import base64
import ctypes
import dataclasses
from typing import Any, Dict, List

import torch

from .wire import MAX_CELLS, MAX_SHOWN

Wire = Dict[str, Any]

MAX_ITEMS = 4096
MAX_DEPTH = 48
MAX_TEXT = 1 << 16
MAX_INT_BITS = 12_000


def capture(value: Any, depth: int = 0) -> Wire:
    """The wire form of any Python value. Never raises an Exception."""
    try:
        if depth > MAX_DEPTH:
            return opaque(value, "it is nested too deep")
        return _capture(value, depth)
    except Exception as error:
        return opaque(value, f"reading it raised {type(error).__name__}")


def shown(value: Any) -> str:
    """The value as Python prints it, cut at MAX_SHOWN characters."""
    try:
        text = repr(value)
    except Exception as error:
        return f"<printing it raised {type(error).__name__}>"
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + " ... (cut)"


def raised(error: BaseException, line: Any = None) -> Wire:
    """An exception, with its class and the bases below Exception, nearest first."""
    mro = [c.__name__ for c in type(error).__mro__ if c not in (Exception, BaseException, object)]
    try:
        message = str(error)
    except Exception:
        message = ""
    return {"k": "raised", "mro": mro or [type(error).__name__], "message": message[:2000], "line": line}


def opaque(value: Any, reason: str) -> Wire:
    kind = type(value)
    return {"k": "opaque", "type": f"{kind.__module__}.{kind.__qualname__}"[:200], "reason": reason}


def _capture(value: Any, depth: int) -> Wire:
    if value is None:
        return {"k": "none"}
    if isinstance(value, (bool, int, float, complex)):
        return _number(value)
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            return opaque(value, f"it is a text of {len(value)} characters")
        return {"k": "text", "value": value.encode("utf-8", "backslashreplace").decode()}
    if isinstance(value, torch.Tensor):
        return _tensor(value)
    if isinstance(value, torch.Size):
        return {"k": "size", "dims": [int(dim) for dim in value]}
    for kind, name in (
        (torch.dtype, "dtype"),
        (torch.device, "device"),
        (torch.layout, "layout"),
        (torch.memory_format, "memory_format"),
    ):
        if isinstance(value, kind):
            return {"k": "name", "of": name, "name": str(value).replace("torch.", "", 1)}
    if isinstance(value, BaseException):
        return raised(value)
    return _container(value, depth)


def _number(value: Any) -> Wire:
    if isinstance(value, bool):
        return {"k": "number", "value": bool(value)}
    if isinstance(value, int):
        number = int(value)
        if number.bit_length() > MAX_INT_BITS:
            return opaque(value, f"it is an int of {number.bit_length()} bits")
        return {"k": "number", "value": f"i{number}"}
    if isinstance(value, float):
        return {"k": "number", "value": "f" + float(value).hex()}
    pair = complex(value)
    return {"k": "number", "value": f"c{pair.real.hex()},{pair.imag.hex()}"}


def _container(value: Any, depth: int) -> Wire:
    if isinstance(value, (list, tuple, set, frozenset)):
        if len(value) > MAX_ITEMS:
            return opaque(value, f"it has {len(value)} items")
        items = [capture(item, depth + 1) for item in value]
        names = _field_names(value) if isinstance(value, tuple) else []
        if len(names) == len(items) and names:
            kind = type(value)
            return {
                "k": "series",
                "of": "named",
                "items": items,
                "names": names,
                "type": f"{kind.__module__}.{kind.__name__}",
            }
        of = "list" if isinstance(value, list) else "tuple" if isinstance(value, tuple) else "set"
        return {"k": "series", "of": of, "items": items}
    if isinstance(value, dict):
        if len(value) > MAX_ITEMS:
            return opaque(value, f"it has {len(value)} items")
        return {"k": "table", "items": [[capture(k, depth + 1), capture(v, depth + 1)] for k, v in value.items()]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        items = [capture(getattr(value, name), depth + 1) for name in names]
        return {"k": "series", "of": "named", "items": items, "names": names, "type": type(value).__qualname__}
    if type(value).__module__ == "numpy" and hasattr(value, "dtype") and getattr(value, "shape", None) == ():
        return capture(value.item(), depth + 1)
    if isinstance(value, type):
        return opaque(value, "it is a class; end with its `__name__`")
    return opaque(value, "a person cannot type it; end the code with something that can be typed")


def _field_names(value: Any) -> List[str]:
    names = getattr(type(value), "_fields", ()) or getattr(type(value), "__match_args__", ())
    return [str(name) for name in names]


def _tensor(value: torch.Tensor) -> Wire:
    # Past this line a subclass cannot answer for its own shape, dtype or data.
    with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
        if value.is_nested:
            return opaque(value, "it is a nested tensor; end the code with one of its parts")
        wire: Wire = {
            "k": "tensor",
            "dtype": str(value.dtype).replace("torch.", "", 1),
            "shape": [int(dim) for dim in value.shape],
            "device": str(value.device),
            "grad": bool(value.requires_grad),
            "layout": str(value.layout).replace("torch.", "", 1),
        }
        if value.device.type == "meta":
            return dict(wire, **{"as": "d", "cells": ""})
        if value.layout != torch.strided:
            if value.numel() > MAX_CELLS:
                return dict(wire, **{"as": "d", "cells": ""})
            value = value.to_dense()
        if value.is_quantized:
            value = value.dequantize()
        cells = _head(value.detach()).resolve_conj().resolve_neg()
        carrier, wide = _carrier(value.dtype)
        cells = cells.to(device="cpu", dtype=wide).contiguous()
        raw = ctypes.string_at(cells.data_ptr(), cells.numel() * cells.element_size()) if cells.numel() else b""
        return dict(wire, **{"as": carrier, "cells": base64.b64encode(raw).decode()})


def _head(value: torch.Tensor) -> torch.Tensor:
    """The first MAX_CELLS cells in row-major order, without ever making a copy of a large (perhaps expanded) tensor."""
    while value.numel() > MAX_CELLS:
        row = value.numel() // value.shape[0]
        if row >= MAX_CELLS:
            value = value[0]
        else:
            return value[: MAX_CELLS // row + 1].reshape(-1)[:MAX_CELLS]
    return value.reshape(-1)


def _carrier(dtype: torch.dtype) -> Any:
    if dtype == torch.bool:
        return "?", torch.bool
    if dtype.is_complex:
        return "c", torch.complex128
    if dtype == getattr(torch, "uint64", None):
        return "Q", dtype
    if dtype.is_floating_point or dtype in _QUANTISED:
        return "d", torch.float64
    return "q", torch.int64


_QUANTISED = (torch.qint8, torch.quint8, torch.qint32)
