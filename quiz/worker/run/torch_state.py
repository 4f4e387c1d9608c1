"""The settings of torch that card code is known to change, put back between the tasks of one job."""

from __future__ import annotations

import contextlib
import warnings
from typing import Any, List

import torch
from torch import _tensor_str
from torch.utils import _python_dispatch

_left: List[Any] = []
"""Contexts entered to get out of others. Letting go of one would put back what it took away."""

DEVICES = ("cpu", "cuda")
_PRINTED = dict(vars(_tensor_str.PRINT_OPTS))
_ALWAYS = [("always", None, Warning, None, 0)]


def leave() -> None:
    """Get out of every mode that code has entered and not left: what follows is again what torch does by default."""
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
    """Everything that `leave` does, and the settings that a print of the last value still depended on.

    Each is looked at before it is set: what a child writes to is a page copied, and mostly nothing was changed.
    """
    leave()
    if torch.get_default_dtype() is not torch.float32:
        torch.set_default_dtype(torch.float32)
    if vars(_tensor_str.PRINT_OPTS) != _PRINTED:
        torch.set_printoptions(profile="default")
    if torch.are_deterministic_algorithms_enabled():  # asked first: switching it imports half of torch's compiler
        torch.use_deterministic_algorithms(False)
    if torch.is_anomaly_enabled():
        torch.autograd.set_detect_anomaly(False)
    if torch.get_num_threads() != 1:  # as the worker is started
        torch.set_num_threads(1)
    if torch.get_float32_matmul_precision() != "highest":
        torch.set_float32_matmul_precision("highest")
    torch.set_flush_denormal(False)
    # Each task stands or falls by its warning being seen, not by being the first of the process to give it.
    if not torch.is_warn_always_enabled():
        torch.set_warn_always(True)
    if warnings.filters != _ALWAYS:
        warnings.resetwarnings()
        warnings.simplefilter("always")


def _enter(context: Any) -> None:
    context.__enter__()
    _left.append(context)
