"""What a question changes besides what it gives: values in place, and where the random generators stand."""

from __future__ import annotations

import collections
import hashlib
import json
import types
from typing import Any, Iterable, Iterator, List, Tuple

import torch

from ..capture.cells import memory, plainly
from . import rng
from .carry import WORTH, NotCarried, Packing, Wire, is_fixed, is_module_class, packed
from .rebuild import unpacked
from .stand_in import StandIn

_Base = torch._C.TensorBase


class _Marking(Packing):
    """Packing for what is only compared."""

    def cells(self, raw: bytes) -> Wire:
        return _digest(raw) if len(raw) > WORTH else super().cells(raw)

    def generator(self, value: torch.Generator) -> Wire:
        return ["generator", str(value.device), _digest(memory(value.get_state()))]

    def other(self, value: Any) -> Wire:
        if type(value) is StandIn:
            return ["object", value._number]
        if is_fixed(value) and _stands_alone(value):
            return ["fixed", str(getattr(value, "__qualname__", ""))]
        return super().other(value)


def _stands_alone(function: Any) -> bool:
    """Whether calling it changes nothing that the check may look at afterwards: it is bound to no object."""
    owner = getattr(function, "__self__", None)
    return (owner is None or isinstance(owner, types.ModuleType)) and not getattr(function, "__closure__", None)


def changeable(real: Any, shown: Any) -> Iterator[Tuple[Any, Any]]:
    """Each object within a value that can change, with the one that stands for it in another, alike one."""
    kind = type(shown)
    if (
        kind in (torch.Tensor, torch.nn.Parameter, torch.Generator, set)
        or is_module_class(kind)
        or (kind.__module__ == "numpy" and hasattr(shown, "tobytes"))
    ):
        yield real, shown
    elif kind in (list, collections.deque, dict, collections.OrderedDict):
        yield real, shown
        parts = (dict.values(real), dict.values(shown)) if isinstance(shown, dict) else (real, shown)
        for one, other in zip(*parts):
            yield from changeable(one, other)
    elif isinstance(shown, tuple):
        for one, other in zip(real, shown):
            yield from changeable(one, other)


def compared(value: Any) -> Wire:
    return _Marking().of(value)


def mark(value: Any) -> str:
    return json.dumps(compared(value))


def states(values: Iterable[Any]) -> List[Any]:
    """For each plain tensor and generator what tells whether it has changed, at a fifth of the cost of a mark; None for
    others.
    """
    with plainly():
        return [_state(value) for value in values]


def _state(value: Any) -> Any:
    if type(value) is torch.Generator:
        return memory(value.get_state())
    if type(value) is not torch.Tensor or _Base.layout.__get__(value) != torch.strided:
        return None
    if _Base.is_quantized.__get__(value) or _Base.is_nested.__get__(value) or _Base.device.__get__(value).type != "cpu":
        return None
    if torch._C._functorch.is_functorch_wrapped_tensor(value) or not _Base.is_leaf.__get__(value):
        return None
    plain = _Base.detach(value)
    if _Base.is_conj(plain) or _Base.is_neg(plain):
        return None
    raw, grad = memory(plain), _Base.grad.__get__(value)
    state = (
        _Base.dtype.__get__(value),
        _Base.shape.__get__(value),
        _Base.stride(value),
        _Base.requires_grad.__get__(value),
        _digest(raw) if len(raw) > WORTH else raw,
    )
    if grad is None:
        return state
    of_grad = _state(grad)
    return None if of_grad is None else (*state, of_grad)


def what_is_left(value: Any) -> Wire:
    """What a question has left of a value that it changed."""
    if type(value) is torch.Generator:
        number = int(_digest(memory(value.get_state())), 16)
        value.manual_seed(number)  # as it is done elsewhere: the state itself would be long
        return ["seeded", number]
    return packed(value)


def settled() -> int:
    """Seed the generators by a digest of where they stand; the number."""
    number = int(_digest(repr(rng.state()).encode()), 16)
    rng.seed_all(number)
    return number


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:15]


def change(value: Any, wire: Wire) -> None:
    """Let a value be what a question has left of it."""
    if type(value) is torch.Generator and wire[0] == "seeded":
        value.manual_seed(int(wire[1]))
        return
    now = unpacked(wire)
    if type(value) is not type(now):
        raise NotCarried("a value has become something else")
    if isinstance(value, torch.Tensor):
        with torch.no_grad():
            if (value.shape, value.dtype, value.stride()) == (now.shape, now.dtype, now.stride()):
                value.copy_(now)
            else:
                value.data = now.data
        if value.is_leaf:
            value.requires_grad_(now.requires_grad).grad = now.grad
    elif isinstance(value, torch.nn.Module):
        vars(value).clear()
        vars(value).update(vars(now))
    elif isinstance(value, list):
        value[:] = now
    elif isinstance(value, collections.deque):
        value.clear()
        value.extend(now)
    elif isinstance(value, (dict, set)):
        value.clear()
        value.update(now)
    elif hasattr(value, "tobytes") and value.shape == now.shape and value.dtype == now.dtype:
        value[...] = now
    else:
        raise NotCarried("a value has changed that cannot be changed again")
