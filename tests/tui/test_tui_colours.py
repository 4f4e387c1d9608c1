"""Colours: what is muted can be read on every theme, on a terminal of sixteen colours too."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES
from tui_scene import opened

from quiz.engine.client import Engine
from quiz.tui.style.contrast import contrast, muted, of_sixteen

PLAIN = [name for name, theme in BUILTIN_THEMES.items() if Color.parse(theme.foreground or "#fff").ansi is None]


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("colours", ["truecolor", "standard"])
def test_what_is_muted_can_be_read_on_every_theme(name: str, colours: str) -> None:
    """As well as the theme's own text, where that has less contrast itself."""
    theme = BUILTIN_THEMES[name].to_color_system().generate()
    shown, text = Color.parse(muted(theme, colours)), Color.parse(theme["foreground"])
    for ground in (Color.parse(theme["background"]), Color.parse(theme["surface"])):
        assert contrast(shown, ground) >= min(4.5, contrast(text, ground))
        if colours == "standard":
            most = contrast(of_sixteen(text), of_sixteen(ground))
            assert contrast(of_sixteen(shown), of_sixteen(ground)) >= min(3.0, most)


def test_black_on_white_is_twenty_one() -> None:
    """The scale that WCAG 2 defines."""
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color(119, 119, 119), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)


async def test_every_theme_draws_home(tmp_path: Path, engine: Engine) -> None:
    """Those with the terminal's own colours as well."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small", "known")
        for name in BUILTIN_THEMES:
            quiz.app.theme = name
            await quiz.pilot.pause()
            await quiz.sees("Today", "nothing reviewed yet")
