"""Capturing a tensor as data: its shape, dtype and device, and its first cells as bytes.

Floats of every width are widened to float64, which loses nothing; a quantised tensor is carried as the floats that
it represents, a sparse one as a dense tensor. torch's internals are read, bypassing any subclass and any mode,
autocast or inference mode that card code has left active.
"""

from __future__ import annotations

import base64
import ctypes
from typing import Any, Dict, List, Optional, Tuple

import torch

Wire = Dict[str, Any]
_Base = torch._C.TensorBase


class NoCells(Exception):
    """A tensor whose cells cannot be read; the argument says why, and what to end the code with."""


class plainly:
    """A context in which torch has its default behaviour, whatever modes are active."""

    def __enter__(self) -> None:
        off = torch._C
        self._guards: List[Any] = [off.DisableTorchFunction(), off._DisableTorchDispatch(), off._DisableAutocast()]
        for guard in self._guards:
            guard.__enter__()
        self._grad = torch.is_grad_enabled()
        torch._C._set_grad_enabled(False)

    def __exit__(self, *_: object) -> None:
        torch._C._set_grad_enabled(self._grad)
        for guard in reversed(self._guards):
            guard.__exit__(None, None, None)


def tensor_wire(value: torch.Tensor, room: int, grad: Optional[bool] = None) -> Wire:
    """The wire form of a tensor that is not nested, with its first `room` cells; those beyond are left out.

    No cells are carried of a tensor on the meta device, which has none, and of a large sparse one. `grad` replaces
    the tensor's own `requires_grad`. Raises NoCells; call it inside `plainly()`.
    """
    _check(value)
    layout = _Base.layout.__get__(value)
    wire: Wire = {
        "k": "tensor",
        "dtype": _short(_Base.dtype.__get__(value)),
        "shape": [int(dim) for dim in _Base.shape.__get__(value)],
        "device": str(_Base.device.__get__(value)),
        "grad": bool(_Base.requires_grad.__get__(value)) if grad is None else grad,
        "layout": _short(layout),
    }
    none = dict(wire, **{"as": "d", "cells": ""})
    if _Base.is_meta.__get__(value) or not room:
        return none
    if layout != torch.strided:
        if _Base.numel(value) > room:
            return none
        # On the CPU first: on a GPU some of these have no deterministic form and would raise.
        try:
            plain = _Base.to_dense(_Base.cpu(value))
        except NotImplementedError:
            why = f"torch cannot make a {wire['layout']} tensor of {wire['dtype']} dense"
            raise NoCells(f"{why}; end the code with its `values()`") from None
    else:
        plain = _Base.as_subclass(value, torch.Tensor)
    if plain.is_quantized:
        plain = plain.dequantize()
    cells = head(plain, room).resolve_conj().resolve_neg()
    carrier, wide = _carrier(cells.dtype)
    try:
        cells = cells.to(device="cpu", dtype=wide)
    except NotImplementedError:
        raise NoCells(
            f"torch cannot read the cells of a {wire['dtype']}; end the code with its `.view(torch.uint8)`"
        ) from None
    return dict(wire, **{"as": carrier, "cells": base64.b64encode(memory(cells)).decode()})


def parts(value: torch.Tensor) -> Tuple[List[torch.Tensor], bool]:
    """The tensors in a nested tensor, and whether it requires grad. Call it inside `plainly()`."""
    grad = bool(_Base.requires_grad.__get__(value))
    if _Base.layout.__get__(value) == torch.strided:
        return list(_Base.unbind(value)), grad
    # A jagged one is a Python class: its methods would use what `plainly` switches off.
    inner: Any = value
    starts = inner._offsets.tolist()
    lengths = [end - start for start, end in zip(starts, starts[1:])]
    if inner._lengths is not None:
        lengths = inner._lengths.tolist()
    return [inner._values.narrow(inner._ragged_idx - 1, at, size) for at, size in zip(starts, lengths)], grad


def is_nested(value: torch.Tensor) -> bool:
    return bool(_Base.is_nested.__get__(value))


def head(plain: torch.Tensor, room: int) -> torch.Tensor:
    """The first `room` cells in row-major order, without ever making a copy of a large (perhaps expanded) tensor."""
    while plain.numel() > room:
        row = plain.numel() // plain.shape[0]
        if row >= room:
            plain = plain[0]
        else:
            return plain[: room // row + 1].reshape(-1)[:room]
    return plain.reshape(-1)


def memory(cells: torch.Tensor) -> bytes:
    """The bytes of a plain CPU tensor in row-major order. numpy, which torch needs to give them, may be absent."""
    cells = cells.contiguous()
    size = cells.numel() * cells.element_size()
    return ctypes.string_at(cells.data_ptr(), size) if size else b""


def _check(value: torch.Tensor) -> None:
    if torch._C._functorch.is_functorch_wrapped_tensor(value):
        raise NoCells("it has left the torch.func transform that it belongs to; end the code with what that gives")
    kind = type(value)
    if kind.__torch_dispatch__ is not torch.Tensor.__torch_dispatch__:
        raise NoCells(
            f"a {kind.__name__} need not have cells of its own; end the code with an ordinary tensor, or with the shape"
        )


def _carrier(dtype: torch.dtype) -> Tuple[str, torch.dtype]:
    """The letter by which `quiz/answer/value.py` knows how cells are packed, and the dtype of the packed cells."""
    if dtype == torch.bool:
        return "?", torch.bool
    if dtype.is_complex:
        return "c", torch.complex128
    if dtype == getattr(torch, "uint64", None):
        return "Q", dtype
    return ("d", torch.float64) if dtype.is_floating_point else ("q", torch.int64)


def _short(name: Any) -> str:
    return str(name).replace("torch.", "", 1)
