"""Values made from torch objects for these tests, without the worker that makes them in the program."""

from __future__ import annotations

import torch

from quiz.answer.value import Number, Scalar, Series, Size, Tensor, Text, Value


def value_of(thing: object) -> Value:
    """The Value of a tensor, a number, a torch.Size, text, or a (named) tuple or list of these."""
    if isinstance(thing, torch.Tensor):
        flat = thing.detach().cpu().reshape(-1)
        if thing.dtype.is_floating_point:
            flat = flat.to(torch.float64)
        elif thing.dtype.is_complex:
            flat = flat.to(torch.complex128)
        cells: list[Number] = flat.tolist()
        dtype = str(thing.dtype).removeprefix("torch.")
        return Tensor(dtype, tuple(thing.shape), tuple(cells), str(thing.device), thing.requires_grad)
    if isinstance(thing, torch.Size):
        return Size(tuple(thing))
    if isinstance(thing, str):
        return Text(thing)
    if isinstance(thing, list | tuple):
        names = tuple(name for name in type(thing).__dict__ if name in ("values", "indices"))
        items = tuple(value_of(item) for item in thing)
        ordered = tuple(name for name in ("values", "indices") if name in names)
        return Series(type(thing).__name__, items, ordered, type(thing).__module__)
    assert isinstance(thing, bool | int | float | complex)
    return Scalar(thing)
