"""What a program leaves behind in its process, put back before the next one where several share a child.

Only `quiz check` lets them: the draws of a card, its known answers, generated programs. What cannot be put back, such
as a thread that runs on, ends the child: all is then run again, in the end each in a child of its own.
"""

from __future__ import annotations

import copyreg
import decimal
import functools
import gc
import logging
import os
import re
import shutil
import signal
import sys
import threading
import warnings
from typing import Any, Callable, Dict, Iterable, List, Tuple

import torch

from .restore import Safekeeping

SPOILT = 71
"""The exit code of a child in which a program has left what cannot be put back."""
_CLASSES_OF = (torch.nn, torch.optim, torch.utils.data, torch.distributions)
"""The modules whose public classes a program may change."""
_MODULES = (
    *("random", "time", "os", "json", "pickle", "itertools", "functools", "collections", "re", "string", "inspect"),
    *("contextlib", "warnings", "threading", "decimal", "numpy.random", "einops", "torch.nn.modules.module"),
    *("torch.nn.init", "torch.nn.utils", "torch.optim", "torch.utils.data", "torch.utils.checkpoint", "torch.fft"),
    *("torch.func", "torch.random", "torch.serialization", "torch._tensor_str", "torch.nn.utils.rnn", "torch.sparse"),
)
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGABRT, signal.SIGFPE, signal.SIGSEGV)
_SWITCHES: Tuple[Tuple[Callable[[], Any], Callable[[Any], Any]], ...] = (
    (gc.isenabled, lambda on: gc.enable() if on else gc.disable()),
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (sys.getswitchinterval, sys.setswitchinterval),
    (sys.gettrace, sys.settrace),
    (sys.getprofile, sys.setprofile),
    (lambda: logging.root.level, logging.root.setLevel),
    (lambda: logging.root.manager.disable, logging.disable),
    (lambda: torch.backends.cudnn.deterministic, functools.partial(setattr, torch.backends.cudnn, "deterministic")),
    (lambda: torch.backends.cudnn.benchmark, functools.partial(setattr, torch.backends.cudnn, "benchmark")),
    (torch.is_autocast_cache_enabled, torch.set_autocast_cache_enabled),
    (lambda: torch.get_autocast_dtype("cpu"), functools.partial(torch.set_autocast_dtype, "cpu")),
    (torch._C._is_multithreading_enabled, torch._C._set_multithreading_enabled),
    (torch._C._check_sparse_tensor_invariants, torch._C._set_check_sparse_tensor_invariants),
)
"""What is read by the first function and set by the second."""


_ASSIGNS = re.compile(
    r"(?<!\bself)\.\s*(?!(?:grad|requires_grad|data)\b)\w+\s*(?:=(?!=)|[-+*/|&]=)"
    r"|^[^()=\n]*\.\s*\w+\s*,[^()=]*=(?!=)|\bdel\b|attr\(|__|vars\(|patch|exec\(|eval\(",
    re.MULTILINE,
)
"""What is in the text of every program that changes a module, a class or a function, and in few of the others. To look
whether it did takes longer than most programs: each object that is looked at is a page copied.
"""


class Leftovers:
    """The state of this process as it is now, to be put back after each program of these texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        assigns = any(map(_ASSIGNS.search, texts))
        self._safekeeping = Safekeeping(assigns, _changeable() if assigns else ())
        self._tables: List[Tuple[Dict[Any, Any], Dict[Any, Any]]] = [
            (table, dict(table)) for table in (copyreg.dispatch_table, *_hook_tables())
        ]
        self._lists: List[Tuple[List[Any], List[Any]]] = [
            (each, list(each)) for each in (sys.path, sys.meta_path, logging.root.handlers, gc.callbacks)
        ]
        self._environ = dict(os.environ)
        self._folder = os.getcwd()
        self._is_scratch = not os.listdir(".")
        self._switches = [read() for read, _ in _SWITCHES]
        self._decimal = decimal.getcontext().copy()
        self._numpy = _numpy_errors()
        self._signals = [signal.getsignal(each) for each in _SIGNALS]
        self._threads = threading.active_count()

    def put_back(self) -> None:
        """Undo what a program has left. Ends the process if that is not possible."""
        if threading.active_count() > self._threads:
            os._exit(SPOILT)
        self._safekeeping.put_back()
        for table, then in self._tables:
            if table != then:
                table.clear()
                table.update(then)
        for listed, then_listed in self._lists:
            if listed != then_listed:
                listed[:] = then_listed
        if os.environ != self._environ:
            os.environ.clear()
            os.environ.update(self._environ)
        if os.getcwd() != self._folder:
            os.chdir(self._folder)
        for name in os.listdir(".") if self._is_scratch else ():
            _remove(name)
        for (read, write), then_set in zip(_SWITCHES, self._switches):
            if read() != then_set:
                write(then_set)
        for each, handler in zip(_SIGNALS, self._signals):
            if signal.getsignal(each) is not handler:
                signal.signal(each, handler)
        while torch._C._autograd._top_saved_tensors_default_hooks(True):
            torch._C._autograd._pop_saved_tensors_default_hooks()
        decimal.setcontext(self._decimal.copy())
        if _numpy_errors() != self._numpy:
            sys.modules["numpy"].seterr(**self._numpy)
        warnings.onceregistry.clear()  # type: ignore[attr-defined]


def _changeable() -> List[Any]:
    """The modules and classes that a program may change, of those that are loaded."""
    modules = [module for module in map(sys.modules.get, _MODULES) if module is not None]
    classes = [value for module in _CLASSES_OF for value in vars(module).values() if isinstance(value, type)]
    return [*modules, *classes]


def _remove(name: str) -> None:
    """Remove a file or a folder that a program has made."""
    if os.path.isdir(name) and not os.path.islink(name):
        shutil.rmtree(name, ignore_errors=True)
    else:
        os.unlink(name)


def _hook_tables() -> List[Dict[Any, Any]]:
    """The hooks of all modules of torch.nn, by kind."""
    named = vars(torch.nn.modules.module).items()
    return [table for name, table in named if name.startswith("_global_") and isinstance(table, dict)]


def _numpy_errors() -> Dict[str, str]:
    numpy: Any = sys.modules.get("numpy")
    return dict(numpy.geterr()) if numpy is not None else {}
