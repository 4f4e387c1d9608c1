""" "Did you mean ...?" suggestions, and names listed or quoted in messages."""

from __future__ import annotations

from collections.abc import Iterable

LIKENESS = 0.6
"""How similar to a known name a word must be, from 0 to 1, to count as its misspelling, unless the caller says."""


def nearest(word: str, known: Iterable[str], likeness: float = LIKENESS) -> str:
    """The known name most similar to `word`, or "" when none is similar enough."""
    import difflib

    names = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word[:80].casefold(), names, n=1, cutoff=likeness)
    return names[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str, likeness: float = LIKENESS) -> str:
    """The fix for a misspelt name: the name that was meant, or the sentence `otherwise`."""
    return suggestion(nearest(word, known, likeness), otherwise)


def suggestion(name: str, otherwise: str) -> str:
    """The question whether `name` was meant, or the sentence `otherwise` when it is ""."""
    return f"Did you mean `{name}`?" if name else otherwise


def listed(names: Iterable[str], last: str = "or") -> str:
    """Names as one phrase: "`a`, `b` or `c`"."""
    *most, end = [f"`{name}`" for name in names] or ["nothing"]
    return f"{', '.join(most)} {last} {end}" if most else end


def quoted(text: str, limit: int = 40) -> str:
    """Text of an author within a message: on one line, shortened, in backticks."""
    flat = " ".join(text[: 4 * limit].split())
    return f"`{flat if len(flat) <= limit else flat[: limit - 3] + '...'}`"
