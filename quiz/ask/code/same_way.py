"""Whether two programs do a thing in the same way, whatever their names, their spelling and their spaces."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import cast

from quiz.ask.code.program import TEXTS
from quiz.deck import python

_FUNCTIONS = ("torch.nn.functional.", "nn.functional.", "torch.Tensor.", "torch.", "Tensor.", "F.")
"""What may stand before the name of a function of torch that is a method as well, or has no other meaning."""
_SIZED = frozenset(
    ("view", "reshape", "permute", "expand", "repeat", "tile", "flip", "zeros", "ones", "rand", "randn", "empty")
)
"""Functions that take sizes or dims one by one, or as one tuple."""


def same_way(text: str, other: str) -> bool:
    """Whether the two are one program but for names that they bind, methods for functions of the same name,
    `dim=0` for `0`, a name given to what is returned in the next line, annotations, docstrings and imports.
    """
    return text == other or _canonical(text) == _canonical(other)


@lru_cache(maxsize=TEXTS)
def _canonical(text: str) -> str:
    tree = python.read(text, "exec", dollars=False)
    if not isinstance(tree, ast.Module):
        return text
    names = {name: f"_{at}" for at, name in enumerate(dict.fromkeys(_bound(tree)))}
    return ast.dump(_Canonical(names).visit(tree))


def _bound(node: ast.AST) -> list[str]:
    """The names that a program binds, in the order of the text; a name may be there more than once."""
    own = []
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        own = [node.id]
    elif isinstance(node, ast.arg):
        own = [node.arg]
    elif isinstance(node, ast.FunctionDef):
        own = [node.name]
    return own + [name for child in ast.iter_child_nodes(node) for name in _bound(child)]


class _Canonical(ast.NodeTransformer):
    """Rewrites a program so that two of the same way become equal. `names` are the new names of those it binds."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self._names.get(node.id, node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self._names.get(node.arg, node.arg))

    def visit_Module(self, node: ast.Module) -> ast.AST:
        imports = ast.Import | ast.ImportFrom
        return ast.Module([self.visit(row) for row in node.body if not isinstance(row, imports)], [])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        return self.visit(ast.Assign([node.target], node.value)) if node.value is not None else ast.Pass()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        last = body[-2:]
        if len(last) == 2 and (value := _returned(*last)) is not None:  # `y = x + 1` and `return y`
            body = [*body[:-2], ast.Return(value)]
        arguments = cast(ast.arguments, self.visit(node.args))
        return ast.FunctionDef(self._names[node.name], arguments, [self.visit(row) for row in body], [], None)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        return ast.List([self.visit(item) for item in node.elts], node.ctx)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        if len(keywords) < len(node.keywords):  # `**options`
            return self.generic_visit(node)
        called = ast.unparse(node.func)
        name = next((called.removeprefix(head) for head in _FUNCTIONS if called.startswith(head)), "")
        args = list(node.args)
        if isinstance(node.func, ast.Attribute) and (not name or "." in name):  # a method
            args, name = [node.func.value, *args], node.func.attr
        if not name:
            return self.generic_visit(node)
        args = [*([keywords.pop("input")] if "input" in keywords else []), *args]
        for key in ("dim", "axis"):
            args += [keywords.pop(key)] if key in keywords else []
        if name in _SIZED and isinstance(args[-1] if args else None, ast.Tuple | ast.List):
            args = [*args[:-1], *cast(ast.Tuple, args[-1]).elts]
        rest = [ast.keyword(key, self.visit(keywords[key])) for key in sorted(keywords)]
        return ast.Call(ast.Name(f".{name}", ast.Load()), [self.visit(arg) for arg in args], rest)


def _returned(assigned: ast.stmt, last: ast.stmt) -> ast.expr | None:
    """What is returned, if the last statement returns the name that the one before it gave it."""
    if not isinstance(assigned, ast.Assign) or not isinstance(last, ast.Return) or len(assigned.targets) != 1:
        return None
    target, value = assigned.targets[0], last.value
    same = isinstance(target, ast.Name) and isinstance(value, ast.Name) and target.id == value.id
    return assigned.value if same else None
