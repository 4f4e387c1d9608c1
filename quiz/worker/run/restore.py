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
from typing import Any, Dict, Iterator, List, Sequence, Tuple

import torch

from . import randomness
from .source import MAIN

_MISSING = object()
_OWNERS: Tuple[Any, ...] = (
    *(torch, torch.nn, torch.nn.functional, torch.linalg, torch.special, torch.testing, torch.autograd),
    *(torch.Tensor, torch._C.TensorBase, torch.nn.Module, torch.nn.Parameter, torch.Size, torch.Generator),
    *(builtins, math, operator, copy, randomness),
)
_PYTHONS_OWN = ("__slotnames__", "__abstractmethods__", "__annotations__", "__warningregistry__", "__builtins__")
"""What Python adds to a class or module by itself."""


# A program may have put others in their place when they are needed.
_all, _dict, _map, _is, _len, _vars = all, dict, map, operator.is_, len, vars
_code_of, _defaults_of = operator.attrgetter("__code__"), operator.attrgetter("__defaults__")


class Safekeeping:
    """Modules and classes as they are now, `more` among them; nothing unless `needed`."""

    def __init__(self, needed: bool, more: Sequence[Any] = ()) -> None:
        # Whatever is only looked at here is a page that a child copies.
        owners = [owner for owner in (*_OWNERS, sys.modules.get("numpy"), *more) if owner is not None] if needed else []
        self._owners: List[Tuple[Any, Dict[str, Any]]] = [(owner, dict(vars(owner))) for owner in owners]
        self._functions = [
            value for _, then in self._owners for value in then.values() if isinstance(value, types.FunctionType)
        ]
        self._codes = [function.__code__ for function in self._functions]
        self._defaults = [function.__defaults__ for function in self._functions]
        self._modules = {name: module for name, module in sys.modules.items() if name != MAIN} if needed else {}

    @contextlib.contextmanager
    def in_force(self) -> Iterator[None]:
        """Let all of it be what it was; after that, what the program has assigned stands again, as it left it."""
        changed = self.put_back()
        try:
            yield
        finally:
            for owner, name, value in changed:
                _set(owner, name, value)

    def put_back(self) -> List[Tuple[Any, str, Any]]:
        """Restore everything; the owner, name and value of each assignment that was undone."""
        if not _all(_map(_is, _map(sys.modules.get, self._modules), self._modules.values())):
            sys.modules.update(self._modules)
        changed: List[Tuple[Any, str, Any]] = []
        for owner, then in self._owners:
            now = _vars(owner)
            # Nearly always nothing has changed, and that is seen at once.
            if _len(now) != _len(then) or not _all(_map(_is, now.values(), then.values())):
                found = _differences(owner, _dict(now), then)
                if found:
                    changed += found
                else:  # only modules that were imported since: let them be known
                    then.clear()
                    then.update(now)
        for owner, name, _ in changed:
            then = _of(owner, self._owners)
            _set(owner, name, then.get(name, _MISSING))
        if not _all(_map(_is, _map(_code_of, self._functions), self._codes)):
            for function, code in zip(self._functions, self._codes):
                function.__code__ = code
        if not _all(_map(_is, _map(_defaults_of, self._functions), self._defaults)):
            for function, defaults in zip(self._functions, self._defaults):
                function.__defaults__ = defaults
        return changed


def _differences(owner: Any, now: Dict[str, Any], then: Dict[str, Any]) -> List[Tuple[Any, str, Any]]:
    found = []
    for name in then.keys() | now.keys():
        value, before = now.get(name, _MISSING), then.get(name, _MISSING)
        # A module that was imported since belongs where it is.
        if value is not before and (name in then or type(value) is not types.ModuleType):
            found.append((owner, name, value))
    return found


def _of(owner: Any, owners: List[Tuple[Any, Dict[str, Any]]]) -> Dict[str, Any]:
    return next(then for each, then in owners if each is owner)


def _set(owner: Any, name: str, value: Any) -> None:
    with contextlib.suppress(AttributeError, TypeError):
        if value is not _MISSING:
            setattr(owner, name, value)
        elif name not in _PYTHONS_OWN:
            delattr(owner, name)
