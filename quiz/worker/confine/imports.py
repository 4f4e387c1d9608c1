"""Hiding packages that card code may not read, so that an import finds them absent rather than forbidden.

Libraries try to import optional ones and continue after a ModuleNotFoundError; a PermissionError would end them.
Nothing is protected here: Landlock does that.
"""

from __future__ import annotations

import importlib
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import FrameType, ModuleType
from typing import Any, Dict, Iterable, Optional, Set

from .readable import holds_quiz

withheld: Set[str] = set()
"""Installed packages that code in this process tried to import in vain."""
asked_by_card: Set[str] = set()
"""Those of them that a card's code itself tried to import."""


class Admitted:
    """The finder of one folder of sys.path, which finds only modules of these names."""

    def __init__(self, inner: Any, names: Set[str]) -> None:
        self._inner = inner
        self._names = names

    def find_spec(self, name: str, target: Optional[ModuleType] = None) -> Optional[ModuleSpec]:
        if name in self._names:
            found: Optional[ModuleSpec] = self._inner.find_spec(name, target)
            return found
        hidden = self._inner.find_spec(name, target)
        if hidden is not None and hidden.loader is not None and not holds_quiz(hidden.origin or ""):
            withheld.add(name)
            if _card_asks():
                asked_by_card.add(name)
        return None

    def invalidate_caches(self) -> None:
        self._inner.invalidate_caches()


def _card_asks() -> bool:
    """Whether the present import is written in code without a file, which is that of a card."""
    frame: Optional[FrameType] = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if frame.f_code.co_filename != __file__ and not _is_import_machinery(name):
            return name.startswith("<")
        frame = frame.f_back
    return False


def _is_import_machinery(name: str) -> bool:
    return name.startswith("<frozen importlib") or os.path.dirname(name) == os.path.dirname(importlib.__file__)


def admit(paths: Iterable[str], library: Iterable[str]) -> None:
    """Let the folders of sys.path, except those of the standard library, find only what is among `paths`."""
    names: Dict[str, Set[str]] = {}
    for path in paths:
        names.setdefault(os.path.dirname(path), set()).add(os.path.basename(path).partition(".")[0])
    for entry in sys.path:
        real = os.path.realpath(entry)
        if real in library or entry.endswith(".zip"):
            continue
        PathFinder.find_spec("", [entry])  # creates the finder of this folder, if there is none yet
        inner = sys.path_importer_cache.get(entry)
        if inner is not None and not isinstance(inner, Admitted):
            sys.path_importer_cache[entry] = Admitted(inner, names.get(real, set()))
