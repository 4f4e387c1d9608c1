"""The helpers that a `check` may call: names that a card keeps free, and functions that only the quiz has."""

from __future__ import annotations

import ast
from functools import lru_cache

from quiz.ask.code.program import TEXTS, binds
from quiz.deck import python
from quiz.worker.wire import CHECK_HELPERS


@lru_cache(maxsize=TEXTS)
def called(check: str) -> tuple[str, ...]:
    """The helpers that a check names, in the order of the wire."""
    tree = python.read(check, "eval")
    nodes = ast.walk(tree) if isinstance(tree, ast.Expression) else ()
    read = {node.id for node in nodes if isinstance(node, ast.Name)}
    return tuple(name for name in CHECK_HELPERS if name in read)


def bound_by_card(check: str, code: str) -> str:
    """The name of a helper that the check calls and the card's own code binds; "" when there is none."""
    wanted = called(check)
    bound = binds(code) if wanted else ()
    return next((name for name in wanted if name in bound), "")


def as_statement(check: str) -> str:
    """The check as the last line of a program to show: an assertion, or a remark when it calls a helper."""
    if not called(check):
        return f"assert {check}"
    return "\n".join(f"# {line}" for line in ["The quiz checks:", *check.strip().split("\n")])
