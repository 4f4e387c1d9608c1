"""Parsing a learner's Python without running it: whether it is a program, and its normal form."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from quiz.answer.verdict import Unreadable
from quiz.ask.answer_form import BLANK
from quiz.deck import python
from quiz.deck.placeholders import as_python

TEXTS = 512
"""Of how many texts the last results are kept: an answer, and the code around it, is read several times."""
ATOMS = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript, ast.List, ast.Dict, ast.Set, ast.ListComp)
"""Expressions that need no parentheses, whatever surrounds them."""
DYNAMIC = frozenset(("exec", "eval", "globals", "locals", "vars", "setattr"))
"""By these a program may bind names that its text does not show."""
_NAMES = (ast.Name, ast.arg)
_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


@lru_cache(maxsize=TEXTS)
def unreadable(text: str, *, dollars: bool = False) -> Unreadable | None:
    """Why a text is not a program, None when it is one; with `dollars` a `$name` may stand for a drawn value."""
    if not text.strip():
        return Unreadable("Type the code.")
    tree = python.read(text, "exec", dollars=dollars)
    if isinstance(tree, python.SyntaxFault):
        return Unreadable(f"This is not Python{_where(text, tree)}: {tree.what}.")
    if isinstance(tree, ast.Module) and not tree.body:
        return Unreadable("Type the code: there are only comments.")
    if (error := uncompilable(as_python(text) if dollars else text)) is not None:
        where = f" (line {error.lineno})" if error.lineno and "\n" in text.strip() else ""
        return Unreadable(f"This is not Python{where}: {error.msg}.")
    return None


def uncompilable(text: str) -> SyntaxError | None:
    """The error that only the compiler finds in a text that can be parsed, such as a `return` outside a function."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<answer>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, MemoryError, RecursionError, OverflowError):
        pass  # the worker reports the result
    return None


@lru_cache(maxsize=TEXTS)
def defines(text: str, name: str) -> bool:
    """Whether a program binds the name at its top level, as a function or otherwise."""
    tree = python.read(text, "exec")
    if not isinstance(tree, ast.Module):
        return False
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if statement.name == name:
                return True
        elif any(
            isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) for n in ast.walk(statement)
        ):
            return True
    return False


@lru_cache(maxsize=TEXTS)
def binds(text: str) -> tuple[str, ...]:
    """The names that a program binds for the code after it, in order; not those local to its functions."""
    tree = python.read(text, "exec")
    return tuple(dict.fromkeys(_bound(tree))) if isinstance(tree, ast.Module) else ()


@lru_cache(maxsize=TEXTS)
def names_in(text: str) -> frozenset[str]:
    """The names that a program reads or binds; none of a text that is no program."""
    tree = python.read(text, "exec")
    nodes = ast.walk(tree) if isinstance(tree, ast.Module) else ()
    return frozenset(node.id if isinstance(node, ast.Name) else node.arg for node in nodes if isinstance(node, _NAMES))


