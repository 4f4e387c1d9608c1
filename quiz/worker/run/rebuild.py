"""Making carried values again from their wires, as `carry.py` writes them. Nothing that is read here is ever run."""

from __future__ import annotations

import base64
import importlib
import sys
import zlib
from typing import Any, Callable, List, Optional

import torch

from .carry import MAX_BYTES, MAX_DEPTH, MODULE_PARTS, NAMES, SERIES, TABLES, NotCarried, Wire, is_module_class, shadows


def unpacked(wire: Wire, other: Optional[Callable[[Any], Any]] = None) -> Any:
    """The value again, made from this wire alone, and by `other` from the wires of objects that are no data.

    Raises NotCarried when it is not from `packed`.
    """
    try:
        return _Unpacking(other).value(wire, 0)
    except NotCarried:
        raise
    except Exception as error:
        raise NotCarried("what is said of it cannot be read: {}".format(type(error).__name__)) from None


class _Unpacking:
    """One walk through a wire, in the order in which it was written."""

    def __init__(self, other: Optional[Callable[[Any], Any]]) -> None:
        self._other = other
        self._made: List[Any] = []
        """The tensors and modules so far."""

    def value(self, wire: Wire, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise NotCarried("a value nested too deep")
        if wire is None or type(wire) in (bool, str):
            return wire
        name, parts = wire[0], wire[1:]
        if name == "plain":
            return _plain(*parts)
        if name == "tensor":
            self._made.append(_tensor(parts))
            return self._made[-1]
        if name == "same":
            return self._made[int(parts[0])]
        if name == "module":
            return self._module(parts[0], parts[1], depth)
        if name == "numpy":
            return _array(parts)
        if name in ("size", "torch", "device", "ellipsis", "generator"):
            return _named(name, parts)
        if name == "object" and self._other is not None:
            return self._other(parts)
        if name == "return":
            return getattr(torch.return_types, parts[0])([self.value(part, depth + 1) for part in parts[1:]])
        if name in TABLES:
            return TABLES[name]([(self.value(key, depth + 1), self.value(item, depth + 1)) for key, item in parts])
        items = [self.value(part, depth + 1) for part in parts]
        if name in ("range", "slice"):
            return (range if name == "range" else slice)(*items)
        return SERIES[name](items)

    def _module(self, name: str, wire: Wire, depth: int) -> torch.nn.Module:
        """A module of this class of torch.nn, without its constructor: what it consists of is in the wire."""
        where, _, kind_name = name.partition(":")
        kind: Any = getattr(sys.modules.get(where), kind_name, None)
        if not isinstance(kind, type) or not is_module_class(kind):
            raise NotCarried("no module of torch.nn")
        made: Any = torch.nn.Module.__new__(kind)
        torch.nn.Module.__init__(made)
        self._made.append(made)
        own, parts = self.value(wire, depth)
        if shadows(kind, own):
            raise NotCarried("a module with methods of its own")
        allowed = {"_parameters": torch.nn.Parameter, "_buffers": torch.Tensor, "_modules": torch.nn.Module}
        for each, table in parts.items():
            kind_of_part = allowed.get(each)
            if each not in MODULE_PARTS or (
                kind_of_part is not None
                and any(item is not None and not isinstance(item, kind_of_part) for item in table.values())
            ):
                raise NotCarried("a module that holds what it cannot hold")
            getattr(made, each).update(table)
        vars(made).update(own)
        return made


def _plain(kind: str, text: str) -> Any:
    if kind == "bytes":
        return bytes.fromhex(text)
    return {"int": int, "float": float, "complex": complex}[kind](text)


def _named(name: str, parts: List[Any]) -> Any:
    if name == "size":
        return torch.Size(parts)
    if name == "device":
        return torch.device(parts[0])
    if name == "ellipsis":
        return Ellipsis
    if name == "generator":
        device, raw = parts
        generator = torch.Generator(device=device)
        generator.set_state(torch.frombuffer(bytearray(base64.b64decode(raw)), dtype=torch.uint8))
        return generator
    found = getattr(torch, parts[0])
    if not isinstance(found, NAMES):
        raise NotCarried("no dtype, layout or memory format")
    return found


def _tensor(parts: List[Any]) -> torch.Tensor:
    dtype_name, shape, strides, device, requires_grad, (leaf, retains), parameter, cells, grad = parts
    dtype = _named("torch", [dtype_name])
    if device == "meta":
        made = torch.empty_strided(shape, strides, dtype=dtype, device="meta")
    else:
        raw = bytearray(_bytes(cells))
        flat = torch.frombuffer(raw, dtype=torch.uint8).view(dtype) if raw else torch.empty(0, dtype=dtype)
        made = _laid_out(flat.reshape(shape), strides).to(device)
    if parameter:
        made = torch.nn.Parameter(made, requires_grad=requires_grad)
    elif requires_grad:
        made.requires_grad_()
        if not leaf:  # the result of something, whatever it was
            with torch.enable_grad():
                made = made.view_as(made)
            if retains:
                made.retain_grad()
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


def _bytes(cells: Wire) -> bytes:
    if isinstance(cells, str):
        return base64.b64decode(cells)
    return zlib.decompressobj().decompress(base64.b64decode(cells[0]), MAX_BYTES)


def _array(parts: List[Any]) -> Any:
    numpy = importlib.import_module("numpy")
    dtype, shape, raw, scalar = parts
    array = numpy.frombuffer(_bytes(raw), dtype=numpy.dtype(dtype)).reshape(shape).copy()
    return array[()] if scalar else array
