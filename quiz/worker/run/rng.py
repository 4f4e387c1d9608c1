"""Random generators: seeding every one that card code can draw from, and noticing whether it did."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import random
import sys
from typing import Any, Callable, Dict

import torch

from ..capture.cells import memory, plainly


def _lean_sha256() -> Callable[[bytes], Any]:
    """Python's own: hashlib prefers OpenSSL's, whose first use in a process costs a child 0.2 ms."""
    for module in ("_sha2", "_sha256", "hashlib"):  # from Python 3.12 on; before; where it was built without
        with contextlib.suppress(ImportError):
            found: Callable[[bytes], Any] = importlib.import_module(module).sha256
            return found
    raise ImportError("no SHA-256")


_MT19937_BYTES = 624 * 4 + 4
"""A Mersenne twister: its words, and how many of them have been used. Normal numbers kept for later are not in it: the
first of a pair moves it.
"""
_sha256 = _lean_sha256()


def seed_of(seed: int, attempt: int) -> int:
    """H(seed, attempt): 63 bits, independent of the platform."""
    digest = _sha256(f"{seed}:{attempt}".encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1


def seed_all(number: int) -> None:
    """Seed random, torch and, where the card uses it, numpy. Fork reseeds `random` but not torch."""
    random.seed(number)
    # Not torch.manual_seed: without a GPU it keeps a stack trace for each kind of device, which takes 10 ms.
    torch.default_generator.manual_seed(number)
    if torch.cuda.is_initialized():
        torch.cuda.manual_seed_all(number)
    if torch.backends.mps.is_built() and torch.backends.mps.is_available():
        torch.mps.manual_seed(number)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(number % 2**32)


def state() -> Dict[str, Any]:
    """The states of the generators that `seed_all` seeds.

    A generator that card code made for itself is not included: its values follow from its seed.
    """
    states: Dict[str, Any] = {"random": random.getstate()}
    with plainly():
        states["torch"] = memory(torch.default_generator.get_state())
        if torch.backends.mps.is_built() and torch.backends.mps.is_available():
            states["mps"] = memory(torch.mps.get_rng_state())
    if torch.cuda.is_initialized():
        states["cuda"] = [
            (generator.initial_seed(), generator.get_offset()) for generator in torch.cuda.default_generators
        ]
    if "numpy.random" in sys.modules:
        states["numpy"] = _numpy_state(sys.modules["numpy.random"])
    return states


def _numpy_state(numpy_random: Any) -> Any:
    """The state of numpy's generator. Asked for it, numpy makes an array cell by cell, which takes 0.1 ms: it is read
    where it lies, if it is of the kind that lies there by default.
    """
    generator: Any = getattr(getattr(numpy_random.mtrand, "_rand", None), "_bit_generator", None)
    if type(generator).__name__ == "MT19937":
        return ctypes.string_at(generator.ctypes.state_address, _MT19937_BYTES)
    name, keys, *rest = numpy_random.get_state()
    return (name, keys.tobytes(), *rest)


def moved(before: Dict[str, Any]) -> bool:
    """Whether the state of a generator has changed. A generator that did not exist before does not count."""
    after = state()
    return any(name in after and after[name] != stood for name, stood in before.items())
