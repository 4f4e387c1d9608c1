"""A program with one node of its tree replaced, written out as Python again."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Variant:
    """A program made from another: `change` says in a few words what was done, such as "dim 0 is 1".

    `constant` is a program that answers without looking: right on all draws, it says that they never differ.
    """

    change: str
    text: str
    constant: bool = False


def read(text: str) -> ast.Module | None:
    """The tree of a program; None where it is no Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def written(tree: ast.AST) -> str:
    """The tree as Python, with the places of its nodes made up."""
    return ast.unparse(ast.fix_missing_locations(tree))


def each(tree: ast.Module, kind: type[Node]) -> Iterator[tuple[int, Node]]:
    """Every node of a kind with its number in the walk of the tree."""
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, kind):
            yield number, node


def with_node(tree: ast.Module, number: int, change: Callable[[ast.AST], ast.AST | None]) -> str:
    """The program in which the node of this number is what `change` makes of a copy; None leaves `pass` in its place.

    The tree is changed, written and changed back: a copy of the whole of it would cost more than all else.
    """
    target = next(node for at, node in enumerate(ast.walk(tree)) if at == number)
    put, part = _place(tree, target)
    put(change(copy.deepcopy(part)) or ast.Pass())
    try:
        return written(tree)
    finally:
        put(part)


def _place(tree: ast.AST, target: ast.AST) -> tuple[Callable[[ast.AST], None], ast.AST]:
    """What puts another node in the place of this one."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                return partial(setattr, parent, name), target
            if isinstance(value, list):
                for at, item in enumerate(value):
                    if item is target:
                        return partial(value.__setitem__, at), target
    raise ValueError("the node is not of this tree")


def with_other(tree: ast.Module, number: int, made: ast.AST) -> str:
    """The program in which the node of this number is another one."""
    return with_node(tree, number, lambda _: copy.deepcopy(made))


def expression(text: str) -> ast.expr:
    """The tree of an expression that is known to be one."""
    return ast.parse(text, mode="eval").body
