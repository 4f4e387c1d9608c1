"""Pictures of the screens, held against those a person has approved.

After a wanted change: `pytest tests/tui/test_tui_snapshots.py --snapshot-update`, and look at what has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input
from tui_scene import Quiz, quiz_app

from quiz.answer.verdict import Status
from quiz.engine.client import Engine

Compare = Callable[..., bool]


async def asked(pilot: Pilot[Any], card: str = "rows") -> Quiz:
    """A card on the screen, with a cursor that does not blink."""
    quiz = Quiz(pilot.app, pilot)  # type: ignore[arg-type]
    await quiz.sees("small")
    await quiz.press("enter")
    await quiz.goes_on_to(card)
    for line in quiz.app.screen.query(Input):
        line.cursor_blink = False
    return quiz


def test_picture_of_home(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """Decks, counts, torch, keys."""

    async def act(pilot: Pilot[Any]) -> None:
        quiz = Quiz(pilot.app, pilot)  # type: ignore[arg-type]
        await quiz.sees("small", "0/5")
        quiz.app.screen._torch = "torch 2.13.0 · cpu"  # type: ignore[attr-defined]
        quiz.app.screen._draw()  # type: ignore[attr-defined]

    assert snap_compare(quiz_app(tmp_path, engine), run_before=act)


def test_picture_of_a_question(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """Code, hint, input and how it reads."""

    async def act(pilot: Pilot[Any]) -> None:
        quiz = await asked(pilot)
        await quiz.press("f2")
        await quiz.type("[[1, 2], [3, 4]]")
        await quiz.sees("hint", "reads as")

    assert snap_compare(quiz_app(tmp_path, engine), run_before=act)


def test_picture_of_a_wrong_answer(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """Verdict, belief, cells side by side, ratings."""

    async def act(pilot: Pilot[Any]) -> None:
        quiz = await asked(pilot)
        await quiz.answers(quiz.answer_of(Status.WRONG, "the factor is added, not multiplied"))
        await quiz.sees("✗ wrong", "suggested")

    assert snap_compare(quiz_app(tmp_path, engine), run_before=act, terminal_size=(80, 30))


def test_picture_of_options(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """Letters, marks, cursor."""

    async def act(pilot: Pilot[Any]) -> None:
        quiz = await asked(pilot, "which-keep-the-dim")
        await quiz.press("a", "down")
        await quiz.sees("a [x]", "▸ b")

    assert snap_compare(quiz_app(tmp_path, engine), run_before=act)


def test_picture_of_misjudged_options_in_a_light_theme(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """Marks and whys; dark words on a light ground."""

    async def act(pilot: Pilot[Any]) -> None:
        quiz = await asked(pilot, "which-keep-the-dim")
        quiz.app.theme = "textual-light"
        await quiz.press("-", "enter")
        await quiz.sees("✗ wrong", "suggested")

    assert snap_compare(quiz_app(tmp_path, engine), run_before=act)
