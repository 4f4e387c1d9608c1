"""Checking that a card's code is Python; it is parsed, never run."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from quiz.deck.placeholders import STAND_IN, as_python

MAX_LENGTH = 20_000
"""In characters. The parser's memory grows with the text, and no sensible card is that long."""


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """Why a text is not Python, and at which of its characters; `offset` is None when the whole of it is meant."""

    what: str
    offset: int | None


def read(
    code: str, mode: Literal["exec", "eval"], *, dollars: bool = True
) -> ast.Module | ast.Expression | SyntaxFault:
    """The syntax tree of code in which `$name` may stand for a value, or why there is none. Raises nothing.

    `dollars=False` is for a learner's code, in which it may not.
    """
    if len(code) > MAX_LENGTH:
        return SyntaxFault(f"longer than {MAX_LENGTH:,} characters", None)
    python = as_python(code) if dollars else code
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = compile(python, "<card>", mode, ast.PyCF_ONLY_AST, dont_inherit=True)
        assert isinstance(tree, ast.Module | ast.Expression)
        return _assigned(tree, python) or tree
    except SyntaxError as error:
        return SyntaxFault(str(error.msg).replace(STAND_IN, "$"), _offset(code, error.lineno, error.offset))
    except (ValueError, MemoryError, RecursionError, OverflowError):
        return SyntaxFault("nested too deep to be read", None)


@lru_cache(maxsize=2048)
def fault(code: str, mode: Literal["exec", "eval"]) -> SyntaxFault | None:
    """Why code of a card is not Python; None when it is. An editor asks it of a whole deck at every key."""
    tree = read(code, mode)
    return tree if isinstance(tree, SyntaxFault) else None


@lru_cache(maxsize=2048)
def ends_in_value(code: str) -> bool:
    """Whether the last statement is an expression, so that running the code gives a value."""
    tree = read(code, "exec")
    return isinstance(tree, ast.Module) and bool(tree.body) and isinstance(tree.body[-1], ast.Expr)


def parts_asked(code: str) -> int:
    """How many values the last line names, side by side: 2 for `(a.dtype, b.dtype)`, 1 for anything but a tuple."""
    tree = read(code, "exec")
    if isinstance(tree, ast.Module) and tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1].value
        if isinstance(last, ast.Tuple) and not any(isinstance(part, ast.Starred) for part in last.elts):
            return max(1, len(last.elts))
    return 1


def _assigned(tree: ast.AST, python: str) -> SyntaxFault | None:
    """The fault of a `$name` that is assigned to or deleted: with a literal in its place, that is no longer Python."""
    if STAND_IN not in python:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id.startswith(STAND_IN) and not isinstance(node.ctx, ast.Load):
            line = python.split("\n")[node.lineno - 1]
            column = len(line.encode()[: node.col_offset].decode("utf-8", "replace"))
            return SyntaxFault(
                f"`${node.id.strip(STAND_IN)}` is a value, it cannot be assigned to",
                _offset(python, node.lineno, column + 1),
            )
    return None


def _offset(code: str, line: int | None, column: int | None) -> int | None:
    """The offset of a line and column that count from 1; the last character when they are beyond the end."""
    if not line or not column or line < 0 or column < 0:
        return None
    rows = code.split("\n")
    if line > len(rows):
        return max(0, len(code.rstrip()) - 1)
    return sum(len(row) + 1 for row in rows[: line - 1]) + min(column - 1, len(rows[line - 1]))
