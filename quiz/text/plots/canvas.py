"""What a plot is drawn on: how wide it is, and whether it may use colour and block characters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ink(StrEnum):
    """Colours by what they mean; each stands beside a word or a number that says the same."""

    PLAIN = ""
    TITLE = "1"
    FAINT = "2"
    GOOD = "32"
    BAD = "31"
    WARN = "33"
    MAIN = "36"
    OTHER = "35"


LEVELS = "▁▂▃▄▅▆▇█"
EIGHTHS = " ▏▎▍▌▋▊▉"
SHADES = "·░▒▓█"


@dataclass(frozen=True, slots=True)
class Paper:
    """`width` in characters, 40 at least; `blocks` False draws with ASCII alone."""

    width: int = 80
    colour: bool = False
    blocks: bool = True

    def ink(self, text: str, ink: Ink) -> str:
        """`text` in a colour, where there are colours."""
        return f"\x1b[{ink.value}m{text}\x1b[0m" if self.colour and ink is not Ink.PLAIN and text else text

    @property
    def levels(self) -> str:
        """Eight characters that rise, the lowest of them not empty."""
        return LEVELS if self.blocks else ".:-=+*%#"

    @property
    def shades(self) -> str:
        """Five characters from none to most."""
        return SHADES if self.blocks else ".-+*#"

    def bar(self, share: float, width: int) -> str:
        """A bar of `share` (0 to 1) of `width` characters, without what follows it; something is seen of any share."""
        share = min(max(share, 0.0), 1.0)
        if not self.blocks:
            return "#" * max(round(share * width), share > 0)
        eighths = max(round(share * width * 8), share > 0)
        whole, rest = divmod(eighths, 8)
        return "█" * whole + (EIGHTHS[rest] if rest else "")
