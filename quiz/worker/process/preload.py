"""Work done in advance: in the zygote once, and in a spare child while it waits.

Figures of a fork from a warm zygote are in `tests/bench/engine.py`; each step below shows in them.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import os
import sys
import warnings
from typing import Any, Callable, List, Sequence

from ..wire import CPU
from . import lazy_imports

REHEARSALS = 10
"""How often the zygote rehearses."""
REHEARSAL = json.dumps(
    {
        "setup": "import torch", "seed": 0, "first": 0, "attempts": 1, "draw": [["k", "rng.randint(0, 9)"]],
        "require": "", "device": CPU,
        "tasks": [
            {
                "name": "rehearsal",
                "code": "x = torch.tensor([[71, 15], [94, 58]])\nx.gather(0, torch.tensor([[1, 0], [0, 0]])) / 3",
            }
        ],
    }
).encode()  # fmt: skip
_kept: List[Any] = []


def preload() -> None:
    """Import what the first card would import anyway, if installed: seeding numpy imports its random module (8 ms)."""
    _import("numpy.random")


LAZY = (
    ("einops", "torch.utils.serialization.config", "torch.utils.flop_counter", "torch.nested._internal.ops"),
    ("sympy", "torch.fx.experimental.symbolic_shapes"),
    ("torch._dynamo", "torch.profiler._cupti_monitor"),
    ("torch._decomp.decompositions_for_jvp",),
)
"""Modules that torch imports only when some operation needs them: `backward` with a gradient, an optimizer's step,
`torch.func`, meta tensors. Otherwise each child of such a card would import them, with the warnings of that import.
"""


def import_steps() -> List[Callable[[], None]]:
    """The steps of importing LAZY, each short enough for a question to wait for."""
    return [functools.partial(_import_all, names) for names in LAZY]


def rehearse_for_all(serve: Callable[[bytes, int], None]) -> None:
    """Rehearse in the zygote, so that work of a first use is done once for all children.

    First in a child that is thrown away: a torch that started a thread, or failed, would spoil every fork.
    """
    pid = os.fork()
    if pid == 0:
        spoilt = True
        try:
            rehearse(serve)
            spoilt = len(os.listdir("/proc/self/task")) != 1
        finally:
            os._exit(spoilt)
    if os.waitpid(pid, 0)[1] == 0:
        # What Python optimises in code that runs often (8 times, in 3.11) is then not written again by each child.
        for _ in range(REHEARSALS):
            rehearse(serve)
    # Without this each child, which takes a main module of its own, would free what the last one holds.
    _kept.append(sys.modules["__main__"])


def rehearse(serve: Callable[[bytes, int], None]) -> None:
    """Serve a made-up job, on the CPU and far below the size from which torch would use several threads.

    In a spare: the pages that it writes are then this child's own, and need not be copied while a learner waits.
    """
    read, write = os.pipe()
    try:
        serve(REHEARSAL, write)
    finally:
        lazy_imports.notice(None)
        os.close(read)
        os.close(write)


def _import_all(names: Sequence[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            _import(name)


def _import(name: str) -> None:
    """Import a module by name if it is installed, since the worker can do without it."""
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
