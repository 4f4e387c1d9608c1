"""Which tensors of the code may be drawn while the question is open: those from which the answer cannot be read off."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from math import isclose, isnan

from quiz.answer.value import Tensor

_MAKERS = frozenset(
    ("tensor", "as_tensor", "arange", "linspace", "eye", "zeros", "ones", "full", "rand", "randn", "randint")
)
_LAYING = frozenset(("reshape", "view", "float", "double", "long", "int"))
"""Methods after a constructor that leave the tensor as plain as it was."""
_READERS = frozenset(
    (
        *("len", "list", "tuple", "int", "float", "bool", "sorted", "size", "numel", "nelement", "dim", "item"),
        *("tolist", "sum", "mean", "min", "max", "amin", "amax", "all", "any", "count_nonzero", "equal", "allclose"),
    )
)
"""Functions and methods whose result can be read off from a drawing of what they are given."""


def may_be_open(value: ast.expr, drawn: Tensor, is_read: bool) -> bool:
    """Whether the tensor that `value` makes may be shown at once; `is_read` says that the answer is read off from it.

    It must be made of plain numbers. What the code spells cell by cell may be shown whatever is asked, unless torch
    made other numbers of them.
    """
    maker = _maker(value)
    if maker is None:
        return False
    cells = _cells(maker.args[0]) if _called(maker) in ("tensor", "as_tensor") and maker.args else None
    if cells is None:
        return not is_read
    return len(cells) == len(drawn.cells) and all(map(_is_as_typed, cells, drawn.cells))


def read_off(answer: ast.expr | None, bound: Mapping[str, ast.expr]) -> frozenset[str]:
    """The names of tensors made of plain numbers that the answer is read off from: `len(a)`, `a[2]`, `a.shape[0] - 1`.

    `bound` is what each name is bound to. A name whose tensor some other function has changed is not among them.
    """
    found: set[str] = set()
    seen: set[str] = set()
    nodes: list[ast.AST] = [] if answer is None else [answer]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Name) and node.id in bound and node.id not in seen:
            seen.add(node.id)
            if _maker(bound[node.id]) is not None:
                found.add(node.id)
            else:
                nodes.append(bound[node.id])
        elif not (
            (isinstance(node, ast.Call) and _called(node) not in _READERS)
            or (isinstance(node, ast.Attribute) and node.attr == "grad")  # no drawing shows it
        ):
            nodes.extend(ast.iter_child_nodes(node))
    return frozenset(found)


def _maker(value: ast.expr) -> ast.Call | None:
    """The call of a constructor of torch that makes a tensor of plain numbers which can be read in the code."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        on = value.func.value
        if isinstance(on, ast.Name):
            return value if on.id == "torch" and value.func.attr in _MAKERS else None
        if value.func.attr not in _LAYING:
            return None
        value = on
    return None


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _cells(literal: ast.expr) -> Sequence[float | complex] | None:
    """The numbers of a literal in row-major order; None when it is more than numbers in brackets."""
    if isinstance(literal, ast.List | ast.Tuple):
        parts = [_cells(part) for part in literal.elts]
        return None if None in parts else [cell for part in parts if part is not None for cell in part]
    if isinstance(literal, ast.Call) and _called(literal) == "float" and len(literal.args) == 1:
        literal = literal.args[0]
        text = literal.value if isinstance(literal, ast.Constant) else None
        return [float(text)] if text in ("nan", "inf", "-inf") else None
    try:
        cell = ast.literal_eval(literal)
    except (ValueError, TypeError):
        return None
    return [cell] if isinstance(cell, int | float | complex) else None


def _is_as_typed(typed: float | complex, drawn: object) -> bool:
    """Whether a cell is the number that was typed; a fraction may have been rounded a little, a whole number not."""
    if typed == drawn or not isinstance(drawn, int | float) or isinstance(typed, complex):
        return typed == drawn
    if isnan(typed) or isnan(drawn):
        return isnan(typed) and isnan(drawn)
    return typed % 1 != 0 and isclose(typed, drawn, rel_tol=1e-6)
