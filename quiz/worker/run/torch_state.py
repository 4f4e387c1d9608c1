"""Resetting the settings of torch that card code may change, between the tasks of one job."""

from __future__ import annotations

import contextlib
import warnings
from typing import Any, List

import torch
from torch import _tensor_str
from torch.utils import _python_dispatch

_left: List[Any] = []
"""Contexts entered to leave others. Releasing one would restore what it removed."""

DEVICES = ("cpu", "cuda")
_PRINTED = dict(vars(_tensor_str.PRINT_OPTS))
_ALWAYS = [("always", None, Warning, None, 0)]


def leave() -> None:
    """Leave every mode that code has entered and not left, so that torch has its default behaviour again."""
    if torch._C._len_torch_function_stack():
        with contextlib.suppress(Exception):
            torch.set_default_device(None)
        while torch._C._len_torch_function_stack():
            torch._C._pop_torch_function_stack()
    if torch._C._len_torch_dispatch_stack():
        _enter(_python_dispatch._disable_current_modes())
    if torch.is_inference_mode_enabled():
        _enter(torch.inference_mode(False))
    for device in DEVICES:
        if torch.is_autocast_enabled(device):
            torch.set_autocast_enabled(device, False)
    if not torch.is_grad_enabled():
        torch._C._set_grad_enabled(True)


def reset() -> None:
    """Everything that `leave` does, and the settings that printing the last value still depended on.

    Each is checked before it is set: a write in a child copies a page, and mostly nothing was changed.
    """
    leave()
    if torch.get_default_dtype() is not torch.float32:
        torch.set_default_dtype(torch.float32)
    if vars(_tensor_str.PRINT_OPTS) != _PRINTED:
        torch.set_printoptions(profile="default")
    if torch.are_deterministic_algorithms_enabled():  # checked first: switching it imports half of torch's compiler
        torch.use_deterministic_algorithms(False)
    if torch.is_anomaly_enabled():
        torch.autograd.set_detect_anomaly(False)
    if torch.get_num_threads() != 1:  # as the worker is started
        torch.set_num_threads(1)
    if torch.get_float32_matmul_precision() != "highest":
        torch.set_float32_matmul_precision("highest")
    torch.set_flush_denormal(False)
    # Whether a task's warning is seen must not depend on being the first in the process to give it.
    if not torch.is_warn_always_enabled():
        torch.set_warn_always(True)
    if warnings.filters != _ALWAYS:
        warnings.resetwarnings()
        warnings.simplefilter("always")


def _enter(context: Any) -> None:
    context.__enter__()
    _left.append(context)
