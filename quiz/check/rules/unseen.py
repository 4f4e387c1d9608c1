"""Values that a learner cannot read in shown code: names that only `setup` binds, and literals indexed at once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from quiz.check.prove.evidence import Evidence
from quiz.check.rules.card_texts import prose
from quiz.check.rules.shown_code import bound, comments, shown_code
from quiz.deck import python
from quiz.deck.model import Card, Place
from quiz.deck.placeholders import STAND_IN, as_python

_INDEXED = re.compile(r"\$([A-Za-z_]\w*)\[[^\]\n]*\]")
_WORD = re.compile(r"[A-Za-z_]\w*")


def unseen_names(card: Card) -> Iterator[tuple[str, Place | None]]:
    """Each name of shown code that `setup` binds, other than by an import, and where it is used first.

    A name that is a word of the prompt is explained there, one with a comment in its line or above is explained by it;
    one that shown code binds too is its own.
    """
    prompted = {word.rstrip("s") for word in _WORD.findall(card.prompt)}
    hidden = {name for name in _made_in(card.setup) if name.rstrip("s") not in prompted}
    pieces = list(shown_code(card))
    hidden -= {name for piece in pieces for name in bound(piece.tree)}
    for piece in pieces:
        for node in ast.walk(piece.tree):
            if isinstance(node, ast.Name) and node.id in hidden:
                hidden.remove(node.id)
                if not {node.lineno, node.lineno - 1} & comments(piece.text).keys():
                    yield node.id, piece.at(node.lineno)


def _made_in(setup: str) -> set[str]:
    tree = python.read(setup, "exec")
    if not isinstance(tree, ast.Module):
        return set()
    made = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    outer: set[str] = set()
    for node in made:
        # What is bound inside of a function is its own affair.
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            outer.add(node.name)
        else:
            outer |= bound(node)
    return outer


def indexed_literals(evidence: Evidence) -> Iterator[tuple[str, str, str, Place | None]]:
    """Each drawn list that shown code or a text indexes at once: as written, its name, as a learner reads it, where."""
    if not evidence.questions:
        return
    question = evidence.questions[0]
    for piece in shown_code(evidence.card):
        for node in ast.walk(piece.tree):
            if isinstance(node, ast.Subscript) and (name := _drawn(node.value)):
                written = _written(piece.text, node)
                yield written, name, question.filled(written), piece.at(node.lineno)
    for said in prose(evidence.card):
        for found in _INDEXED.finditer(said.text):
            yield found[0], found[1], question.filled(found[0]), said.place


def _drawn(node: ast.expr) -> str:
    """The name that stands for a literal; "" for other names, and for one that stands for code."""
    name = node.id.removeprefix(STAND_IN) if isinstance(node, ast.Name) and node.id.startswith(STAND_IN) else STAND_IN
    return "" if name.startswith(STAND_IN) else name


def _written(text: str, node: ast.expr) -> str:
    """The text of a node of the tree of this text."""
    python = as_python(text)
    segment = ast.get_source_segment(python, node) or ""
    return text[python.index(segment) :][: len(segment)]
