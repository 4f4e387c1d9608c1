"""The colour of secondary text: as faint as is readable, on each theme and with few colours."""

from __future__ import annotations

from collections.abc import Mapping

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.color import Color

_FAINTEST = 60
_LEGIBLE = 4.5
"""The contrast that WCAG 2 requires of text. https://www.w3.org/TR/WCAG21/#contrast-minimum"""
_LEGIBLE_OF_16 = 3.0
"""Of a terminal's sixteen colours only black and white on each other have much more."""


def muted(variables: Mapping[str, str], colours: str | None) -> str:
    """The colour for the variables of a theme; `colours` is Rich's name for the terminal's, "standard" for sixteen."""
    grounds = [Color.parse(variables[name]) for name in ("background", "surface")]
    text = Color.parse(variables["foreground"])
    if text.ansi is not None or any(ground.ansi is not None for ground in grounds):
        return variables["foreground"]
    for share in range(_FAINTEST, 100, 5):
        faint = grounds[0].blend(text, share / 100)
        if all(_legible(faint, ground, colours) for ground in grounds):
            return faint.hex
    return variables["foreground"]


def _legible(text: Color, ground: Color, colours: str | None) -> bool:
    few = colours == "standard"
    return contrast(text, ground) >= _LEGIBLE and (
        not few or contrast(of_sixteen(text), of_sixteen(ground)) >= _LEGIBLE_OF_16
    )


def of_sixteen(colour: Color) -> Color:
    """How a terminal of sixteen colours shows it."""
    nearest = RichColor.from_rgb(*colour.rgb).downgrade(ColorSystem.STANDARD)
    return Color(*nearest.get_truecolor(DEFAULT_TERMINAL_THEME))


def contrast(one: Color, other: Color) -> float:
    """From 1 to 21, as WCAG 2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    linear = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in colour.normalized)
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
