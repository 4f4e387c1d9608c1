"""Mutants: wrong programs, each made from a right one by one slip, which a card must judge wrong."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator

from quiz.check.mutate.edits import Variant, each, expression, read, with_node, written

MOST = 60
"""The most mutants of one program; when there are more, some of each sort are taken in turn."""

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
_CALCULATED: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
_SIGNS = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.BitAnd: "&",
    ast.BitOr: "|",
}
_RESULTS = {
    "another dtype": "(lambda y: y.to(torch.float64 if y.dtype != torch.float64 else torch.float32))({0})",
    "a dim more": "({0})[None]",
    "a dim less": "({0})[0]",
    "dims swapped": "({0}).transpose(0, -1)",
    "detached": "({0}).detach()",
    "zeros": "torch.zeros_like({0})",
    "ones": "torch.ones_like({0})",
    "cells in another order": "({0}).flip(-1)",
    "cells moved by one": "({0}).roll(1, 0)",
    "off by one": "({0}) + 1",
    "None": "None",
}
"""What a result can be instead of `{0}`, the right one."""


def mutants(text: str, parameters: tuple[str, ...] = ()) -> list[Variant]:
    """Wrong programs, each different from the right one and from each other; [] when `text` is not Python.

    `parameters` are those of the function asked for; "" when a program is asked for.
    """
    tree = read(text)
    if tree is None:
        return []
    sorts = [
        list(sort(tree)) for sort in (_calls, _constants, _operators, _keywords, _arguments, _statements, _results)
    ]
    sorts.append(list(_of_function(tree, parameters)))
    found: dict[str, Variant] = {}
    same = written(copy.deepcopy(tree))
    while any(sorts) and len(found) < MOST:
        for sort in sorts:
            if sort:
                variant = sort.pop(0)
                if variant.text != same and read(variant.text) is not None:
                    found.setdefault(variant.text, variant)
    return list(found.values())[:MOST]


def _constants(tree: ast.Module) -> Iterator[Variant]:
    """A number one more or one less; 0, 1 and -1 exchanged; True and False exchanged; a small number left out."""
    for number, node in each(tree, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            yield _put(tree, number, repr(not value), f"{value} is {not value}")
        elif isinstance(value, int):
            others = {value + 1, value - 1} | ({0, 1, -1} - {value} if value in (0, 1) else set())
            for other in sorted(others):
                yield _put(tree, number, repr(other), f"{value} is {other}")
        elif isinstance(value, float):
            for other_value in (value * 2, 0.0):
                yield _put(tree, number, repr(other_value), f"{value} is {other_value}")
    for number, unary in each(tree, ast.UnaryOp):
        yield Variant(f"`{written(unary)}` without its sign", with_node(tree, number, lambda node: node.operand))  # type: ignore[attr-defined]


def _operators(tree: ast.Module) -> Iterator[Variant]:
    """Another operator or comparison."""
    for number, compared in each(tree, ast.Compare):
        other = _COMPARED.get(type(compared.ops[0]))
        if other is not None:
            change = f"`{_SIGNS[type(compared.ops[0])]}` is `{_SIGNS[other]}`"
            yield Variant(change, with_node(tree, number, _with_comparison(other)))
    for number, calculated in each(tree, ast.BinOp):
        for operator in _CALCULATED.get(type(calculated.op), ()):
            change = f"`{_SIGNS[type(calculated.op)]}` is `{_SIGNS[operator]}`"
            yield Variant(change, with_node(tree, number, _with_operator(operator)))
        yield Variant(f"`{written(calculated)}` is its left side", with_node(tree, number, lambda node: node.left))  # type: ignore[attr-defined]
        if isinstance(calculated.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow | ast.FloorDiv):
            yield Variant(f"the sides of `{written(calculated)}` swapped", with_node(tree, number, _swapped_sides))


def _keywords(tree: ast.Module) -> Iterator[Variant]:
    """A keyword argument dropped."""
    for number, call in each(tree, ast.Call):
        for at, keyword in enumerate(call.keywords):
            if keyword.arg is not None:
                yield Variant(f"without {keyword.arg}={written(keyword.value)}", with_node(tree, number, _less(at)))
        if not any(keyword.arg == "keepdim" for keyword in call.keywords) and _reduces(call):
            yield Variant(f"keepdim in `{written(call.func)}`", with_node(tree, number, _with_keepdim))


def _arguments(tree: ast.Module) -> Iterator[Variant]:
    """A positional argument dropped, or the first two swapped."""
    for number, call in each(tree, ast.Call):
        name = written(call.func)
        for at in range(len(call.args)):
            if len(call.args) > 1 or isinstance(call.func, ast.Attribute):
                yield Variant(f"`{name}` without `{written(call.args[at])}`", with_node(tree, number, _less_arg(at)))
        if len(call.args) > 1:
            yield Variant(f"the first arguments of `{name}` swapped", with_node(tree, number, _swapped_args))


def _calls(tree: ast.Module) -> Iterator[Variant]:
    """A call replaced: a method call by its object, a function call by its first argument."""
    for number, call in each(tree, ast.Call):
        if isinstance(call.func, ast.Attribute) and not _is_module(call.func.value):
            yield Variant(f"without `.{call.func.attr}(...)`", with_node(tree, number, lambda node: node.func.value))  # type: ignore[attr-defined]
        elif call.args:
            yield Variant(f"without `{written(call.func)}(...)`", with_node(tree, number, lambda node: node.args[0]))  # type: ignore[attr-defined]


def _statements(tree: ast.Module) -> Iterator[Variant]:
    """A statement left out."""
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.If | ast.For | ast.With):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue
            first = written(node).split("\n", 1)[0]
            yield Variant(f"without `{first}`", with_node(tree, number, lambda _: None))
            if isinstance(node, ast.With):
                yield Variant(f"without `{first}`, its body kept", with_node(tree, number, _body_of))


def _results(tree: ast.Module) -> Iterator[Variant]:
    """The returned or last bound value replaced by another value of the same kind."""
    for number, returned in each(tree, ast.Return):
        if returned.value is not None:
            for change, form in _RESULTS.items():
                made = expression(form.format(written(returned.value)))
                text = with_node(tree, number, _returning(made))
                yield Variant(f"the result: {change}", text, shuffled=_is_shuffled(change, returned.value))
    if not any(True for _ in each(tree, ast.Return)):
        for number, assigned in each(tree, ast.Assign):
            if assigned not in tree.body:
                continue
            for change, form in _RESULTS.items():
                made = expression(form.format(written(assigned.value)))
                name = written(assigned.targets[0])
                text = with_node(tree, number, _assigning(made))
                yield Variant(f"`{name}`: {change}", text, shuffled=_is_shuffled(change, assigned.value))


def _is_shuffled(change: str, value: ast.expr) -> bool:
    """Whether a change only moves cells that are drawn at random: in another order they are as random as before."""
    called = [node.func for node in ast.walk(value) if isinstance(node, ast.Call)]
    names = {node.attr if isinstance(node, ast.Attribute) else written(node) for node in called}
    return change in _MOVED and not names.isdisjoint(_RANDOM)


_MOVED = ("cells in another order", "cells moved by one")
_RANDOM = frozenset(
    [
        "bernoulli",
        "bernoulli_",
        "exponential_",
        "multinomial",
        "normal",
        "normal_",
        "rand",
        "rand_like",
        "randint",
        "randint_like",
        "randn",
        "randn_like",
        "random_",
        "randperm",
        "uniform_",
    ]
)


def _of_function(tree: ast.Module, parameters: tuple[str, ...]) -> Iterator[Variant]:
    """The whole function is wrong: an input returned or changed, a fixed seed, the same answer for every call."""
    functions = [(number, node) for number, node in each(tree, ast.FunctionDef) if node in tree.body]
    if not functions or not parameters:
        return
    number, function = functions[-1]
    for name in parameters:
        yield Variant(f"`{name}` is returned", with_node(tree, number, _with_body(f"return {name}")))
    inner, call = f"_{function.name}", f"_{function.name}({', '.join(parameters)})"
    right = with_node(tree, number, _renamed(inner))
    head = f"def {function.name}({written(function.args)}):\n"
    for name in parameters:
        body = f"    result = {call}\n    {name}.add_(1)\n    return result\n"
        yield Variant(f"`{name}` is changed in place", f"{right}\n{head}{body}")
    yield Variant(
        "the answer of the first call for ever",
        # Each draw has its own namespace; only the process outlives it.
        f"import builtins\n{right}\n{head}"
        f"    first = vars(builtins).setdefault('first_of_{function.name}_{len(right)}', [])\n"
        f"    first.append({call})\n    return first[0]\n",
        constant=True,
    )
    if "rand" in written(function) or "generator" in written(function):
        yield Variant("a seed is fixed", f"{right}\n{head}    torch.manual_seed(0)\n    return {call}\n")


def _put(tree: ast.Module, number: int, text: str, change: str) -> Variant:
    return Variant(change, with_node(tree, number, lambda _: expression(text)))


def _with_comparison(other: type[ast.cmpop]) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Compare)
        node.ops[0] = other()
        return node

    return change


def _with_operator(other: type[ast.operator]) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.BinOp)
        node.op = other()
        return node

    return change


def _swapped_sides(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.BinOp)
    node.left, node.right = node.right, node.left
    return node


def _less(at: int) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Call)
        del node.keywords[at]
        return node

    return change


def _less_arg(at: int) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Call)
        del node.args[at]
        return node

    return change


def _swapped_args(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Call)
    node.args[0], node.args[1] = node.args[1], node.args[0]
    return node


def _reduces(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name in ("sum", "mean", "std", "var", "amax", "amin", "norm", "logsumexp", "prod", "any", "all")


def _with_keepdim(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Call)
    node.keywords.append(ast.keyword("keepdim", ast.Constant(True)))
    return node


def _is_module(node: ast.expr) -> bool:
    """Whether a name is conventionally a module: `torch.sum(x)` is a function call, `x.sum()` a method call."""
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in ("torch", "F", "nn", "np", "math", "copy", "einops", "functional")


def _body_of(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.With)
    return ast.If(ast.Constant(True), node.body, [])


def _returning(made: ast.expr) -> Callable[[ast.AST], ast.AST]:
    return lambda _: ast.Return(made)


def _assigning(made: ast.expr) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Assign)
        node.value = made
        return node

    return change


def _with_body(text: str) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.FunctionDef)
        node.body = ast.parse(f"def _():\n    {text}").body[0].body  # type: ignore[attr-defined]
        return node

    return change


def _renamed(name: str) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.FunctionDef)
        node.name = name
        return node

    return change
