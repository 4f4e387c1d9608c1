"""Prose as authors write it, in lines of a comfortable length, and as faces want it, in paragraphs."""

from __future__ import annotations

import re

# Lines that stand for themselves: indented, an item of a list, a heading, a row of a table, a quotation.
_OWN_LINE = re.compile(r"\s|[-*+] |\d+[.)] |#+ |\||>")


def unwrap(text: str) -> str:
    """Join the lines of each paragraph, as Markdown would; fenced code and lines with a form of their own are kept."""
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
