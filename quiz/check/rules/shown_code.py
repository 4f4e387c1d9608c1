"""The code of a card that a learner reads before answering, and where its lines are in the file."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace

from quiz.deck import python
from quiz.deck.model import Card, Place
from quiz.deck.placeholders import as_python

_FIELDS = ("before", "code", "buggy", "lines")
"""The fields whose code is shown, whatever the kind, in the order in which it runs."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of shown code as the card has it: `$name` is not filled in."""

    field: str
    text: str
    place: Place | None

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree, in which `$name` is a name; an empty one when it is not Python by itself."""
        tree = python.read(self.text, "exec")
        return tree if isinstance(tree, ast.Module) else ast.Module([], [])

    def at(self, line: int) -> Place | None:
        """The place of one of its lines, counted from 1."""
        return below(self.place, line)


def shown_code(card: Card) -> Iterator[Shown]:
    """The pieces of code that are shown with the question."""
    for field in _FIELDS:
        value = getattr(card.body, field, "")
        text = "\n".join(value) if isinstance(value, tuple) else value
        if text:
            yield Shown(field, text, card.places.get(field))


def below(place: Place | None, line: int) -> Place | None:
    """The place of a line, counted from 1, of a text that begins at `place`."""
    return replace(place, line=place.line + line - 1) if place is not None else None


def bound(tree: ast.AST) -> set[str]:
    """Every name that the code binds: variables, parameters, imports, functions and classes."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
    return names


def comments(code: str) -> dict[int, str]:
    """The comment of each line that has one, by the number of the line, counted from 1."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(as_python(code)).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return {}
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}
