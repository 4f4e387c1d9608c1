"""The gradients of the arguments of a learner's function, for a fixed weighting of all its outputs."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

import torch

from .fingerprint import tensors


def asked(args: Tuple[Any, ...]) -> None:
    """If no argument requires grad, make every floating one require it, so that there are gradients to compare."""
    inputs = [tensor for _, tensor in tensors(args) if _differentiable(tensor)]
    if not any(tensor.requires_grad for tensor in inputs):
        for tensor in inputs:
            tensor.requires_grad_(True)


def gradients(out: Any, args: Tuple[Any, ...]) -> List[Optional[torch.Tensor]]:
    """d(sum of out * weights) / d(each tensor argument); None if it requires none or the result does not reach it.

    The weights are 1, 9/8, 10/8 ... 14/8, 1 ...: different for neighbours, so that no two cells can be exchanged.
    """
    inputs = [tensor for _, tensor in tensors(args)]
    wanted = [at for at, tensor in enumerate(inputs) if tensor.requires_grad]
    outputs = [tensor for _, tensor in tensors(out) if tensor.requires_grad]
    found: List[Optional[torch.Tensor]] = [None] * len(inputs)
    if not wanted or not outputs:
        return found
    try:
        # One number: if weights are passed to `grad` itself, it imports half of torch's compiler (0.3 s).
        total = torch.stack([_total(output) for output in outputs]).sum()
        grads = torch.autograd.grad(total, [inputs[at] for at in wanted], allow_unused=True)
    except RuntimeError:
        return found  # the graph is gone, or an input was changed in place: there is no gradient
    for at, grad in zip(wanted, grads):
        found[at] = grad
    return found


def _total(output: torch.Tensor) -> torch.Tensor:
    """The weighted sum of one output; for a complex one, of its real and its imaginary parts."""
    real = torch.view_as_real(output.resolve_conj()) if output.is_complex() else output
    weights = 1 + torch.arange(real.numel(), device=real.device) % 7 / 8
    return (real.float() * weights.reshape(real.shape)).sum()


def _differentiable(tensor: torch.Tensor) -> bool:
    return bool(tensor.is_leaf) and (tensor.dtype.is_floating_point or tensor.dtype.is_complex)
