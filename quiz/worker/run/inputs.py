"""Finding the inputs of card code (tensors made from no other tensor) and substituting other tensors for them.

`x = torch.tensor(...)` is followed by `x = <input>(0, x)`, where `<input>` is a function that no code can name: it
passes the tensors through, or substitutes one of them.
"""

from __future__ import annotations

import ast
import types
from typing import Any, Callable, Dict, List, Set, Tuple

import torch

MARK = "<input>"
_MAKERS = frozenset(
    (
        *("tensor", "as_tensor", "from_numpy", "complex", "arange", "linspace", "logspace", "eye", "zeros", "ones"),
        *("full", "rand", "randn", "randint", "randperm", "zeros_like", "ones_like", "full_like", "rand_like"),
        "randn_like",
    )
)
_PLAIN = (
    bool,
    int,
    float,
    complex,
    str,
    type(None),
    type,
    torch.dtype,
    torch.device,
    torch.Size,
    torch.Generator,
    types.ModuleType,
    types.BuiltinFunctionType,
)
# Other numbers could make unbounded loops run for ever; a handler could swallow the exception that ends them.
_NEVER = (ast.While, ast.Try, ast.AsyncFunctionDef, ast.Global)

Given = Callable[[int, Any], Any]


class Input:
    """A place in the code where a tensor comes from: `source` is its name, or the expression that makes it."""

    def __init__(self, source: str, needs: Set[str]) -> None:
        self.source = source
        self.needs = needs

    def is_made_of(self, namespace: Dict[str, Any]) -> bool:
        """Whether its expression uses anything that could be, or contain, another tensor."""
        return not all(_is_plain(namespace[name]) for name in self.needs if name in namespace)


def marked(code: str, namespace: Dict[str, Any]) -> Tuple[ast.Module, List[Input]]:
    """The code with its possible inputs marked, and these, the likeliest first; () when it should not be run again.

    These are the tensors of the setup that it uses, then those it binds to names, then those within expressions.
    `namespace` is that of the setup.
    """
    tree = ast.parse(code)
    nodes = list(ast.walk(tree))
    if not tree.body or not isinstance(tree.body[-1], ast.Expr) or any(isinstance(node, _NEVER) for node in nodes):
        return tree, []
    answer = tree.body[-1].value
    inputs: List[Input] = []
    body: List[ast.stmt] = []
    used = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    for name in dict.fromkeys(used):
        if isinstance(namespace.get(name), torch.Tensor):
            body.append(_remade(name, len(inputs)))
            inputs.append(Input(name, set()))
    bound: Set[int] = set()
    for statement in tree.body:
        body.append(statement)
        value = getattr(statement, "value", None)
        names = _names_bound(statement)
        if len(names) == 1 and value is not None:
            bound.add(id(value))
        for name in names:
            # The name of the answer itself would not show where its cells came from.
            if not (isinstance(answer, ast.Name) and answer.id == name):
                body.append(_remade(name, len(inputs)))
                inputs.append(Input(name, _loaded(value)))
    tree.body = body
    passing = _Passing(inputs, bound)
    tree = passing.visit(tree)
    return ast.fix_missing_locations(tree), inputs


class _Passing(ast.NodeTransformer):
    """Marks the calls that make a tensor within a larger expression, such as `torch.tensor(...)`."""

    def __init__(self, inputs: List[Input], bound: Set[int]) -> None:
        self.inputs = inputs
        self.bound = bound

    def visit_Call(self, node: ast.Call) -> ast.AST:
        made = (
            isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "torch"
            and node.func.attr in _MAKERS
        )
        if made and id(node) not in self.bound:
            self.inputs.append(Input(ast.unparse(node)[:80], _loaded(node)))
            return _marked(node, len(self.inputs) - 1)
        return self.generic_visit(node)


def _names_bound(statement: ast.stmt) -> List[str]:
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets = [statement.target]
    else:
        return []
    names = []
    for target in targets:
        parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        names += [part.id for part in parts if isinstance(part, ast.Name)]
    return names


def _loaded(value: Any) -> Set[str]:
    return {node.id for node in ast.walk(value) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _marked(node: ast.expr, number: int) -> ast.Call:
    return ast.Call(ast.Name(MARK, ast.Load()), [ast.Constant(number), node], [])


def _remade(name: str, number: int) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], _marked(ast.Name(name, ast.Load()), number), None)


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(isinstance(item, (bool, int, float, complex, str)) for item in value)
    return isinstance(value, _PLAIN)
