"""The expressions of a question that an answer repeats as labels: `len(a) = 9, len(b) = 10`."""

from __future__ import annotations

import ast
import re

from quiz.deck import python

MOST_CHARS = 4_000
_STARTS = r"(?:^|(?<=[,;\n({\[])|(?<=\band\b))[ \t]*"
_ENDS = r"[ \t]*(?:==?|:|->|\bis\b)"


def unlabelled(text: str, code: str) -> str:
    """The answer without the labels, if it has one for each of the values that the last line of `code` names, in order.

    Words alone are left: they are read as labels anyway.
    """
    labels = [label for label in _asked(code) if not label.isidentifier()]
    if not labels or len(text) > MOST_CHARS:
        return text
    found = list(re.finditer(f"{_STARTS}({'|'.join(map(_spaced, labels))}){_ENDS}", text))
    if [_tight(match[1]) for match in found] != list(map(_tight, labels)):
        return text
    for match in reversed(found):
        text = f"{text[: match.start(1)]}{text[match.end() :]}"
    return text


def _asked(code: str) -> list[str]:
    """The expressions that the last line of the code names, side by side or one alone."""
    tree = python.read(code, "exec")
    last = tree.body[-1] if isinstance(tree, ast.Module) and tree.body else None
    if not isinstance(last, ast.Expr):
        return []
    return [ast.unparse(part) for part in (last.value.elts if isinstance(last.value, ast.Tuple) else [last.value])]


def _spaced(label: str) -> str:
    return r"[ \t]*".join(map(re.escape, _tight(label)))


def _tight(text: str) -> str:
    return "".join(text.split())
