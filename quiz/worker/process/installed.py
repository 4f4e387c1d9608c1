"""The files and folders that change when this interpreter gets another torch."""

from __future__ import annotations

import os
import sys
from typing import Iterator, List

import torch

NAMES = ("torch", "sitecustomize.py")
"""What is looked for in every folder of the path: torch, and the module that Python runs at every start."""
SITES = ("site-packages", "dist-packages")
"""Folders of installed packages: what is added to them may change what any import finds."""


def installed() -> List[str]:
    """The interpreter, what could be another torch, and the files of this one that every release rewrites.

    Some do not exist: they would be found before this torch if they did.
    """
    return list(dict.fromkeys(_files()))


def _files() -> Iterator[str]:
    yield sys.executable
    yield os.path.realpath(sys.executable)
    yield os.path.join(sys.prefix, "pyvenv.cfg")
    for entry in sys.path:
        yield from (os.path.join(entry, name) for name in NAMES)
        if os.path.basename(entry) in SITES:
            yield entry
            yield from (os.path.join(entry, name) for name in _names(entry) if name.endswith(".pth"))
    home = os.path.dirname(torch.__file__)
    yield os.path.join(home, "version.py")
    yield torch._C.__file__
    site = os.path.dirname(home)
    for name in _names(site):
        if name.startswith("torch-") and name.endswith(".dist-info"):
            yield os.path.join(site, name, "METADATA")
            yield os.path.join(site, name, "RECORD")


def _names(folder: str) -> List[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
