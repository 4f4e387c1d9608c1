"""Wrapping lines for a terminal between words."""

from __future__ import annotations

import os
import re

WIDTH = 80
"""For a terminal that does not report its width."""
_NUMBERED = re.compile(r" {2}[ \d]+\d {2}")
"""A line of code, after its number."""
_INDENT = re.compile(r"\s*(?:\w{1,2}\) |:\w+ +)?")


def wrapped(text: str, width: int) -> str:
    """`text` in lines of at most `width` columns. A line of code stays whole, and so does a word that is too long."""
    return "\n".join(_wrapped(row, width) for row in text.split("\n"))


def terminal_width(descriptor: int) -> int:
    """How many columns the terminal has now."""
    try:
        return os.get_terminal_size(descriptor).columns or WIDTH
    except OSError:
        return WIDTH


def _wrapped(row: str, width: int) -> str:
    if len(row) * 2 <= width or _NUMBERED.match(row):  # no character takes more than two columns
        return row
    indent = _INDENT.match(row)
    hanging = " " * min(len(indent[0]) if indent else 0, width // 2)
    rows, line = [], ""
    for word in re.findall(r"\s*\S+", row):
        if line.strip() and sum(map(_columns, line + word)) > width:
            rows.append(line)
            line = hanging + word.lstrip()
        else:
            line += word
    return "\n".join([*rows, line])


def _columns(letter: str) -> int:
    from unicodedata import combining, east_asian_width

    return 0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1
