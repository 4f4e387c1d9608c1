"""Whether the prompt, a hint or the code of a question contains its answer (Q207)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from quiz.ask.question import Given, Question
from quiz.check.rules.shown_code import comments
from quiz.deck import python

SHORTEST = 4
"""Shorter answers occur in many texts by chance."""
_PIECE = re.compile(r"\w+|[^\w\s]")
_NUMBER = re.compile(r"-?\d+(?:\.\d*)?")
_TELLS = r"\b(?:answer|result|output|solution)\s*(?:is|=|:|will be|would be)\s*`?"
_END = r"(?=`?\s*(?:[,;!?)]|\.(?!\d)|$))"
"""What ends the answer in a sentence: `the result is 2-D` does not say that it is 2."""
_CHOICES = ("True", "False", "no error")
"""Answers that a prompt may well name: it asks for a choice between them."""
_KEEPING = frozenset(["tolist", "item", "clone", "detach", "numpy", "int", "float", "list", "tuple", "print"])
"""Calls whose result has the same numbers."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Where a question contains its answer: "prompt", "hints" or "code", and for code the line, counted from 1."""

    field: str
    line: int = 1


def given_away(question: Question, right: Given | None) -> Leak | None:
    """The first place in the question that contains the right answer."""
    if not isinstance(right, str) or not right.strip():
        return None
    written = r"\s*".join(map(re.escape, _PIECE.findall(right)))
    if len(right.strip()) >= SHORTEST and _telling(right):
        shows = re.compile(rf"(?<![\w.]){written}(?!\w|\.\w)")
    else:
        shows = re.compile(rf"{_TELLS}{written}{_END}" if right.strip() not in _CHOICES else "(?!)", re.I)
    for field, texts in (("prompt", (question.prompt,)), ("hints", question.hints)):
        if any(map(shows.search, texts)):
            return Leak(field)
    lines = [line for line, comment in comments(question.code).items() if shows.search(comment)]
    lines += _asserted(question.code, right)
    return Leak("code", min(lines)) if lines else None


def _telling(answer: str) -> bool:
    """Whether finding this answer in a text means anything: numbers in brackets or with a point do; `True` or a class
    may be offered as a choice.
    """
    return any(sign.isdigit() for sign in answer) and any(sign in "[(." for sign in answer)


def _asserted(code: str, right: str) -> Iterator[int]:
    """The lines that assert what is asked for to equal numbers of the answer."""
    tree = python.read(code, "exec", dollars=False)
    if not isinstance(tree, ast.Module) or not tree.body or not isinstance(tree.body[-1], ast.Expr):
        return
    asked = _core(tree.body[-1].value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            for one, other in _equated(node.test):
                numbers = _NUMBER.findall(ast.unparse(other))
                if _core(one) == asked and numbers and set(numbers) <= set(_NUMBER.findall(right)):
                    yield node.lineno


def _equated(test: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The two sides of each equality in a condition, either way round."""
    for node in ast.walk(test):
        sides: list[ast.expr] = []
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            sides = [node.left, node.comparators[0]]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("equal", "allclose"):
            owner = [node.func.value] if isinstance(node.func, ast.Attribute) and len(node.args) == 1 else []
            sides = [*owner, *node.args[:2]]
        if len(sides) == 2:
            yield sides[0], sides[1]
            yield sides[1], sides[0]


def _core(node: ast.expr) -> str:
    """What an expression is about: `y` for `y[0].item()` and for `print(y.tolist())`."""
    while True:
        if isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _KEEPING:
            node = node.func.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KEEPING and node.args:
            node = node.args[0]
        else:
            return ast.unparse(node)
