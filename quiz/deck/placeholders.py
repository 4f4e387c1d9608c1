"""Finding `$name` in a card's texts: which names are used and where, and the text with names Python can parse.

`${name}` is the same, of a text without its quotes. `$$` is a dollar; any other dollar is left as it is. The literals
are put in by `quiz/worker/template.py`, which has the same grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DOLLAR = re.compile(r"\$(?:\$|(\{)?([A-Za-z_][A-Za-z0-9_]*)(?(1)\}))")
STAND_IN = "ƒ"
"""Replaces the dollar and braces when a text is parsed as Python: a letter, so that columns stay the same."""


def names(text: str) -> Iterator[tuple[str, int]]:
    """Each `$name` of the text and the offset of its dollar, in order."""
    return ((match[2], match.start()) for match in _DOLLAR.finditer(text) if match[2])


def as_names(text: str) -> str:
    """The text with `$name` written as the bare name and `$$` as a dollar: for people, when nothing is drawn.

    A name that would join the word before it is put in parentheses: `zeros$size` is `zeros(size)`.
    """

    def name(match: re.Match[str]) -> str:
        after_word = match.start() > 0 and (text[match.start() - 1].isalnum() or text[match.start() - 1] == "_")
        return f"({match[2]})" if match[2] and after_word and not match[1] else match[2] or "$"

    return _DOLLAR.sub(name, text)


def as_python(text: str) -> str:
    """The text with `$name` made a Python name of the same length; `$$` stays, since it can occur only within
    strings.
    """
    return _DOLLAR.sub(lambda match: re.sub("[${}]", STAND_IN, match[0]) if match[2] else match[0], text)
