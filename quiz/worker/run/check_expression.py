"""Evaluating the `check` of a card part by part: which part of an `and` chain is false, and its two sides."""

from __future__ import annotations

import ast
import functools
from typing import Any, Dict, FrozenSet, List, NamedTuple, Optional, Tuple

import torch

from .program import message_of
from .randomness import HELPERS
from .source import TEXTS, compiled

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
    for part in _parts(check):
        try:
            holds, sides = part.evaluated(namespace)
            if isinstance(holds, torch.Tensor) and holds.dtype == torch.bool and holds.numel() == 1:
                holds = bool(holds)
            if type(holds).__module__ == "numpy" and type(holds).__name__ in ("bool", "bool_"):
                holds = bool(holds)
        except Exception as error:
            return Unmet(part.text, message_of(error), None)
        if holds is not True:
            error_text = "" if holds is False else "it is a {}, neither True nor False".format(type(holds).__name__)
            return Unmet(part.text, error_text, sides)
    return None


@functools.lru_cache(maxsize=TEXTS)
def names(check: str) -> FrozenSet[str]:
    """The names that a check reads, without those of the helpers."""
    tree = ast.parse(check.strip(), CHECK, "eval")
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id not in HELPERS)


class _Expression:
    """A piece of a check, compiled when it is first evaluated. `reads` is whether it reads any name but torch's."""

    def __init__(self, node: ast.expr) -> None:
        found = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        self.text = ast.unparse(node)
        self.reads = bool(found - {"torch"})
        self._node = node
        self._helpers = sorted(found.intersection(HELPERS))
        self._code: Any = None

    def value(self, namespace: Dict[str, Any]) -> Any:
        """Its value. The helpers are its parameters, whatever the namespace has bound to their names."""
        if self._code is None:
            self._code = compiled(ast.Expression(self._with_helpers()), CHECK, "eval")
        found = eval(self._code, namespace)
        return found(*(HELPERS[name] for name in self._helpers)) if self._helpers else found

    def _with_helpers(self) -> ast.expr:
        if not self._helpers:
            return self._node
        given = ast.arguments([], [ast.arg(name) for name in self._helpers], None, [], [], None, [])
        return ast.fix_missing_locations(ast.copy_location(ast.Lambda(given, self._node), self._node))


class _Part:
    """A part of a check, with each side of its comparison evaluated once if it compares two things."""

    def __init__(self, node: ast.expr) -> None:
        self.text = ast.unparse(node)
        self._sides: Optional[Tuple[_Expression, _Expression]] = None
        found = _sides(node)
        if found is not None:
            holder, first, second = found
            self._sides = _Expression(first), _Expression(second)
            _put(holder, first, _GOT)
            _put(holder, second, _WANT)
        self._whole = _Expression(node)

    def evaluated(self, namespace: Dict[str, Any]) -> Tuple[Any, Optional[Tuple[str, Any, str, Any]]]:
        """Its value, and the text and the value of each side."""
        if self._sides is None:
            return self._whole.value(namespace), None
        first, second = self._sides
        left, right = first.value(namespace), second.value(namespace)
        inside = dict(namespace)
        inside[_GOT], inside[_WANT] = left, right
        sides = (first.text, left, second.text, right)
        if not first.reads and second.reads:  # `3 == len(x)`: the wanted value is on the left
            sides = (sides[2], sides[3], sides[0], sides[1])
        return self._whole.value(inside), sides


@functools.lru_cache(maxsize=TEXTS)
def _parts(check: str) -> Tuple[_Part, ...]:
    """The parts of an `and` chain. They are made once for all draws on which the check has this text."""
    return tuple(map(_Part, _conjuncts(ast.parse(check.strip(), CHECK, "eval").body)))


def _conjuncts(expression: ast.expr) -> List[ast.expr]:
    if isinstance(expression, ast.BoolOp) and isinstance(expression.op, ast.And):
        return [part for value in expression.values for part in _conjuncts(value)]
    return [expression]


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
