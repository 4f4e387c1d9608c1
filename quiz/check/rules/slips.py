"""What an exception or a warning of card code says of a slip of its author: a misspelt name, a deprecated call."""

from __future__ import annotations

import re

from quiz.answer.value import Raised, Warned
from quiz.check.rules.card_texts import prose
from quiz.check.rules.shown_code import shown_code
from quiz.deck.model import Card, Place

_SLIPS = ("AttributeError", "NameError", "SyntaxError", "ImportError")
"""What a misspelt name raises; their subclasses too."""
_NAMED = re.compile(r"(?:attribute|name|module named|cannot import name) '([^']+)'")
_DEPRECATED = ("DeprecationWarning", "PendingDeprecationWarning", "FutureWarning")
_ABOUT = re.compile(r"deprecat|warn|\bobsolete\b|\bold (?:name|way|api)\b", re.I)
_WORD = re.compile(r"[A-Za-z_]\w+")


def slip_of(card: Card, raised: Raised) -> str:
    """The name whose lack raised an exception, if no text of the card speaks of it: it may be misspelt; "" for none."""
    found = _NAMED.search(raised.message) if any(raised.is_a(name) for name in _SLIPS) else None
    if found is None:
        return ""
    name = found[1].rpartition(".")[2]
    mentioned = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return "" if any(mentioned.search(said.text) for said in prose(card)) else found[1]


def is_deprecation(warning: Warned) -> bool:
    return warning.category in _DEPRECATED or "deprecated" in warning.text


def is_about_deprecation(card: Card) -> bool:
    """Whether a text of the card speaks of warnings, so that one is meant to be given."""
    texts = [said.text for said in prose(card)] + [piece.text for piece in shown_code(card)]
    return any(_ABOUT.search(text) for text in (card.name, *card.tags, *texts))


def place_of(card: Card, warning: Warned) -> Place | None:
    """The first line of shown code that calls what the warning names first; else where the code begins."""
    pieces = list(shown_code(card))
    for word in dict.fromkeys(_WORD.findall(warning.text)):
        called = re.compile(rf"(?<=\.){re.escape(word)}\b")
        for piece in pieces:
            for at, row in enumerate(piece.text.split("\n")):
                if called.search(row):
                    return piece.at(at + 1)
    return pieces[0].place if pieces else None
