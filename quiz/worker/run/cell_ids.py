"""Numbering the cells of a tensor, so that `trace` can see where each cell of a result came from.

A numbering consists of a few fills of the same tensor; the values of a cell over all fills are unique to it. Most
need one fill. A bool has two values only, so that a cell's number is spelt bit by bit. Code that only moves cells
gives the same map under every numbering. Code that computes, compares or chooses does not: among the numberings
every two cells occur in both orders, every cell has both signs, fractions, the extremes, infinity and nan.
"""

from __future__ import annotations

import random
from typing import Any, Iterator, List

import torch

from ..wire import MAX_TRACED

Fill = List[Any]
"""A number for each cell, in row-major order."""

# Exact in every float dtype from eight bits on, so that none of them becomes another.
_FLOATS = [sign * part * 2.0**power for sign in (1, -1) for part in (1, 1.25, 1.5, 1.75) for power in range(-6, 7)]
# Small, since code that uses them as a size or an index is only noticed by running it.
_SIGNED = [number for number in range(-120, 121) if abs(number) > 1]
_UNSIGNED = list(range(2, 250))


def can_be_numbered(tensor: torch.Tensor) -> bool:
    """Whether it can be numbered: a plain dense tensor of at most MAX_TRACED cells, of a dtype with enough values."""
    return (
        type(tensor) is torch.Tensor
        and tensor.layout == torch.strided
        and not (tensor.is_nested or tensor.is_quantized or tensor.is_meta)
        and 0 < tensor.numel() <= MAX_TRACED
        and (tensor.dtype == torch.bool or bool(_constants(tensor.dtype)))
    )


def numberings(tensor: torch.Tensor) -> Iterator[List[Fill]]:
    """Numberings of a tensor's cells, those that any code could use as sizes before those with extremes."""
    count, chance = tensor.numel(), random.Random(0)
    ranks = _shuffled(count, chance)
    if tensor.dtype == torch.bool:
        for order in (ranks, _shuffled(count, chance)):
            bits = [[bool(rank >> bit & 1) for rank in order] for bit in range(max(1, (count - 1).bit_length()))]
            inverse = [[not cell for cell in fill] for fill in bits]
            yield [*bits, *inverse, [False] * count, [True] * count]
        return
    pool = _pool(tensor.dtype)
    numbers = sorted(chance.sample(pool, count), key=_real)
    orders = [ranks, ranks[1:] + ranks[:1], [count - 1 - rank for rank in ranks], _shuffled(count, chance)]
    for order in orders:
        yield [[numbers[rank] for rank in order]]
    if pool is not _UNSIGNED:
        yield [[-numbers[rank] for rank in ranks]]
    second = chance.sample(pool, count)
    yield [second, *([constant] * count for constant in _constants(tensor.dtype))]


def filled(tensor: torch.Tensor, fill: Fill) -> torch.Tensor:
    """A tensor like this one except for its cells. Call it inside `cells.plainly()`."""
    like = tensor.detach().clone()
    wide = torch.complex128 if tensor.is_complex() else torch.float64 if tensor.is_floating_point() else tensor.dtype
    like.copy_(torch.tensor(fill, dtype=wide).reshape(tensor.shape))
    return like.requires_grad_(tensor.requires_grad and tensor.is_leaf)


def _pool(dtype: torch.dtype) -> List[Any]:
    if dtype.is_complex:
        return [complex(real, imaginary) for real, imaginary in zip(_FLOATS, _FLOATS[5:] + _FLOATS[:5])]
    if dtype.is_floating_point:
        return _FLOATS
    return _SIGNED if torch.iinfo(dtype).min < 0 else _UNSIGNED  # `is_signed` is true of uint64


def _constants(dtype: torch.dtype) -> List[Any]:
    """Values that each cell must also keep unchanged; () for a dtype that cannot be numbered."""
    try:
        if dtype.is_complex or dtype.is_floating_point:
            info = torch.finfo(dtype)
            if info.min >= 0 or info.bits < 8:
                return []
            numbers = [0.0, -0.0, info.tiny, info.max, info.min, float("inf"), float("-inf"), float("nan")]
            return [complex(number, 1) for number in numbers] if dtype.is_complex else numbers
        limits = torch.iinfo(dtype)
        return [0, 1, limits.min, limits.max] if limits.bits >= 8 else []
    except (TypeError, RuntimeError):
        return []


def _shuffled(count: int, chance: random.Random) -> List[int]:
    ranks = list(range(count))
    chance.shuffle(ranks)
    return ranks


def _real(number: Any) -> float:
    return float(number.real)
