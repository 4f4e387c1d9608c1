"""Restoring what a check uses after a learner's program has run in the same process: torch, its tensors, Python's own.

A copy is taken before the program runs. It undoes assignments to modules and classes, and replaced code of their
functions; a program that searches for this copy, or for the check's namespace, can still find it.
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
    """Modules and classes as they are now; nothing unless `needed`."""

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
        """A context in which all of it is restored; afterwards the program's assignments are back."""
        changed = self._put_back()
        try:
            yield
        finally:
            for owner, name, value in changed:
                _set(owner, name, value)

    def _put_back(self) -> List[Tuple[Any, str, Any]]:
        """Restore everything; the owner, name and value of each assignment that was undone."""
        for name, module in self._modules.items():
            if name != MAIN and sys.modules.get(name) is not module:
                sys.modules[name] = module
        changed: List[Tuple[Any, str, Any]] = []
        for owner, then in self._owners:
            now = dict(vars(owner))
            for name in then.keys() | now.keys():
                value, before = now.get(name, _MISSING), then.get(name, _MISSING)
                # A module that was imported since stays.
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
