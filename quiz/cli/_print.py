"""Printing lines of rich text: in colour when there is a terminal that can, and the user wants it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.text import Text

    from quiz.text.plots.canvas import Canvas

_WIDEST = 100


def canvas() -> Canvas:
    """A canvas as wide as the terminal, with characters that it has."""
    from quiz.text.plots.canvas import Canvas

    unicode_ = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return Canvas(max(min(terminal_width(), _WIDEST), 40), unicode_)


def terminal_width() -> int:
    """COLUMNS when it is set, as is the custom; else the width of the terminal, 80 when there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def print_lines(lines: Iterable[Text]) -> None:
    """Print each line unwrapped, however wide."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        for line in lines:
            click.echo(line.plain)
        return
    from rich.console import Console
    from rich.theme import Theme

    from quiz.text.plots.canvas import TERMINAL_STYLES

    styles = Theme({ink.value: style for ink, style in TERMINAL_STYLES.items()}, inherit=False)
    console = Console(color_system="standard", theme=styles, highlight=False, emoji=False, markup=False)
    for line in lines:
        console.print(line, soft_wrap=True)
