"""The pattern of a card, for finding duplicates: what it asks, without numbers and variable names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from quiz.ask import kinds
from quiz.deck import python
from quiz.deck.fields import Choice, Code, ListOf, Record
from quiz.deck.model import Card
from quiz.deck.placeholders import STAND_IN
from quiz.deck.reading import Field

_OTHER_SIDE = ("misconceptions", "accept", "reject", "args")
"""Fields that say what is answered, or on what, and not what is asked."""
_NUMBER = re.compile(r"\d+(\.\d+)?")
_SHORTEST = 12
"""Cards with fewer nodes of code than this are alike by chance."""


def pattern(card: Card) -> tuple[str, ...] | None:
    """A value that is equal for two cards that ask the same; None when the code says too little to tell."""
    fields: Mapping[str, Field] = kinds.kind(card.ask).FIELDS
    parts = [
        part for name in fields if name not in _OTHER_SIDE for part in _parts(fields[name].reader, card.body, name)
    ]
    if sum(part.count("(") for part in parts) < _SHORTEST:
        return None
    return (card.ask, card.setup, *parts, *_prose(card))


def _parts(reader: Any, owner: Any, name: str) -> Iterator[str]:
    value = getattr(owner, name, None)
    if isinstance(reader, Code) and isinstance(value, str):
        yield _shape(value, reader.mode)
    elif isinstance(reader, Choice):
        yield f"{name}={value}"
    elif isinstance(reader, ListOf) and isinstance(value, tuple):
        inner = reader.item
        for item in value:
            if isinstance(inner, Record):
                yield from (part for key in inner.fields for part in _parts(inner.fields[key].reader, item, key))
            elif isinstance(item, str):
                yield _shape(item, "exec")


def _prose(card: Card) -> Iterator[str]:
    """The prompt without its numbers and names: the same code may be asked about in two ways."""
    yield " ".join(_NUMBER.sub("0", re.sub(r"`[^`]*`|\$\{?\w+\}?", "_", card.prompt)).split()).casefold()


@lru_cache(maxsize=2048)
def _shape(code: str, mode: Any) -> str:
    tree = python.read(code, mode)
    if not isinstance(tree, ast.AST):
        return code
    return ast.dump(_Renamed(tree).visit(tree))


class _Renamed(ast.NodeTransformer):
    """Variables renamed in order of appearance, numbers replaced; functions and attributes stay."""

    def __init__(self, tree: ast.AST) -> None:
        stored = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
        self._own = {node.id for node in stored}
        self._order: dict[str, str] = {}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id in self._own or node.id.startswith(STAND_IN):
            node.id = self._order.setdefault(node.id, f"v{len(self._order)}")
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, int | float | complex) and not isinstance(node.value, bool):
            node.value = node.value * 0  # by type: 2 and 2. are not alike
        return node
