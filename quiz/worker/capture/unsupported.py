"""Messages for values that cannot be carried: what the value is, and what to end the code with instead."""

from __future__ import annotations

import collections.abc
import enum
import sys
import types
from typing import Any, List, Tuple

import torch

_KINDS: List[Tuple[Tuple[type, ...], str]] = [
    ((type,), "it is a class; end the code with its `__name__`"),
    ((BaseException,), "it is an exception that is not raised; end the code with `type(...).__name__` of it"),
    ((enum.Enum,), "it is a member of an enumeration; end the code with its `.name`"),
    ((bytes, bytearray, memoryview), "it is bytes; end the code with `list(...)` of it"),
    ((slice,), "it is a slice; end the code with its `start`, `stop` and `step`"),
    ((types.ModuleType,), "it is a Python module; end the code with something out of it"),
    ((torch.nn.Module,), "it is a module; end the code with its output, or with one of its parameters"),
    ((torch.optim.Optimizer,), "it is an optimizer; end the code with a parameter that it has changed"),
    (
        (torch.Generator,),
        "it is a source of random numbers; end the code with what is drawn from it, or with its `initial_seed()`",
    ),
    ((torch.UntypedStorage, torch.TypedStorage), "it is a storage; end the code with its `tolist()` or `nbytes()`"),
    ((torch.finfo, torch.iinfo), "it is a table of limits; end the code with one of them, such as its `max`"),
    ((torch.qscheme,), "it is a scheme of quantisation; end the code with `str(...)` of it"),
    ((types.CoroutineType,), "it is a coroutine that was not awaited; end the code with `asyncio.run(...)` of it"),
    ((collections.abc.Iterator,), "it gives its items one by one; end the code with `list(...)` of it"),
    ((collections.abc.Iterable,), "it is a collection of its own kind; end the code with `list(...)` of it"),
]
_ELSE = "it cannot be typed; end the code with a number, a text, a shape or a tensor taken from it"


def reason(value: Any) -> str:
    """The message, a sentence without its full stop."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        return "it is a numpy array; end the code with its `tolist()`, or with `torch.from_numpy(...)` of it"
    if hasattr(type(value), "next_functions"):
        return "it is a node of the autograd graph; end the code with its `name()`"
    for kinds, sentence in _KINDS:
        if isinstance(value, kinds):
            return sentence
    if callable(value):
        return "it is a function; end the code with a call of it, or with its `__name__`"
    return _ELSE
