"""The devices that torch can compute on: listing them, initialising one, selecting it, waiting for it."""

from __future__ import annotations

from typing import List

import torch

from ..wire import CPU


def present() -> List[str]:
    """The CPU, then every GPU, found without touching one: a zygote that has initialised CUDA cannot fork.

    With PYTORCH_NVML_BASED_CUDA_CHECK=1 in the environment torch asks the driver's library (see its notes on CUDA).
    """
    found = [CPU]
    if torch.version.cuda or getattr(torch.version, "hip", None):
        found += [f"cuda:{index}" for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0)]
    if torch.backends.mps.is_built() and torch.backends.mps.is_available():
        found.append("mps")
    return found


def start(device: str) -> None:
    """Initialise the device in this process, before the question: a CUDA context takes some tenths of a second."""
    if device != CPU:
        (torch.ones(8, device=device) * 2).sum().item()


def use(device: str) -> None:
    """Make this the default device of card code."""
    if device != CPU:
        torch.set_default_device(device)


def wait() -> None:
    """Wait until all operations are done, so that an error of the device is raised where it belongs.

    Raises RuntimeError, for instance at a device-side assert.
    """
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()
    elif torch.backends.mps.is_built() and torch.backends.mps.is_available():
        torch.mps.synchronize()
