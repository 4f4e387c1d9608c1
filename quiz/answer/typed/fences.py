"""The fences of Markdown around pasted text."""

from __future__ import annotations

import re

_FENCE = re.compile(r"\s*(```+|~~~+)[ \t]*([\w+-]*)[ \t]*")
_LANGUAGE = re.compile(r"\A[ \t]*(?:python3?|py|pycon|ipython|console|text)[ \t]+(?=\S)")
"""A language named on the line of the text itself."""


def without_fences(text: str) -> str:
    """The text between the first fence and the next, when it begins with one; any other text as it is."""
    stripped = text.strip()
    opening = _FENCE.match(stripped)
    if opening is None:
        return text
    fence = opening[1]
    first, _, rest = stripped.partition("\n")
    if not rest:  # all on one line
        return _LANGUAGE.sub("", stripped.removeprefix(fence).removesuffix(fence), count=1).strip()
    if _FENCE.fullmatch(first) is None:
        return text
    rows = rest.split("\n")
    end = next((at for at, row in enumerate(rows) if row.strip() == fence), len(rows))
    return "\n".join(rows[:end])
