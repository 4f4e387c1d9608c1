"""The colours of scrollbars, from those of the theme."""

from __future__ import annotations

from collections.abc import Mapping


def scrollbar_variables(theme: Mapping[str, str]) -> dict[str, str]:
    """The variables that Textual's own rules for scrollbars use. A rule of ours for every widget would do the same,
    and be applied to each widget of every screen.
    """
    bar, ground = theme["foreground"], theme["background"]
    return {
        "scrollbar": f"{bar} 25%",
        "scrollbar-hover": f"{bar} 40%",
        "scrollbar-active": theme["text-accent"],
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
    }
