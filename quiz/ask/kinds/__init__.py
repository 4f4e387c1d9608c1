"""The kinds of question. One file of this folder is one kind, found by its name; what they share is in `ask/`."""

from __future__ import annotations

from functools import cache
from typing import cast

from quiz.ask.kind import Kind
from quiz.errors import NotFound
from quiz.text.suggest import did_you_mean, listed


@cache
def names() -> tuple[str, ...]:
    """The names of the kinds, in alphabetical order. Imports none of them."""
    import pkgutil

    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def kind(name: str) -> Kind:
    """The kind of that name. Raises NotFound when there is none."""
    import importlib

    if name not in names():
        raise NotFound(f"there is no kind `{name}`", fix=did_you_mean(name, names(), f"Write {listed(names())}."))
    return cast(Kind, importlib.import_module(f"{__name__}.{name}"))