@lru_cache(maxsize=TEXTS)
def aims_at(text: str) -> tuple[str, ...]:
    """The names that a program binds or tries to change: `x` of `x[0] = 1`, of `x.y = 1`, of a line `x.add_(1)`."""
    tree = python.read(text, "exec")
    if not isinstance(tree, ast.Module):
        return ()
    changed = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            changed.append(_root(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            changed.append(_root(node.value.func) if isinstance(node.value.func, ast.Attribute) else "")
    return tuple(dict.fromkeys([*_bound(tree), *filter(None, changed)]))


def _root(node: ast.expr) -> str:
    """The name that a chain of attributes, subscripts and calls begins with; "" for none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node.id
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name
    if not isinstance(node, _SCOPES):
        for child in ast.iter_child_nodes(node):
            yield from _bound(child)


@lru_cache(maxsize=TEXTS)
def expression(text: str, before: str = "", after: str = "") -> str | Unreadable:
    """What to put into a blank: the text, in parentheses where it needs them.

    `before` and `after` are the texts around the blank: alone between [ and ] a slice is allowed as well, and among
    the arguments of a call one with its name, `dim=1`.
    """
    if text.strip() in ("", BLANK):
        return Unreadable("is empty")
    text = text.strip()
    tree = python.read(text, "eval", dollars=False)
    if isinstance(tree, ast.Expression):
        plain = _one_line(text, tree)
        number = isinstance(tree.body, ast.Constant) and after.startswith(".")  # `1.real` is no Python
        return plain if isinstance(tree.body, ATOMS) and not number else f"({plain})"
    if before.rstrip().endswith("[") and after.lstrip().startswith("]"):
        inside = python.read(f"_[{text}]", "eval", dollars=False)
        if isinstance(inside, ast.Expression) and _is_index(inside.body):
            return ast.unparse(inside)[2:-1]
    if before.rstrip()[-1:] in ("(", ",") and after.lstrip()[:1] in (")", ",") and is_keywords(text):
        return " ".join(text.split())
    if not isinstance(python.read(text, "exec", dollars=False), python.SyntaxFault):
        return Unreadable("holds a statement, where an expression belongs")
    assert isinstance(tree, python.SyntaxFault)
    return Unreadable(f"does not hold an expression: {tree.what}")


def is_keywords(text: str) -> bool:
    """Whether a text is arguments of a call by name, `dim=1, keepdim=True`, and nothing else."""
    tree = python.read(f"_({text}\n)", "eval", dollars=False)
    call = tree.body if isinstance(tree, ast.Expression) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.end_lineno != text.count("\n") + 2:
        return False
    return bool(call.keywords) and not call.args and all(keyword.arg for keyword in call.keywords)


def places_for_expressions(code: str, name: str) -> int:
    """How often the name is in the code of a card where an expression could be."""
    tree = python.read(code, "exec")
    nodes = ast.walk(tree) if isinstance(tree, ast.Module) else ()
    return sum(isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load) for node in nodes)


@lru_cache(maxsize=TEXTS)
def normal(text: str, mode: Literal["exec", "eval"] = "exec") -> str:
    """One text for all ways to write the same program: blanks, comments and needless parentheses do not count."""
    tree = python.read(text, mode, dollars=False)
    return text if isinstance(tree, python.SyntaxFault) else ast.dump(tree)


def says_equal(claim: str) -> bool:
    """Whether a part of a check says that two things are the same, by `==`, `is` or a call such as `torch.equal`."""
    tree = python.read(claim, "eval")
    node = tree.body if isinstance(tree, ast.Expression) else None
    while isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "bool" and len(node.args) == 1:
            node = node.args[0]
        elif name in ("all", "any", "item") and isinstance(node.func, ast.Attribute) and not node.args:
            node = node.func.value
        else:
            return True
    return isinstance(node, ast.Compare) and all(isinstance(operator, ast.Eq | ast.Is) for operator in node.ops)


def raw(text: str) -> str:
    """A learner's text for the worker, which would read `$name` as a drawn value."""
    return text.replace("$", "$$")


def line_of(text: str, number: int | None) -> str:
    """The line of that number, counted from 1; "" where there is none."""
    lines = text.split("\n")
    return lines[number - 1].strip() if number is not None and 0 < number <= len(lines) else ""


def _where(text: str, fault: python.SyntaxFault) -> str:
    if fault.offset is None:
        return ""
    line = text.count("\n", 0, fault.offset) + 1
    return f" (line {line})" if "\n" in text.strip() else ""


def _one_line(text: str, tree: ast.Expression) -> str:
    """The text unchanged, unless the code after the blank would end up in a comment or on another line."""
    if "\n" not in text and "#" not in text:
        return text
    try:
        kinds = {token.type for token in tokenize.generate_tokens(io.StringIO(text).readline)}
    except (tokenize.TokenError, SyntaxError):
        kinds = {tokenize.COMMENT}
    return ast.unparse(tree) if "\n" in text or tokenize.COMMENT in kinds else text


def _is_index(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "_"
