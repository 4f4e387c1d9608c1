"""A digest of an argument of a learner's function, to notice whether the function changed it."""

from __future__ import annotations

import hashlib
from typing import Any, List

import torch

from ..capture.capture import capture
from ..capture.cells import NoCells, memory, plainly
from ..wire import pack

MAX_DEPTH = 16


def fingerprint(value: Any) -> str:
    """The sha256, in hexadecimal, of every cell, shape and dtype in a value; for a module, of its whole state."""
    digest = hashlib.sha256()
    _update(digest, value, 0)
    return digest.hexdigest()


def tensors(value: Any, path: str = "", depth: int = 0) -> List[Any]:
    """The (path, tensor) pairs within tuples, lists and dicts, and the parameters of modules."""
    if isinstance(value, torch.Tensor):
        return [(path, value)]
    found: List[Any] = []
    if depth < MAX_DEPTH:
        if isinstance(value, torch.nn.Module):
            for name, parameter in value.named_parameters():
                found.append((path + "." + name, parameter))
        elif isinstance(value, (tuple, list)):
            for at, item in enumerate(value):
                found += tensors(item, path + "[" + str(at) + "]", depth + 1)
        elif isinstance(value, dict):
            for key, item in value.items():
                found += tensors(item, path + "[" + repr(key)[:40] + "]", depth + 1)
    return found


def _update(digest: Any, value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, torch.nn.Module):
        _update(digest, dict(value.state_dict()), depth + 1)
    elif isinstance(value, torch.Tensor) and value.layout == torch.strided and not value.is_meta:
        digest.update(pack({"dtype": str(value.dtype), "shape": list(value.shape)}))
        try:
            with plainly():
                digest.update(memory(value.detach().resolve_conj().resolve_neg().cpu()))
        except (RuntimeError, NotImplementedError, NoCells):
            digest.update(pack(capture(value)))
    elif isinstance(value, (tuple, list)):
        digest.update(pack({"of": type(value).__name__, "length": len(value)}))
        for item in value:
            _update(digest, item, depth + 1)
    elif isinstance(value, dict):
        digest.update(pack({"of": "dict", "length": len(value)}))
        for key, item in value.items():
            digest.update(pack(capture(key)))
            _update(digest, item, depth + 1)
    else:
        digest.update(pack(capture(value)))
