"""The playground: what is said of code that does not run."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import TextArea
from tui_scene import Quiz, opened

from quiz.engine.client import Engine


async def playing(quiz: Quiz) -> None:
    await quiz.sees("small", "known")
    await quiz.press("enter")
    await quiz.asked()
    await quiz.press("f3")
    await quiz.answered()
    await quiz.press("p")
    await quiz.sees("playground", " ms")


async def test_a_syntax_error_is_named_with_its_line_once(tmp_path: Path, engine: Engine) -> None:
    """Python's own mention of the place names a file that nobody has."""
    async with opened(tmp_path, engine) as quiz:
        await playing(quiz)
        quiz.app.screen.query_one(TextArea).load_text("x = 1\nx +")
        await quiz.press("f12")
        await quiz.sees("✗ SyntaxError: invalid syntax (line 2)")
        assert "<card>" not in quiz.text


async def test_a_long_output_is_scrolled_from_the_editor(tmp_path: Path, engine: Engine) -> None:
    """The keyboard stays where the code is; the help lists the keys."""
    async with opened(tmp_path, engine) as quiz:
        await playing(quiz)
        quiz.app.screen.query_one(TextArea).load_text("for i in range(60):\n    print('row', i)")
        await quiz.press("f12")
        await quiz.sees("row 0")
        await quiz.press("pagedown", "pagedown")
        await quiz.until(lambda: "row 0\n" not in quiz.text and "row " in quiz.text)
        await quiz.press("pageup", "pageup")
        await quiz.sees("row 0\n")
        await quiz.press("f1")
        await quiz.until(lambda: "Scroll the output up\n" in quiz.text, "the keys, which work now")
