"""The canvas of a plot: its width, the characters it may use, and its colours by meaning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rich.text import Text


class Ink(StrEnum):
    """The style of a part of a line; a word or a number next to it always says the same without colour."""

    PLAIN = ""
    TITLE = "plot.title"
    FAINT = "plot.faint"
    GOOD = "plot.good"
    BAD = "plot.bad"
    WARN = "plot.warn"
    MAIN = "plot.main"


TERMINAL_STYLES = {
    Ink.TITLE: "bold",
    Ink.FAINT: "dim",
    Ink.GOOD: "green",
    Ink.BAD: "red",
    Ink.WARN: "yellow",
    Ink.MAIN: "cyan",
}
"""The styles of rich for the inks on a terminal; the screen uses colours of its theme."""
LEVELS = "▁▂▃▄▅▆▇█"
EIGHTHS = " ▏▎▍▌▋▊▉"
SHADES = "·░▒▓█"


@dataclass(frozen=True, slots=True)
class Canvas:
    """`width` in cells, 40 at least; `blocks` False draws with ASCII alone."""

    width: int = 80
    blocks: bool = True

    @property
    def levels(self) -> str:
        """Eight characters of rising height, the lowest of them not empty."""
        return LEVELS if self.blocks else ".:-=+*%#"

    @property
    def shades(self) -> str:
        """Five characters from empty to darkest."""
        return SHADES if self.blocks else ".-+*#"

    @property
    def stroke(self) -> str:
        """The mark of a second value within a bar."""
        return "┃" if self.blocks else "|"

    def bar(self, share: float, width: int) -> str:
        """A bar of `share` (0 to 1) of `width` characters, without padding; any share above 0 is visible."""
        share = min(max(share, 0.0), 1.0)
        if not self.blocks:
            return "#" * max(round(share * width), share > 0)
        eighths = max(round(share * width * 8), share > 0)
        whole, rest = divmod(eighths, 8)
        return "█" * whole + (EIGHTHS[rest] if rest else "")


def styled(text: str, ink: Ink = Ink.PLAIN) -> Text:
    """Text in one ink. Nothing in it is markup."""
    return Text(text, ink.value)
