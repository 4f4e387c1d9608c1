"""The names that exist in this torch, for checking prose against them; asked of a child once per release."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from quiz.ask.kind import Dialogue
from quiz.engine.client import converse
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Reply
from quiz.worker.wire import Hello

MODULES = (
    "torch",
    "torch.nn",
    "torch.nn.functional",
    "torch.nn.init",
    "torch.nn.utils",
    "torch.nn.utils.parametrize",
    "torch.nn.utils.rnn",
    "torch.nn.attention",
    "torch.autograd",
    "torch.autograd.forward_ad",
    "torch.autograd.functional",
    "torch.autograd.graph",
    "torch.autograd.profiler",
    "torch.amp",
    "torch.backends",
    "torch.compiler",
    "torch.cuda",
    "torch.fft",
    "torch.func",
    "torch.fx",
    "torch.linalg",
    "torch.library",
    "torch.onnx",
    "torch.optim",
    "torch.optim.lr_scheduler",
    "torch.random",
    "torch.return_types",
    "torch.sparse",
    "torch.special",
    "torch.testing",
    "torch.types",
    "torch.utils",
    "torch.utils.checkpoint",
    "torch.utils.data",
    "torch.utils.dlpack",
)
METHODS = (
    "torch.Tensor",
    "torch.Size",
    "torch.dtype",
    "torch.device",
    "torch.finfo",
    "torch.iinfo",
    "torch.Generator",
    "torch.nn.Module",
    "torch.nn.ModuleDict",
    "torch.nn.ModuleList",
    "torch.nn.ParameterDict",
    "torch.nn.Sequential",
    "torch.optim.Optimizer",
    "torch.optim.lr_scheduler.LRScheduler",
    "torch.amp.GradScaler",
    "torch.autograd.Function",
    "torch.autograd.function.FunctionCtx",
    "torch.utils.data.Dataset",
    "torch.utils.data.DataLoader",
    "str",
    "list",
    "dict",
    "set",
    "int",
    "float",
    "bytes",
)
_SETUP = "import importlib, torch"
_BUDGET_S = 60.0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`modules` maps "torch.nn" to its names; `methods` are those of tensors, modules, optimizers, lists ..."""

    modules: Mapping[str, frozenset[str]]
    methods: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether anything here has this name."""
        return name in self.methods or any(name in names for names in self.modules.values())


def vocabulary(hello: Hello, folder: Path | None, run: Callable[[Job, float], Reply]) -> Vocabulary | None:
    """The names of this torch, cached in `folder`; None when they cannot be found out.

    `run` runs one job. A cache that cannot be read or written is ignored.
    """
    return converse(vocabulary_talk(hello, folder), lambda job: run(job, _BUDGET_S))


def vocabulary_talk(hello: Hello, folder: Path | None) -> Dialogue[Vocabulary | None]:
    """The dialogue of `vocabulary`, for a driver that does not block."""
    name = re.sub(r"[^\w.+-]", "_", f"names-{hello['torch']}-{hello['build']}.json")
    kept = None if folder is None else folder / name
    found = _read(kept) if kept is not None else None
    if found is not None:
        return found
    rows = _answered((yield _QUESTION))
    if rows is not None and kept is not None:
        _write(kept, rows)
    return None if rows is None else _made(rows)


def _answered(reply: Reply) -> dict[str, list[str]] | None:
    tasks = _QUESTION.tasks
    if reply.result is None or len(reply.result.outcomes) != len(tasks):
        return None
    # A module missing from this release has no names.
    return {task.name: outcome.printed.split() for task, outcome in zip(tasks, reply.result.outcomes, strict=True)}


def _listing(name: str) -> str:
    head, dot, last = name.rpartition(".")
    where = f"getattr(importlib.import_module({head!r}), {last!r})" if dot and last[0].isupper() else ""
    where = where or (name if not name.startswith("torch") else f"importlib.import_module({name!r})")
    if name in ("torch.dtype", "torch.device", "torch.finfo", "torch.iinfo"):
        where = name
    return f"print(*dir({where}))"


_QUESTION = Job(tuple(Task(name, _listing(name)) for name in (*MODULES, *METHODS)), _SETUP)


def _made(rows: Mapping[str, list[str]]) -> Vocabulary:
    modules = {name: frozenset(rows.get(name, ())) for name in MODULES if rows.get(name)}
    return Vocabulary(modules, frozenset(word for name in METHODS for word in rows.get(name, ())))


def _read(path: Path) -> Vocabulary | None:
    try:
        rows = json.loads(path.read_text("utf-8"))
        sound = isinstance(rows, dict) and all(
            isinstance(row, list) and all(isinstance(word, str) for word in row) for row in rows.values()
        )
        return _made(rows) if sound and rows.get("torch") else None
    except (OSError, ValueError, RecursionError):
        return None


def _write(path: Path, rows: Mapping[str, list[str]]) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(json.dumps(rows), "utf-8")
    except OSError:
        return  # next time it is asked again
