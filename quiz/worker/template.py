"""Filling `$name` in a card's text with the drawn literals, `${name}` with a drawn text itself; `$$` is a dollar."""

from __future__ import annotations

import re
from typing import Dict, List

_FIELD = re.compile(r"\$(?:\$|(\{)?([A-Za-z_][A-Za-z0-9_]*)(?(1)\}))")


def names(text: str) -> List[str]:
    """The names that `text` uses, in order, repeats included."""
    return [match[2] for match in _FIELD.finditer(text) if match[2]]


def fill(text: str, values: Dict[str, str]) -> str:
    """Put `values` (literals by name) into `text`; names without a value stay as they are.

    For `${name}` the quotes of a text are left out: `torch.${f}(x)` with 'exp' is `torch.exp(x)`.

    A negative number gets parentheses, so that `$a ** 2` squares the drawn value; between delimiters, where a minus
    cannot bind to anything else (`f($a)`, `x[$i]`, `a = $v` at the end of a line), it does not.
    """

    def put(match: re.Match[str]) -> str:
        name = match[2]
        if name is None:
            return "$"
        value = values.get(name)
        if value is None:
            return match[0]
        if match[1] and value[0] in "'\"":
            import ast  # few cards draw code, and the home screen loads this module

            return str(ast.literal_eval(value))
        if value.startswith("-") and not _enclosed(text, match.start(), match.end()):
            return "(" + value + ")"
        return value

    return _FIELD.sub(put, text)


def _enclosed(text: str, start: int, end: int) -> bool:
    before = text[:start].rstrip(" ")[-1:]
    after = text[end:].lstrip(" ")[:1]
    return before in ("(", "[", "{", ",", "=", ":") and after in ("", ")", "]", "}", ",", ":", "\n", ";")
