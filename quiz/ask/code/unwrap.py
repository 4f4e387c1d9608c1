"""Removing what copied code carries: fences, prompts, and an indent that all lines share."""

from __future__ import annotations

import ast
from functools import lru_cache
from textwrap import dedent

from quiz.answer.typed import prompts
from quiz.answer.typed.fences import without_fences
from quiz.ask.code.program import TEXTS
from quiz.deck import python

_TYPESET = str.maketrans(
    {"\u00a0": " ", "\u2009": " ", "\u200b": "", "\ufeff": "", "“": '"', "”": '"', "‘": "'", "’": "'"}
)
"""What pages and word processors write instead of blanks and quotation marks."""


def unwrapped(text: str) -> str:
    """The program that was meant. Text that is not a program even then keeps its indentation."""
    text = _without_backticks(_without_prompts(without_fences(_lines(text))))
    candidates = [*_outdented(text), *_outdented(text.translate(_TYPESET))]
    return next((candidate for candidate in candidates if _is_program(candidate)), text)


def unwrapped_expression(text: str) -> str:
    """The expression meant for a blank; backticks around it are removed as well."""
    text = _without_backticks(_without_prompts(without_fences(_lines(text)))).strip()
    return text if _is_program(text) else text.translate(_TYPESET).strip()


def unwrapped_parts(text: str) -> list[str]:
    """The lines of a text, without fences and prompts."""
    return _without_prompts(without_fences(_lines(text))).strip("\n").split("\n")


def unwrapped_print(text: str) -> str:
    """What was printed: without fence and backticks, and without the code and prompts of a session."""
    return prompts.printed_in(_without_backticks(without_fences(_lines(text)))).strip("\n")


def without_starter(text: str, name: str, signature: str) -> str:
    """The program without the bare first line of `name`, if a whole function was pasted after it or before it."""
    head, body = text.lstrip("\n"), text.rstrip()
    if body.endswith(f"\n{signature}") and _defines(body.removesuffix(signature), name):
        return body.removesuffix(signature).rstrip()
    if not head.startswith(signature):
        return text
    if _is_program(text) and not _only_nests(text, name):
        return text
    rest = unwrapped(head.removeprefix(signature))
    return rest if _defines(rest, name) else text


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _without_prompts(text: str) -> str:
    """The typed lines of a session of Python or IPython: the output between them is left out."""
    typed = prompts.typed_at(text)
    return text if typed is None else typed


def _without_backticks(text: str) -> str:
    inner = text.strip()[1:-1]
    return inner if inner and text.strip() == f"`{inner}`" and "`" not in inner else text


def _outdented(text: str) -> list[str]:
    """The text without the indent that its lines share. The first line may lack it: it may have been copied from its
    first letter on.
    """
    rows = text.strip("\n").split("\n")
    first, rest = rows[0].lstrip(), "\n".join(rows[1:])
    return [text, dedent(text.expandtabs(4)), f"{first}\n{rest}", f"{first}\n{dedent(rest.expandtabs(4))}"]


@lru_cache(maxsize=TEXTS)
def _is_program(text: str) -> bool:
    return isinstance(python.read(text, "exec", dollars=False), ast.Module)


def _defines(text: str, name: str) -> bool:
    tree = python.read(text, "exec", dollars=False)
    statements = tree.body if isinstance(tree, ast.Module) else []
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name for node in statements)


def _only_nests(text: str, name: str) -> bool:
    """Whether the program is one function of that name that only defines another of that name inside."""
    tree = python.read(text, "exec", dollars=False)
    if not isinstance(tree, ast.Module) or not tree.body or not isinstance(tree.body[0], ast.FunctionDef):
        return False
    inner = [node for node in tree.body[0].body if not isinstance(node, ast.Import | ast.ImportFrom | ast.Pass)]
    return all(isinstance(node, ast.FunctionDef) and node.name == name for node in inner) and bool(inner)
