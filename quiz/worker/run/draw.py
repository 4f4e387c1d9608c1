"""Drawing the values of a question: f(card, seed), the same on every machine with the same torch."""

from __future__ import annotations

import math
import random
from typing import Any, Dict, List, Tuple

import torch

from ..wire import JobWire
from . import refusals
from .rng import seed_all, seed_of
from .source import compiled


class Unposable(Exception):
    """The card's own draw fails: `stage` and `name` say where."""

    def __init__(self, stage: str, name: str, message: str) -> None:
        super().__init__(message)
        self.stage = stage
        self.name = name


def draw(job: JobWire, setup: Dict[str, Any]) -> Tuple[int, Dict[str, str]]:
    """The first attempt from `job["first"]` on whose `require` is true, and its literals by name.

    Raises Unposable when an expression raises, gives something without a literal, or no attempt is left.
    """
    for attempt in range(job["first"], job["attempts"]):
        number = seed_of(job["seed"], attempt)
        seed_all(number)
        # The names stay separate from the setup's, so that one attempt does not affect the next.
        names: Dict[str, Any] = dict(setup, rng=random.Random(number))
        literals = drawn(job["draw"], names, "draw")
        if not job["require"] or _evaluate(job["require"], names, "require", ""):
            return attempt, literals
    raise Unposable("draw", "", f"no draw of {job['attempts']} met `require` and kept the beliefs apart")


def drawn(pairs: List[List[str]], names: Dict[str, Any], stage: str) -> Dict[str, str]:
    """The literals of (name, expression) pairs; each is bound to its name for the next ones."""
    literals: Dict[str, str] = {}
    for name, expression in pairs:
        names[name] = _evaluate(expression, names, stage, name)
        literals[name] = literal(names[name], name)
    return literals


def _evaluate(expression: str, names: Dict[str, Any], stage: str, name: str) -> Any:
    try:
        return eval(compiled(expression.strip(), f"<{stage}>", "eval"), names)
    except Exception as error:
        reason = refusals.reason(error) or f"{type(error).__name__}: {error}"
        raise Unposable(stage, name, reason) from None


def literal(value: Any, name: str) -> str:
    """The Python text that evaluates to `value`: literals, lists, tuples, dicts, dtypes and tensors."""
    if value is None or isinstance(value, (bool, int, str)):
        return repr(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else f"float('{value}')"
    if isinstance(value, complex):
        return repr(value)
    if isinstance(value, torch.dtype):
        return str(value)
    if isinstance(value, torch.Tensor):
        return f"torch.tensor({literal(value.tolist(), name)}, dtype={value.dtype})"
    if isinstance(value, list):
        return "[" + ", ".join(_literals(value, name)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(_literals(value, name)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, dict):
        pairs = (f"{literal(key, name)}: {literal(item, name)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    raise Unposable(
        "draw", name, f"gives a {type(value).__name__}; only literals, lists, dicts, dtypes and tensors can be drawn"
    )


def _literals(values: Any, name: str) -> List[str]:
    return [literal(value, name) for value in values]
