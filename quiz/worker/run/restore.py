"""What a check stands on, put back where the learner's program has run beside it: torch, its tensors, Python's own.

A copy is taken before the program runs. It rules out what can be done by assignment to modules and classes, and by
another code for a function of theirs; a program that looks for this copy, or for the check's own namespace, finds it.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import math
import operator
import sys
import types
from typing import Any, Dict, Iterator, List, Tuple

import torch

from .source import MAIN

_MISSING = object()
_OWNERS: Tuple[Any, ...] = (
    *(torch, torch.nn, torch.nn.functional, torch.linalg, torch.special, torch.testing, torch.autograd),
    *(torch.Tensor, torch._C.TensorBase, torch.nn.Module, torch.nn.Parameter, torch.Size, torch.Generator),
    *(builtins, math, operator, copy),
)
_PYTHONS_OWN = ("__slotnames__", "__abstractmethods__", "__annotations__", "__warningregistry__", "__builtins__")
"""What Python adds to a class or module by itself."""


class Safekeeping:
    """Modules and classes as they are now; none where nothing is `needed`."""

    def __init__(self, needed: bool) -> None:
        numpy = sys.modules.get("numpy")
        owners = [owner for owner in (*_OWNERS, numpy) if needed and owner is not None]
        self._owners: List[Tuple[Any, Dict[str, Any]]] = [(owner, dict(vars(owner))) for owner in owners]
        self._codes = [
            (value, value.__code__, value.__defaults__, value.__kwdefaults__)
            for _, then in self._owners
            for value in then.values()
            if isinstance(value, types.FunctionType)
        ]
        self._modules = dict(sys.modules) if needed else {}

    @contextlib.contextmanager
    def in_force(self) -> Iterator[None]:
        """Let all of it be what it was; after that, what the program has assigned stands again, as it left it."""
        changed = self._put_back()
        try:
            yield
        finally:
            for owner, name, value in changed:
                _set(owner, name, value)

    def _put_back(self) -> List[Tuple[Any, str, Any]]:
        """Put all back; the owner, name and value of each thing that had been assigned."""
        for name, module in self._modules.items():
            if name != MAIN and sys.modules.get(name) is not module:
                sys.modules[name] = module
        changed: List[Tuple[Any, str, Any]] = []
        for owner, then in self._owners:
            now = dict(vars(owner))
            for name in then.keys() | now.keys():
                value, before = now.get(name, _MISSING), then.get(name, _MISSING)
                # A module that was imported since belongs where it is.
                if value is not before and (name in then or not isinstance(value, types.ModuleType)):
                    changed.append((owner, name, value))
                    _set(owner, name, before)
        for function, code, defaults, keyword_defaults in self._codes:
            if function.__code__ is not code:
                function.__code__ = code
            if function.__defaults__ is not defaults:
                function.__defaults__ = defaults
            if function.__kwdefaults__ is not keyword_defaults:
                function.__kwdefaults__ = keyword_defaults
        return changed


def _set(owner: Any, name: str, value: Any) -> None:
    with contextlib.suppress(AttributeError, TypeError):
        if value is not _MISSING:
            setattr(owner, name, value)
        elif name not in _PYTHONS_OWN:
            delattr(owner, name)
