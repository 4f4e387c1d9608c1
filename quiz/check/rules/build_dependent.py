"""Answers that depend on the build of torch: cells of rounding noise, and vectors with arbitrary signs."""

from __future__ import annotations

import ast
import math
import re

from quiz.answer.value import Outcome, Series, Tensor, Value
from quiz.deck import python

NOISE = 16
"""A cell no larger than this many units in the last place of the largest one is a sum that should be 0."""
_EPS = {
    "float64": 2.0**-52,
    "float32": 2.0**-23,
    "float16": 2.0**-10,
    "bfloat16": 2.0**-7,
    "complex128": 2.0**-52,
    "complex64": 2.0**-23,
}
_PRINTED = re.compile(r"(?<![\w.])-?\d+\.(?:\d+)?(?:e[+-]?\d+)?(?![\w.])")
_SIGNLESS: dict[str, set[object]] = {
    "eigh": {1, "eigenvectors"},
    "eig": {1, "eigenvectors"},
    "svd": {0, 2, "U", "V", "Vh"},
    "svd_lowrank": {0, 2},
    "pca_lowrank": {0, 2},
    "lobpcg": {1},
    "qr": {0, 1, "Q", "R"},
}
"""For each function, which of its results, by place or by name, are determined only up to their signs."""
_SIGN_LOST = frozenset(["abs", "absolute", "square", "norm", "vector_norm", "matmul", "mm", "bmm", "einsum", "outer"])


def noise(outcome: Outcome) -> float | None:
    """A cell of the answer that is rounding noise next to the others, so 0 in another build; None when none is."""
    printed = [float(number) for number in _PRINTED.findall(outcome.printed)] if "tensor" in outcome.printed else []
    return _noise(printed, _EPS["float32"]) or _noise_of(outcome.value)


def _noise_of(value: Value) -> float | None:
    if isinstance(value, Series):
        return next((found for item in value.items if (found := _noise_of(item)) is not None), None)
    if not isinstance(value, Tensor) or value.dtype not in _EPS:
        return None
    parts = [part for cell in value.cells if isinstance(cell, float | complex) for part in _parts(cell)]
    return _noise(parts, _EPS[value.dtype])


def _parts(cell: float | complex) -> tuple[float, ...]:
    return (cell.real, cell.imag) if isinstance(cell, complex) else (cell,)


def _noise(numbers: list[float], eps: float) -> float | None:
    sizes = [abs(number) for number in numbers if math.isfinite(number)]
    bound = NOISE * eps * max(sizes, default=0.0)
    return next((number for number in numbers if 0 < abs(number) < bound), None)


def signless(code: str) -> str:
    """The function whose vectors the last expression shows unchanged, though another build may flip their signs.

    "" when there is none. A vector that is multiplied, squared or made absolute is fine.
    """
    tree = python.read(code, "exec")
    if isinstance(tree, python.SyntaxFault) or not isinstance(tree, ast.Module) or not tree.body:
        return ""
    whole: dict[str, str] = {}
    vectors: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and (function := _decomposed(node.value)):
            target = node.targets[0]
            if isinstance(target, ast.Name):
                whole[target.id] = function
            elif isinstance(target, ast.Tuple):
                names = [part.id if isinstance(part, ast.Name) else "" for part in target.elts]
                vectors |= {name: function for at, name in enumerate(names) if at in _SIGNLESS[function]}
    last = tree.body[-1]
    return _shown(last.value, whole, vectors) if isinstance(last, ast.Expr) else ""


def _decomposed(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name if name in _SIGNLESS else ""
    return ""


def _shown(node: ast.expr, whole: dict[str, str], vectors: dict[str, str]) -> str:
    """The function whose vectors this expression shows with their signs."""
    if isinstance(node, ast.Name):
        return vectors.get(node.id, "")
    if isinstance(node, ast.Attribute | ast.Subscript):
        key = node.attr if isinstance(node, ast.Attribute) else _index(node.slice)
        function = whole.get(node.value.id, "") if isinstance(node.value, ast.Name) else _decomposed(node.value)
        if function:
            return function if key in _SIGNLESS[function] else ""
        if isinstance(node, ast.Attribute) and node.attr in ("shape", "dtype", "ndim"):
            return ""
        return _shown(node.value, whole, vectors)
    if isinstance(node, ast.Tuple | ast.List):
        return next((found for part in node.elts if (found := _shown(part, whole, vectors))), "")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr not in _SIGN_LOST:
        # A method such as `.round()` or `.T` keeps the sign; for a function of torch, look at its first argument.
        return (
            _shown(node.func.value, whole, vectors)
            if not isinstance(node.func.value, ast.Name) or (node.func.value.id in vectors)
            else ""
        )
    return ""


def _index(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None
