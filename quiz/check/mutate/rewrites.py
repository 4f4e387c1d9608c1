"""Rewrites: programs that do the same as a right one in other words, which a card must judge right."""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Iterator, Sequence

from quiz.check.mutate.edits import Variant, each, expression, read, with_node, with_other, written

_METHODS = frozenset(
    [
        "abs",
        "amax",
        "amin",
        "any",
        "argmax",
        "argmin",
        "argsort",
        "bmm",
        "clamp",
        "cumsum",
        "diff",
        "div",
        "exp",
        "flatten",
        "gather",
        "index_select",
        "log",
        "matmul",
        "mean",
        "mm",
        "movedim",
        "mul",
        "norm",
        "prod",
        "roll",
        "sort",
        "square",
        "sqrt",
        "squeeze",
        "std",
        "sub",
        "sum",
        "t",
        "take_along_dim",
        "topk",
        "transpose",
        "unsqueeze",
        "var",
    ]
)
"""What torch offers both as a function and as a method of a tensor, with the same arguments."""


_NOT_REUSED = frozenset(["torch", "F", "nn", "np", "math", *dir(builtins)])


def rewrites(text: str, parameters: tuple[str, ...] = ()) -> list[Variant]:
    """Programs that do the same, each different from the given one and from each other; [] when `text` is not Python.

    `parameters` are those of the function asked for; () when a program is asked for.
    """
    tree = read(text)
    if tree is None:
        return []
    made = [
        Variant("comments and blank lines", _commented(text)),
        *_split(tree),
        *_methods_as_functions(tree),
        *_functions_as_methods(tree),
        *_products(tree),
        *_copies(tree),
        *_renamed(tree, parameters),
        *_rebound(tree, parameters),
        *_wrapped(tree, parameters),
    ]
    found: dict[str, Variant] = {}
    for variant in made:
        if variant.text != text and read(variant.text) is not None:
            found.setdefault(variant.text, variant)
    return list(found.values())


def _commented(text: str) -> str:
    """A comment above and below, and an empty line after the first line that is a complete statement."""
    return f"# what is asked for\n\n{text}\n\n# done\n"


def _split(tree: ast.Module) -> Iterator[Variant]:
    """One line split in two: the last value gets a name first."""
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Return | ast.Assign) and isinstance(node.value, ast.Call | ast.BinOp | ast.Subscript):
            body = [ast.Assign([ast.Name("result_", ast.Store())], node.value), copy.copy(node)]
            body[1].value = ast.Name("result_", ast.Load())
            block = ast.If(ast.Constant(True), body, [])  # type: ignore[arg-type]
            yield Variant("a line made two", with_other(tree, number, block))


def _methods_as_functions(tree: ast.Module) -> Iterator[Variant]:
    for number, call in each(tree, ast.Call):
        function = call.func
        if isinstance(function, ast.Attribute) and function.attr in _METHODS and not _is_module(function.value):
            made = ast.Call(expression(f"torch.{function.attr}"), [function.value, *call.args], call.keywords)
            change = f"torch.{function.attr}(...) for the method"
            yield Variant(change, with_other(tree, number, made))


def _functions_as_methods(tree: ast.Module) -> Iterator[Variant]:
    for number, call in each(tree, ast.Call):
        function = call.func
        if not (isinstance(function, ast.Attribute) and written(function.value) == "torch" and call.args):
            continue
        if function.attr in _METHODS and not isinstance(call.args[0], ast.Starred | ast.List | ast.Tuple):
            made = ast.Call(ast.Attribute(call.args[0], function.attr, ast.Load()), call.args[1:], call.keywords)
            change = f"the method .{function.attr}(...) for the function"
            yield Variant(change, with_other(tree, number, made))


def _products(tree: ast.Module) -> Iterator[Variant]:
    for number, product in each(tree, ast.BinOp):
        if isinstance(product.op, ast.MatMult):
            made = ast.Call(expression("torch.matmul"), [product.left, product.right], [])
            yield Variant("torch.matmul for `@`", with_other(tree, number, made))


