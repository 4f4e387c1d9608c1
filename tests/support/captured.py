"""Values made from torch objects for these tests, without the worker that makes them in the program."""

from __future__ import annotations

import torch

from quiz.answer.value import Number, Scalar, Series, Size, Tensor, Value


def value_of(thing: object) -> Value:
    """The Value of a tensor, a number, a torch.Size, a list, a tuple, or a result with `values` and `indices`."""
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
    if isinstance(thing, list | tuple):
        names = ("values", "indices") if hasattr(thing, "values") else ()
        kind = "named" if names else "list" if isinstance(thing, list) else "tuple"
        return Series(kind, tuple(value_of(item) for item in thing), names)
    assert isinstance(thing, bool | int | float | complex)
    return Scalar(thing)
