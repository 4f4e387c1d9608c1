"""Editing a program's syntax tree: one node replaced, and the tree written out as Python again."""

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

    `constant` marks a program that ignores its input: when it is right on all draws, the draws never differ.
    `shuffled` marks a program that only moves cells drawn at random, which are as right in any order.
    """

    change: str
    text: str
    constant: bool = False
    shuffled: bool = False


def read(text: str) -> ast.Module | None:
    """The tree of a program; None when it is not Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def written(tree: ast.AST) -> str:
    """The tree as Python, with made-up positions for its nodes."""
    return ast.unparse(ast.fix_missing_locations(tree))


def each(tree: ast.Module, kind: type[Node]) -> Iterator[tuple[int, Node]]:
    """Every node of a kind with its number in the walk of the tree."""
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, kind):
            yield number, node


def with_node(tree: ast.Module, number: int, change: Callable[[ast.AST], ast.AST | None]) -> str:
    """The program with node `number` replaced by what `change` makes of a copy; when that is None, by `pass`.

    The tree is changed, written and changed back: copying the whole of it would cost more than everything else.
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
    """The program with node `number` replaced by `made`."""
    return with_node(tree, number, lambda _: copy.deepcopy(made))


def expression(text: str) -> ast.expr:
    """The tree of a text that is known to be an expression."""
    return ast.parse(text, mode="eval").body