def _copies(tree: ast.Module) -> Iterator[Variant]:
    """The returned value passes through a copy that keeps its autograd graph."""
    for number, returned in each(tree, ast.Return):
        if isinstance(returned.value, ast.Call | ast.BinOp | ast.Subscript):
            made = expression(f"({written(returned.value)}) * 1") if _may_be_scaled(returned.value) else None
            if made is not None:
                yield Variant("times 1", with_other(tree, number, ast.Return(made)))


def _may_be_scaled(node: ast.expr) -> bool:
    """Whether the result is certainly a number or a tensor of numbers, as sums and products are."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult | ast.MatMult)


def _renamed(tree: ast.Module, parameters: tuple[str, ...]) -> Iterator[Variant]:
    """The function's local names replaced. A name bound by a whole program may be what is asked for, so it stays."""
    if not parameters:
        return
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    inner = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names = {name: f"{name}_2" for name in bound - set(parameters) - inner}
    if names and not any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(tree)):
        copied = copy.deepcopy(tree)
        for node in ast.walk(copied):
            if isinstance(node, ast.Name) and node.id in names:
                node.id = names[node.id]
        yield Variant("other names", written(copied))


def _rebound(tree: ast.Module, parameters: tuple[str, ...]) -> Iterator[Variant]:
    """The input's names used again: `x = f(x)`, as most code does. A name that the program binds may be asked for."""
    for number, function in each(tree, ast.FunctionDef):
        if function in tree.body and parameters:
            for name in parameters:
                if name in _read_inside(function):
                    continue
                copied = copy.deepcopy(function)
                for node in _own_nodes(copied):
                    if isinstance(node, ast.Return) and node.value is not None:
                        node.value = expression(f"({name} := {written(node.value)})")
                yield Variant(f"the result under the name `{name}`", with_other(tree, number, copied))
    if parameters or not tree.body or not isinstance(tree.body[-1], ast.Assign):
        return
    last = tree.body[-1]
    read_names = [node.id for node in ast.walk(last.value) if isinstance(node, ast.Name)]
    own = _bound(tree.body[:-1])
    for name in dict.fromkeys(read_names):
        if name not in _NOT_REUSED and name not in own and isinstance(last.targets[0], ast.Name):
            before = "\n".join(written(node) for node in tree.body[:-1])
            text = f"{before}\n{name} = {written(last.value)}\n{last.targets[0].id} = {name}\n"
            yield Variant(f"`{name}` is used again", text.lstrip("\n"))


_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _own_nodes(function: ast.AST) -> list[ast.AST]:
    """The nodes of a function without those inside its inner functions and classes; these themselves are among them."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(function):
        found += [child] if isinstance(child, _INNER) else [child, *_own_nodes(child)]
    return found


def _read_inside(function: ast.FunctionDef) -> set[str]:
    """The names that its inner functions read. They see what the name means later, when they are called."""
    inner = [node for node in _own_nodes(function) if isinstance(node, _INNER)]
    return {node.id for scope in inner for node in ast.walk(scope) if isinstance(node, ast.Name)}


def _bound(statements: Sequence[ast.stmt]) -> set[str]:
    """The names that these statements bind, in functions and classes too, or change: `net[2] = ...`, `w.zero_()`."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    changed: list[ast.expr] = []
    changed += [
        node for node in nodes if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store)
    ]
    changed += [node.value.func for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {_root(node) for node in changed}
    return names | {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _root(node: ast.expr) -> str:
    """The name that an attribute or an item is of; "" where it is of a result."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _wrapped(tree: ast.Module, parameters: tuple[str, ...]) -> Iterator[Variant]:
    """The function's work moved into an inner function."""
    for number, function in each(tree, ast.FunctionDef):
        if function in tree.body and parameters:
            inner = with_node(tree, number, lambda node: _called(node, f"{node.name}_inner"))  # type: ignore[attr-defined]
            head = f"def {function.name}({written(function.args)}):"
            yield Variant(
                "in a function of its own",
                f"{inner}\n{head}\n    return {function.name}_inner({', '.join(parameters)})\n",
            )


def _called(node: ast.AST, name: str) -> ast.AST:
    assert isinstance(node, ast.FunctionDef)
    node.name = name
    return node


def _is_module(node: ast.expr) -> bool:
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in ("torch", "F", "nn", "np", "math", "copy", "einops")
