"""Stand-ins: what a check sees of an object that is no data, and the questions that each use of one asks."""

from __future__ import annotations

import operator
import sys
from typing import Any, Callable, Dict, Optional, Sequence

import torch

Asked = Callable[[int, str, Sequence[Any], Dict[str, Any]], Any]
"""Answers a question: the number of the object, the deed, and its arguments."""
DEEDS: Dict[str, Callable[..., Any]] = {
    "call": lambda it, *args, **named: it(*args, **named),
    "read": getattr,
    "write": setattr,
    "item": operator.getitem,
    "put": operator.setitem,
    "length": len,
    "truth": bool,
    "iterator": iter,
    "next": next,
    "holds": operator.contains,
}
_READ = ("__name__", "__qualname__")
"""Names with underscores that are read of the object; others ask what Python can do with it."""


class StandIn:
    """Stands in a check for an object that is elsewhere: each use of it is a question."""

    __slots__ = ("_asked", "_like", "_number")

    def __init__(self, asked: Asked, number: int, like: type) -> None:
        object.__setattr__(self, "_asked", asked)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_like", like)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What `isinstance` goes by."""
        return self._like

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in _READ:
            raise AttributeError(name)
        return self._asked(self._number, "read", (name,), {})

    def __setattr__(self, name: str, value: Any) -> None:
        self._asked(self._number, "write", (name, value), {})

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._asked(self._number, "call", args, named)

    def __getitem__(self, key: Any) -> Any:
        return self._asked(self._number, "item", (key,), {})

    def __setitem__(self, key: Any, value: Any) -> None:
        self._asked(self._number, "put", (key, value), {})

    def __len__(self) -> int:
        return self._asked(self._number, "length", (), {})  # type: ignore[no-any-return]

    def __bool__(self) -> bool:
        return self._asked(self._number, "truth", (), {})  # type: ignore[no-any-return]

    def __iter__(self) -> Any:
        return self._asked(self._number, "iterator", (), {})

    def __next__(self) -> Any:
        return self._asked(self._number, "next", (), {})

    def __contains__(self, item: Any) -> bool:
        return self._asked(self._number, "holds", (item,), {})  # type: ignore[no-any-return]


def class_name(kind: type, stop: type) -> str:
    """The first class of Python's own or torch's that a class derives from, with its module; "" for none."""
    for each in kind.__mro__:
        if each is not stop and class_of("{}:{}".format(each.__module__, each.__qualname__)) is each:
            return "{}:{}".format(each.__module__, each.__qualname__)
    return ""


def class_of(name: str) -> Optional[Any]:
    """The class that a name of `class_name` means here; None where it is not one that may be meant."""
    module, _, rest = str(name).partition(":")
    if module != "builtins" and module.partition(".")[0] != "torch":
        return None
    found: Any = sys.modules.get(module)
    for part in rest.split("."):
        found = getattr(found, part, None)
    allowed = isinstance(found, type) and not issubclass(found, (torch._C.TensorBase, str, int, float, tuple))
    return found if allowed else None
