"""Measuring randomness in a `check`: the helpers that every check can call, whatever the program beside it binds.

Each gives True or False, draws from generators of its own, and leaves those of the process as they were. Where chance
decides, what is truly random fails less often than once in a million calls.
"""

from __future__ import annotations

import contextlib
import json
import math
import random
import sys
from typing import Any, Callable, Dict, Iterator

import torch

from ..wire import CHECK_HELPERS
from . import rng
from .carry import NotCarried, packed

ERRORS = 6.0
"""How many standard errors a mean or a spread may be off: chance alone exceeds them twice in 10 ** 9."""
CALLS = 24
"""After how many equal results a call gives the same each time: a coin does so once in 2 ** 23."""
RARE = 1e-7
"""The probability below which a coincidence is no chance."""
_SEED = 2147483629
_KURTOSIS = 9.0
"""The heaviest tails for which a spread is measured: those of entries that are 1 with probability 0.1."""


def fresh_each_call(call: Callable[[], Any]) -> bool:
    """Whether `call()` gives different results: no constant, and nothing drawn after a seed that it sets itself."""
    with _generators_kept():
        return _varies(lambda at: call())


def uses_generator(call: Callable[[Any], Any]) -> bool:
    """Whether `call(g)` draws from the torch.Generator `g`, and from nothing else.

    The same state of `g` gives the same result, wherever the generators of the process stand, and another state
    another; `g` has advanced, and the generators of the process have not.
    """

    def drawn(seed: int) -> Any:
        generator = _generator(seed)
        before = generator.get_state()
        found = call(generator)
        return found, not torch.equal(generator.get_state(), before)

    with _generators_kept():
        if not (_is_function_of_its_seed(lambda seed: drawn(seed)[0]) and drawn(_SEED)[1]):
            return False
        one = _generator(_SEED)
        return _varies(lambda at: call(one))


def uses_seed(call: Callable[[int], Any]) -> bool:
    """Whether `call(seed)` depends on its seed, and on nothing else that is random, which it leaves as it was."""
    with _generators_kept():
        return _is_function_of_its_seed(call)


def independent_entries(values: Any) -> bool:
    """Whether each entry of a tensor of at least two dims is drawn for itself, all from one distribution.

    False when rows (along dim 0) or columns share their draws, when one mask or one value stands for all, and when
    the means of rows or columns vary more than chance allows. Entries may be bool, whole or floating; tails much
    heavier than those of a normal distribution count as dependence.
    """
    table = torch.as_tensor(values).detach().to("cpu", torch.float64)
    if table.dim() < 2 or table.numel() < 2:
        raise ValueError("independent_entries needs a tensor of at least two dims")
    table = table.flatten(1)
    variance = float(table.var())
    if not variance > 0:
        return False
    shares = table.unique(return_counts=True)[1].double() / table.numel()
    for lines in (table, table.t()):
        count, length = lines.shape
        if count < 2:
            continue
        # Chance makes two lines equal with this probability; any two, with that of all pairs together.
        coincidence = float(shares.square().sum()) ** length
        if coincidence * count * (count - 1) / 2 < RARE and len(lines.unique(dim=0)) < count:
            return False
        dispersion = length * float(lines.mean(1).sub(table.mean()).square().sum()) / variance
        if _beyond(dispersion, count - 1) < RARE:
            return False
    return True


def mean_near(values: Any, mean: float, std: float) -> bool:
    """Whether the mean of a tensor is `mean`, to within six standard errors of entries with deviation `std`."""
    entries = torch.as_tensor(values).detach().double().flatten()
    return abs(float(entries.mean()) - mean) <= ERRORS * std / math.sqrt(len(entries))


def spread_near(values: Any, std: float) -> bool:
    """Whether the standard deviation of a tensor is `std`, to within six standard errors of its variance.

    For uniform, normal and two-valued entries; a rarer value than one in ten counts as an outlier.
    """
    entries = torch.as_tensor(values).detach().double().flatten()
    count, variance = len(entries), std * std
    away = entries.sub(entries.mean()).square()
    tails = min(float(away.square().mean()) / max(float(away.mean()) ** 2, 1e-300), _KURTOSIS)
    error = variance * math.sqrt(max(tails - 1, 0.0) / count)
    return abs(float(away.mean()) - variance) <= ERRORS * error + ERRORS**2 * variance / count


HELPERS: Dict[str, Callable[..., bool]] = {name: globals()[name] for name in CHECK_HELPERS}
"""The helpers by the names that a check calls them by."""


def _is_function_of_its_seed(call: Callable[[int], Any]) -> bool:
    rng.seed_all(1)
    stood = rng.state()
    first = _data(call(_SEED))
    if rng.moved(stood):
        return False
    rng.seed_all(2)
    return first == _data(call(_SEED)) and _varies(lambda at: call(_SEED + at))


def _varies(call: Callable[[int], Any]) -> bool:
    """Whether some result differs from the first; `call` gets the number of the call."""
    first = _data(call(0))
    return any(_data(call(at)) != first for at in range(1, CALLS))


def _data(value: Any) -> str:
    """A result as text that is the same for the same values. Raises TypeError when it holds more than data."""
    try:
        return json.dumps(packed(value))
    except NotCarried as why:
        raise TypeError("only data can be compared, and the call gives {}".format(why)) from None


def _generator(seed: int) -> torch.Generator:
    return torch.Generator(device=torch.empty(0).device).manual_seed(seed)


@contextlib.contextmanager
def _generators_kept() -> Iterator[None]:
    """Leave the random generators of the process as they are now."""
    numpy = sys.modules.get("numpy")
    python, arrays = random.getstate(), numpy.random.get_state() if numpy is not None else None
    with torch.random.fork_rng(devices=range(torch.cuda.device_count()) if torch.cuda.is_initialized() else []):
        try:
            yield
        finally:
            random.setstate(python)
            if numpy is not None:
                numpy.random.set_state(arrays)


def _beyond(value: float, freedom: int) -> float:
    """The probability that a chi-squared variable exceeds the value."""
    half = torch.tensor([freedom / 2, value / 2], dtype=torch.float64)
    return float(torch.special.gammaincc(half[0], half[1]))
