"""An interpreter whose torch computes one thing wrongly, as one build of 2.6.0 does."""

from __future__ import annotations

import sys
from pathlib import Path

DOT = "the dot product of complex numbers"
_HOOK = '''
import importlib.abc, importlib.machinery, sys
class Breaking(importlib.abc.MetaPathFinder):
    """Lets torch be imported, and then break its complex dot products."""
    def find_spec(self, name, path=None, target=None):
        if name != "torch":
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        load = spec.loader.exec_module
        def exec_module(module):
            load(module)
            sound = module.dot
            module.dot = lambda a, b: module.zeros((), dtype=a.dtype) if a.is_complex() else sound(a, b)
        spec.loader.exec_module = exec_module
        return spec
sys.meta_path.insert(0, Breaking())
'''


def python_with_broken_torch(folder: Path) -> str:
    """Write such an interpreter into this folder: complex dot products are 0. Its path."""
    (folder / "hook").mkdir()
    (folder / "hook" / "sitecustomize.py").write_text(_HOOK)
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{folder}/hook" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return str(python)
