"""Evaluating the `check` of a card part by part: which part of an `and` chain is false, and its two sides."""

from __future__ import annotations

import ast
import copy
from typing import Any, Dict, List, NamedTuple, Optional, Set, Tuple

import torch

from .program import message_of
from .randomness import HELPERS
from .source import compiled

CHECK = "<check>"
COMPARING = ("equal", "allclose", "isclose", "array_equal", "is_same_size")
"""Functions whose first two arguments are compared."""
_GOT, _WANT = "__got__", "__want__"


class Unmet(NamedTuple):
    """A part of a check that is false, and "" or what it raised; the sides are set when it compares two things."""

    part: str
    error: str
    sides: Optional[Tuple[str, Any, str, Any]]
    """The text and the value of what was got, then of what was wanted."""


def unmet(check: str, namespace: Dict[str, Any]) -> Optional[Unmet]:
    """The first part of the check that is false, None when all are true. Never raises an Exception."""
    for part in _parts(ast.parse(check.strip(), CHECK, "eval").body):
        text = ast.unparse(part)
        try:
            holds, sides = _evaluated(part, namespace)
            if isinstance(holds, torch.Tensor) and holds.dtype == torch.bool and holds.numel() == 1:
                holds = bool(holds)
            if type(holds).__module__ == "numpy" and type(holds).__name__ in ("bool", "bool_"):
                holds = bool(holds)
        except Exception as error:
            return Unmet(text, message_of(error), None)
        if holds is not True:
            error_text = "" if holds is False else "it is a {}, neither True nor False".format(type(holds).__name__)
            return Unmet(text, error_text, sides)
    return None


def names(check: str) -> Set[str]:
    """The names that a check reads, without those of the helpers."""
    tree = ast.parse(check.strip(), CHECK, "eval")
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id not in HELPERS}


def _parts(expression: ast.expr) -> List[ast.expr]:
    if isinstance(expression, ast.BoolOp) and isinstance(expression.op, ast.And):
        return [part for value in expression.values for part in _parts(value)]
    return [expression]


def _evaluated(part: ast.expr, namespace: Dict[str, Any]) -> Tuple[Any, Optional[Tuple[str, Any, str, Any]]]:
    """The value of a part, with each side of its comparison evaluated once."""
    compared = copy.deepcopy(part)
    found = _sides(compared)
    if found is None:
        return _value(part, namespace), None
    holder, first, second = found
    left, right = _value(first, namespace), _value(second, namespace)
    _put(holder, first, _GOT)
    _put(holder, second, _WANT)
    inside = dict(namespace)
    inside[_GOT], inside[_WANT] = left, right
    sides = (ast.unparse(first), left, ast.unparse(second), right)
    if not _reads(first) and _reads(second):  # `3 == len(x)`: the wanted value is on the left
        sides = (sides[2], sides[3], sides[0], sides[1])
    return _value(compared, inside), sides


def _sides(part: ast.expr) -> Optional[Tuple[Any, ast.expr, ast.expr]]:
    """The node that compares, and the two expressions it compares."""
    if isinstance(part, ast.Compare) and len(part.ops) == 1:
        return part, part.left, part.comparators[0]
    if not isinstance(part, ast.Call):
        return None
    called = part.func.attr if isinstance(part.func, ast.Attribute) else getattr(part.func, "id", "")
    plain = not any(isinstance(argument, ast.Starred) for argument in part.args)
    if called in COMPARING and len(part.args) >= 2 and plain:
        return part, part.args[0], part.args[1]
    if called == "bool" and len(part.args) == 1:
        return _sides(part.args[0])
    if called in ("all", "item") and isinstance(part.func, ast.Attribute) and not part.args:
        return _sides(part.func.value)
    return None


def _put(holder: Any, node: ast.expr, name: str) -> None:
    """Replace one side of the comparison by a name."""
    stand_in = ast.copy_location(ast.Name(name, ast.Load()), node)
    if isinstance(holder, ast.Call):
        holder.args = [stand_in if argument is node else argument for argument in holder.args]
    elif holder.left is node:
        holder.left = stand_in
    else:
        holder.comparators = [stand_in]


def _reads(node: ast.expr) -> bool:
    """Whether an expression reads any name but torch's."""
    return any(isinstance(part, ast.Name) and part.id != "torch" for part in ast.walk(node))


def _value(node: ast.expr, namespace: Dict[str, Any]) -> Any:
    """The value of an expression. The helpers are its parameters, whatever the namespace has bound to their names."""
    used = sorted({part.id for part in ast.walk(node) if isinstance(part, ast.Name) and part.id in HELPERS})
    if not used:
        return eval(compiled(ast.Expression(node), CHECK, "eval"), namespace)
    given = ast.arguments([], [ast.arg(name) for name in used], None, [], [], None, [])
    function = ast.fix_missing_locations(ast.copy_location(ast.Lambda(given, node), node))
    return eval(compiled(ast.Expression(function), CHECK, "eval"), namespace)(*(HELPERS[name] for name in used))
