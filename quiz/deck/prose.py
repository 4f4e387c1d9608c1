"""Unwrapping prose: the lines of a paragraph in a deck file joined into one, as user interfaces want it."""

from __future__ import annotations

import re

# Lines that are kept apart: indented, an item of a list, a heading, a row of a table, a quotation.
_OWN_LINE = re.compile(r"\s|[-*+] |\d+[.)] |#+ |\||>")


def unwrap(text: str) -> str:
    """Join the lines of each paragraph, as Markdown would; fenced code and the lines of `_OWN_LINE` are kept."""
    lines: list[str] = []
    joinable = fenced = False
    for line in text.split("\n"):
        line = line.rstrip()
        fence = line.lstrip().startswith("```")
        plain = bool(line) and not (fenced or fence or _OWN_LINE.match(line))
        if plain and joinable:
            lines[-1] += " " + line
        else:
            lines.append(line)
        fenced ^= fence
        joinable = plain
    return "\n".join(lines)
