"""Showing lines of a plot in the colours of the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quiz.tui.style.content import MUTED, plain

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {
    "plot.title": "bold $text-accent",
    "plot.faint": MUTED,
    "plot.good": "$text-success",
    "plot.bad": "$text-error",
    "plot.warn": "$text-warning",
    "plot.main": "$text-primary",
}
"""By the inks of `quiz.text.plots.canvas`, which is loaded when a plot is drawn."""


def plot_line(line: Text) -> Content:
    """The same characters, without markup; each ink becomes a style of the theme."""
    content = plain(line.plain)
    for start, end, style in [(0, len(line.plain), line.style), *line.spans]:
        if str(style):
            content = content.stylize(_STYLES[str(style)], start, end)
    return content
