"""Customary names (`nn`, `F`, `np`, ...) that a learner's program may use, whatever the card imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from quiz.ask.code.program import TEXTS
from quiz.deck import python

IMPORTS = {
    "torch": "import torch",
    "nn": "import torch.nn as nn",
    "F": "import torch.nn.functional as F",
    "optim": "import torch.optim as optim",
    "Tensor": "from torch import Tensor",
    "np": "import numpy as np",
    "numpy": "import numpy",
    "einops": "import einops",
    "math": "import math",
    "copy": "import copy",
    "itertools": "import itertools",
    "functools": "import functools",
}


def setup_with_customary(setup: str, programs: Iterable[str]) -> str:
    """The setup of a card, followed by an import of each customary name that the programs use and the setup does not
    bind.
    """
    used = {name for program in programs for name in _loaded(program)}
    wanted = [name for name in IMPORTS if name in used]
    return "\n".join([setup, *map(_unless_bound, wanted)]) if wanted else setup


def _unless_bound(name: str) -> str:
    """An import that keeps the card's meaning of the name, and does nothing when the module is missing."""
    return (
        f"try:\n    {name}\nexcept NameError:\n    try:\n        {IMPORTS[name]}\n    except ImportError:\n        pass"
    )


@lru_cache(maxsize=TEXTS)
def _loaded(program: str) -> frozenset[str]:
    tree = python.read(program, "exec")
    nodes = ast.walk(tree) if isinstance(tree, ast.Module) else ()
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
