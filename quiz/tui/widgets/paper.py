"""A line of a plot, its inks turned into colours of the theme."""

from __future__ import annotations

import re

from textual.content import Content

from quiz.text.plots.canvas import Ink
from quiz.tui.style.content import MUTED, plain

_INKED = re.compile("\x1b\\[(\\d+)m(.*?)\x1b\\[0m", re.DOTALL)
_STYLES = {
    Ink.TITLE: "bold $text-accent",
    Ink.FAINT: MUTED,
    Ink.GOOD: "$text-success",
    Ink.BAD: "$text-error",
    Ink.WARN: "$text-warning",
    Ink.MAIN: "$text-primary",
    Ink.OTHER: "$text-secondary",
}


def inked(text: str) -> Content:
    """What is between the inks of `Paper.ink` is text, whatever it looks like."""
    parts, end = [], 0
    for found in _INKED.finditer(text):
        parts += [plain(text[end : found.start()]), plain(found[2], _STYLES.get(Ink(found[1]), ""))]
        end = found.end()
    return Content("").join([*parts, plain(text[end:])])
