"""Compiling card code as ordinary Python, with its text registered for `inspect` and `torch.jit`."""

from __future__ import annotations

import builtins
import linecache
import sys
import types
from typing import Any, Dict

MAIN = "__main__"
"""The module name that card code runs under, as any program does."""
CARD = "<card>"
"""The file name of a card's code, and of what a learner wrote in its place."""


def compiled(source: Any, name: str, mode: str) -> Any:
    """Compile text or a syntax tree. The `from __future__` of this module must not apply to it. Raises SyntaxError."""
    if isinstance(source, str):
        remember(name, source)
    return compile(source, name, mode, dont_inherit=True)


def remember(name: str, text: str) -> None:
    """Make the lines of the file `name`, which is on no disk, available to tracebacks and `inspect`."""
    linecache.cache[name] = (len(text), None, [line + "\n" for line in text.split("\n")], name)


def fresh_namespace() -> Dict[str, Any]:
    """The namespace of a new main module, in which objects can be pickled and have a source."""
    module = types.ModuleType(MAIN)
    module.__dict__.update(__builtins__=builtins, __file__=CARD)
    sys.modules[MAIN] = module
    return module.__dict__
