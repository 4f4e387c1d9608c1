"""Faults of the options of a choose card: rows that were swapped, and texts about their place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from quiz.deck import python
from quiz.deck.model import Card, Place

_PLACE = re.compile(
    r"\b(?i:(?:all|none|both|neither|any) of the (?:above|below)|the (?:first|second|third|last) option)\b"
    r"|\b(?:[Oo]ption|[Aa]nswer)s? (?:[B-F]\b|\([A-Fa-f]\))|\b[Oo]ption A\b"
)


def untested(card: Card) -> Iterator[tuple[Any, str]]:
    """Each option that is an expression, where `true_if` evaluates another option's in its place; and that other one.

    An option may well be judged without being evaluated, so an expression that is only not there is no sign.
    """
    options = list(getattr(card.body, "options", ()))
    trees = {id(option): _expression(option.text) for option in options}
    for option in options:
        own = trees[id(option)]
        if own is None:
            continue
        tested = _parts(option.true_if)
        if ast.dump(own) in tested:
            continue
        for other in options:
            tree = trees[id(other)]
            if tree is not None and ast.dump(tree) in tested:
                yield option, other.text.strip()
                break


def _parts(code: str) -> set[str]:
    """Every expression within an expression, as text to compare."""
    tree = python.read(code, "eval")
    return {ast.dump(node) for node in ast.walk(tree)} if isinstance(tree, ast.Expression) else set()


def _expression(text: str) -> ast.expr | None:
    tree = python.read(text.strip().strip("`"), "eval")
    if not isinstance(tree, ast.Expression):
        return None
    return tree.body if any(isinstance(node, ast.Call | ast.Subscript) for node in ast.walk(tree)) else None


def text_about_place(card: Card) -> Iterator[tuple[str, Place | None]]:
    """Each text of a choose card that says where an option stands, and the place of that text."""
    options = getattr(card.body, "options", ())
    texts = [(option.text, option.place) for option in options] + [(option.why, option.place) for option in options]
    texts += [(card.prompt, card.places.get("prompt")), (card.explain, card.places.get("explain"))]
    texts += [(hint, card.places.get("hints")) for hint in card.hints]
    for text, place in texts if options else ():
        if found := _PLACE.search(text):
            yield found[0], place
