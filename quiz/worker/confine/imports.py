"""What card code may not read, it cannot import either, and finds absent rather than forbidden.

Libraries ask for optional ones and go on without them when there is a ModuleNotFoundError; that an installed package
may not be opened would end them. Nothing is guarded here: Landlock does that.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, Dict, Iterable, Optional, Set


class Admitted:
    """The finder of one folder of sys.path, which finds the modules of these names only."""

    def __init__(self, inner: Any, names: Set[str]) -> None:
        self._inner = inner
        self._names = names

    def find_spec(self, name: str, target: Optional[ModuleType] = None) -> Optional[ModuleSpec]:
        return self._inner.find_spec(name, target) if name in self._names else None

    def invalidate_caches(self) -> None:
        self._inner.invalidate_caches()


def admit(paths: Iterable[str], library: Iterable[str]) -> None:
    """Let the folders of sys.path, those of the standard library apart, find only what is among `paths`."""
    names: Dict[str, Set[str]] = {}
    for path in paths:
        names.setdefault(os.path.dirname(path), set()).add(os.path.basename(path).partition(".")[0])
    for entry in sys.path:
        real = os.path.realpath(entry)
        if real in library or entry.endswith(".zip"):
            continue
        PathFinder.find_spec("", [entry])  # makes the finder of this folder, where there is none yet
        inner = sys.path_importer_cache.get(entry)
        if inner is not None and not isinstance(inner, Admitted):
            sys.path_importer_cache[entry] = Admitted(inner, names.get(real, set()))
