"""Compiling card code as ordinary Python, and keeping its text where `inspect` and `torch.jit` look for it."""

from __future__ import annotations

import builtins
import linecache
import sys
import types
from typing import Any, Dict

MAIN = "__main__"
"""The module that card code runs as, as any program does."""
CARD = "<card>"
"""The file name of the code of a card, and of what a learner wrote in its place."""


def compiled(source: Any, name: str, mode: str) -> Any:
    """Compile text or a syntax tree. The `from __future__` of this package must not reach it. Raises SyntaxError."""
    if isinstance(source, str):
        remember(name, source)
    return compile(source, name, mode, dont_inherit=True)


def remember(name: str, text: str) -> None:
    """Let the lines of the file `name`, which is on no disk, be found."""
    linecache.cache[name] = (len(text), None, [line + "\n" for line in text.split("\n")], name)


def fresh_namespace() -> Dict[str, Any]:
    """The namespace of a new main module, in which what code defines can be pickled and has a source."""
    module = types.ModuleType(MAIN)
    module.__dict__.update(__builtins__=builtins, __file__=CARD)
    sys.modules[MAIN] = module
    return module.__dict__
