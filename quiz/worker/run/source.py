"""Compiling card code as ordinary Python, with its text registered for `inspect` and `torch.jit`."""

from __future__ import annotations

import builtins
import functools
import linecache
import sys
import types
import warnings
from typing import Any, Callable, Dict, List, Tuple, TypeVar

MAIN = "__main__"
"""The module name that card code runs under, as any program does."""
CARD = "<card>"
"""The file name of a card's code, and of what a learner wrote in its place."""

TEXTS = 256
"""How many results a function that is called `once` keeps."""
Made = TypeVar("Made")


def once(make: Callable[..., Made]) -> Callable[..., Made]:
    """`make`, whose result depends on its arguments alone, called once for each; its warnings are given every time.

    A job runs the same texts on draw after draw, and compiling takes longer than most of them.
    """

    @functools.lru_cache(maxsize=TEXTS)
    def made(*args: Any) -> Tuple[Made, List[warnings.WarningMessage]]:
        with warnings.catch_warnings(record=True) as given:
            warnings.simplefilter("always")
            return make(*args), given

    @functools.wraps(make)
    def again(*args: Any) -> Made:
        result, given = made(*args)
        for each in given:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
        return result

    return again


def compiled(source: Any, name: str, mode: str) -> Any:
    """Compile text or a syntax tree. The `from __future__` of this module must not apply to it. Raises SyntaxError."""
    if not isinstance(source, str):
        return compile(source, name, mode, dont_inherit=True)
    remember(name, source)
    return _compiled(source, name, mode)


@once
def _compiled(text: str, name: str, mode: str) -> Any:
    return compile(text, name, mode, dont_inherit=True)


def remember(name: str, text: str) -> None:
    """Make the lines of the file `name`, which is on no disk, available to tracebacks and `inspect`."""
    linecache.cache[name] = (len(text), None, [line + "\n" for line in text.split("\n")], name)


def fresh_namespace() -> Dict[str, Any]:
    """The namespace of a new main module, in which objects can be pickled and have a source."""
    module = types.ModuleType(MAIN)
    module.__dict__.update(__builtins__=builtins, __file__=CARD)
    sys.modules[MAIN] = module
    return module.__dict__
