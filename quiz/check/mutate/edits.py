"""A program with one node of its tree replaced, written out as Python again."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Variant:
    """A program made from another: `change` says in a few words what was done, such as "dim 0 is 1"."""

    change: str
    text: str


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
    """The program in which the node of this number is what `change` makes of a copy; None takes a statement out.

    A block that would be empty holds `pass`.
    """
    copied = copy.deepcopy(tree)
    target = next(node for at, node in enumerate(ast.walk(copied)) if at == number)
    return written(_Replacing(target, change).visit(copied))


class _Replacing(ast.NodeTransformer):
    def __init__(self, target: ast.AST, change: Callable[[ast.AST], ast.AST | None]) -> None:
        self.target, self.change = target, change

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.target:
            made = self.change(node)
            return ast.Pass() if made is None else made
        visited: ast.AST = self.generic_visit(node)
        return visited


def expression(text: str) -> ast.expr:
    """The tree of an expression that is known to be one."""
    return ast.parse(text, mode="eval").body
