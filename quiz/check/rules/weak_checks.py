"""Code cards that judge too little: functions always called alike, and checks that look at no value."""

from __future__ import annotations

import ast
import re

from quiz.ask.code.program import binds
from quiz.check.rules.shown_code import shown_code
from quiz.deck import python
from quiz.deck.model import Card
from quiz.worker import template

_CHANCE = re.compile(r"rand|normal|uniform|multinomial|bernoulli|exponential|nn\.|rng")
"""Calls in the arguments that give other numbers on each draw; a layer has random weights."""
_OUTSIDE = frozenset(["shape", "ndim", "dtype", "device", "size", "dim", "numel", "layout"])
"""Attributes that say nothing of the values of a tensor."""
_ASKED = re.compile(
    r"shape|\bsizes?\b|\bdims?\b|dimension|length|\bsides?\b|dtype|\btype\b|device|\d x \d|\(\w+, ", re.I
)


def called_alike(card: Card) -> bool:
    """Whether the function of a card is called with the same arguments on every draw."""
    args = getattr(card.body, "args", "")
    return bool(args) and not any(template.names(args)) and not _CHANCE.search(args)


def blind_to_values(card: Card) -> bool:
    """Whether a `check` reads only shapes and the like of the names that the card's code binds, where the prompt asks
    for none of these.
    """
    tree = python.read(getattr(card.body, "check", ""), "eval")
    if not isinstance(tree, ast.Expression) or _ASKED.search(card.prompt):
        return False
    own = {name for piece in shown_code(card) for name in binds(piece.text)}
    read = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in own]
    from_outside = [
        node.value if isinstance(node, ast.Attribute) else node.args[0]
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in _OUTSIDE)
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "len" and len(node.args) == 1)
    ]
    return bool(read) and all(any(node is outside for outside in from_outside) for node in read)
