"""Whether a `check` is about the objects themselves, which no copy can stand for, or about what they hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from quiz.ask.code.program import TEXTS
from quiz.deck import python

ATTRIBUTES = frozenset(
    (
        *("data_ptr", "storage", "untyped_storage", "storage_offset", "_base", "_version", "next_functions"),
        *("backward", "is_set_to", "is_shared", "share_memory", "is_conj", "is_neg", "register_hook"),
        *("shares_memory", "may_share_memory", "__dict__", "__code__", "__closure__", "f_globals"),
    )
)
"""What two objects that hold the same can differ in."""
FUNCTIONS = frozenset(("id", "vars", "globals", "locals", "dir", "eval", "exec"))
_SINGLE = ("dtype", "layout", "device", "__class__")


@lru_cache(maxsize=TEXTS)
def needed(check: str, before: str) -> str:
    """The part of a check that needs the program's own objects; "" where what they hold is enough.

    `before` is the code that runs first: a function that it defines is part of a check that calls it.
    """
    tree = python.read(check, "eval")
    functions = _functions(before)
    waiting: list[tuple[ast.AST, bool]] = [(tree, False)] if isinstance(tree, ast.Expression) else []
    seen: set[tuple[str, bool]] = set()
    while waiting:
        part_of, caught = waiting.pop()
        calls = {id(node.func) for node in ast.walk(part_of) if isinstance(node, ast.Call)}
        excused = _excused(part_of)
        for node in ast.walk(part_of):
            may_raise = caught or id(node) in excused
            if part := _part(node) or _gradient(node, may_raise):
                return part
            if isinstance(node, ast.Name) and node.id in functions:
                within = (node.id, may_raise or id(node) not in calls)
                if within not in seen:
                    seen.add(within)
                    waiting.append((functions[node.id], within[1]))
    return ""


def _excused(tree: ast.AST) -> set[int]:
    """The nodes whose exceptions may be caught: in a `try`, in a lambda that is handed on."""
    holders = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda | ast.Try | ast.With)]
    return {id(node) for holder in holders for node in ast.walk(holder)}


def _gradient(node: ast.AST, may_raise: bool) -> str:
    """A gradient through the graph of what the program left, where the check may ask whether there is one.

    Elsewhere it needs no such graph: without one torch raises, and the check is false.
    """
    if isinstance(node, ast.Call) and any(each.arg == "allow_unused" for each in node.keywords):
        node, may_raise = node.func, True
    match node:
        case ast.Attribute(value=ast.Attribute(attr="autograd"), attr="grad") if may_raise:
            return "torch.autograd.grad"
    return ""


def _functions(code: str) -> dict[str, ast.AST]:
    tree = python.read(code, "exec")
    nodes = ast.walk(tree) if isinstance(tree, ast.Module) else ()
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _part(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        if node.attr in ATTRIBUTES:
            return node.attr
        if node.attr.endswith("_") and not node.attr.startswith("_"):
            return node.attr
    if (
        isinstance(node, ast.Subscript | ast.Attribute)
        and isinstance(node.ctx, ast.Store | ast.Del)
        and _root(node) != "torch"
    ):
        return "an assignment to a part"
    if isinstance(node, ast.Constant) and node.value in ATTRIBUTES:
        return str(node.value)
    if isinstance(node, ast.Name) and node.id in FUNCTIONS:
        return node.id
    if isinstance(node, ast.Compare) and any(isinstance(operator, ast.Is | ast.IsNot) for operator in node.ops):
        sides = list(_sides(node))
        if not any(map(_is_single, sides)):
            return "is"
    return ""


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _sides(node: ast.Compare) -> Iterator[ast.expr]:
    yield node.left
    yield from node.comparators


def _is_single(node: ast.expr) -> bool:
    """Whether there is one object of this value in every process: None, a dtype, a class."""
    if isinstance(node, ast.Constant):
        return node.value is None or isinstance(node.value, bool)
    if isinstance(node, ast.Attribute):
        return node.attr in _SINGLE or (isinstance(node.value, ast.Name) and node.value.id == "torch")
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type"
