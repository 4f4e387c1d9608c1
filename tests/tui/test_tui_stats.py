"""Statistics on the screen: the panels of `quiz stats`, group by group."""

from __future__ import annotations

from pathlib import Path

from tui_scene import opened

from quiz.engine.client import Engine
from quiz.tui.screens.home import HomeScreen


async def test_without_answers_there_is_nothing_to_count(tmp_path: Path, engine: Engine) -> None:
    """It says so, instead of empty plots."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small")
        await quiz.press("t")
        await quiz.sees("No answers yet")


async def test_each_group_of_panels_is_drawn(tmp_path: Path, engine: Engine) -> None:
    """After an answer: the arrows go round all groups, p changes the period, q leads home; at any size."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.asked()
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("3")
        await quiz.asked()
        await quiz.press("escape")
        await quiz.sees("known")
        await quiz.press("t")
        await quiz.sees("[Overview]", "Streak", "last year", "1-day streak")
        for name, word in (("Memory", "True retention"), ("Reviews", "Reviews"), ("Decks", "small"), ("Beliefs", "")):
            await quiz.press("right")
            await quiz.sees(f"[{name}]", word)
            await quiz.pilot.resize_terminal(60, 20)
            await quiz.sees(f"[{name}]")
            await quiz.pilot.resize_terminal(200, 60)
        await quiz.press("p")
        await quiz.sees("last month")
        await quiz.press("q")
        await quiz.until(lambda: isinstance(quiz.app.screen, HomeScreen))
