"""The playground: what is said of code that does not run."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import TextArea
from tui_scene import opened

from quiz.engine.client import Engine


async def test_a_syntax_error_is_told_with_its_line_once(tmp_path: Path, engine: Engine) -> None:
    """Python's own mention of the place names a file that nobody has."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small", "known")
        await quiz.press("enter")
        await quiz.asked()
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("p")
        await quiz.sees("playground", " ms")
        quiz.app.screen.query_one(TextArea).load_text("x = 1\nx +")
        await quiz.press("f12")
        await quiz.sees("✗ SyntaxError: invalid syntax (line 2)")
        assert "<card>" not in quiz.text
