"""Pictures of the screens, held against those a person has approved.

After a wanted change: `pytest tests/tui/test_tui_snapshots.py --snapshot-update`, and look at what has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seven import DECK
from textual.pilot import Pilot
from textual.widgets import Input, TextArea
from tui_scene import Quiz, quiz_app

from quiz.answer.verdict import Status
from quiz.engine.client import Engine
from quiz.tui.backend.driver import Driver

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time that a session has lasted is part of the picture."""
    monkeypatch.setattr(Driver, "elapsed_s", 48)


async def asked(pilot: Pilot[Any], card: str = "rows") -> Quiz:
    """A card on the screen, with a cursor that does not blink."""
    quiz = Quiz(pilot.app, pilot)  # type: ignore[arg-type]
    await quiz.sees("small")
    await quiz.press("enter")
    await quiz.goes_on_to(card)
    still(quiz)
    return quiz


def still(quiz: Quiz) -> None:
    """No cursor blinks."""
    for line in (*quiz.app.screen.query(Input), *quiz.app.screen.query(TextArea)):
        line.cursor_blink = False


def every_kind(folder: Path) -> Path:
    """A folder with the deck that has a card of every kind."""
    shipped = folder / "every"
    shipped.mkdir()
    (shipped / "demo.yaml").write_text(DECK)
    return shipped


async def asked_code(pilot: Pilot[Any], card: str) -> Quiz:
    """A card of the deck with every kind."""
    quiz = Quiz(pilot.app, pilot)  # type: ignore[arg-type]
    await quiz.sees("demo")
    await quiz.press("enter")
    await quiz.goes_on_to(card)
    still(quiz)
    return quiz


def test_picture_of_home(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """Decks, counts, torch, keys."""

    async def act(pilot: Pilot[Any]) -> None:
        quiz = Quiz(pilot.app, pilot)  # type: ignore[arg-type]
        await quiz.sees("small", "0/5", "torch 2.", "Welcome")
        quiz.app.screen.torch_state = "torch 2.13.0 · cpu"  # type: ignore[attr-defined]
        quiz.app.screen.redraw()  # type: ignore[attr-defined]

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


def test_picture_of_code_that_failed(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """The learner's lines with the one that raised, the first input, what was printed, a right answer."""

    async def act(pilot: Pilot[Any]) -> None:
        quiz = await asked_code(pilot, "writes")
        await quiz.press(*"print(x.dim())", "enter", *"return x.foo()", "f12")
        await quiz.sees("✗ wrong", "suggested")

    app = quiz_app(tmp_path, engine, shipped=every_kind(tmp_path))
    assert snap_compare(app, run_before=act, terminal_size=(80, 36))


def test_picture_of_a_blank_in_code(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """The input stands within the line."""

    async def act(pilot: Pilot[Any]) -> None:
        quiz = await asked_code(pilot, "fills")
        await quiz.press(*"x.sum(1")
        await quiz.sees("p = x / x.sum(1")

    assert snap_compare(quiz_app(tmp_path, engine, shipped=every_kind(tmp_path)), run_before=act)


def test_picture_of_drawings_and_ways(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """Wide: the tensors beside the code; below the verdict the way of each cell, one of them pointed out."""
    shipped = tmp_path / "ways"
    shipped.mkdir()
    card = """\
  - id: gather
    ask: predict
    prompt: Value of the last line?
    code: |
      x = torch.tensor([[71, 15, 32], [94, 58, 60]])
      idx = torch.tensor([[1, 0, 1], [0, 0, 1]])
      x.gather(0, idx)
    explain: The coordinate of dim 0 is replaced.
"""
    (shipped / "demo.yaml").write_text(DECK[: DECK.index("  - id: ")] + card)

    async def act(pilot: Pilot[Any]) -> None:
        quiz = await asked_code(pilot, "gather")
        await quiz.sees("x  2 x 3")
        await quiz.answers("[[15, 71, 15], [94, 94, 58]]")
        await quiz.sees("where each cell came from", "suggested")
        await quiz.press("right")
        await quiz.sees("answer[0, 1]")

    assert snap_compare(quiz_app(tmp_path, engine, shipped=shipped), run_before=act, terminal_size=(110, 34))


def test_picture_of_browse(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """Cards as rows, marks, what is found, the card under the cursor in its words."""

    async def act(pilot: Pilot[Any]) -> None:
        quiz = Quiz(pilot.app, pilot)  # type: ignore[arg-type]
        await quiz.sees("small", "0/5")
        await quiz.press("b")
        await quiz.sees("5 cards", "Value of `out`?")
        await quiz.press("space", "down", "space")
        await quiz.sees("2 marked")
        still(quiz)

    assert snap_compare(quiz_app(tmp_path, engine), run_before=act)


def test_picture_of_the_help_of_a_review(tmp_path: Path, engine: Engine, snap_compare: Compare) -> None:
    """The keys of the widget that has the keyboard, of the screen by its stages, and everywhere."""

    async def act(pilot: Pilot[Any]) -> None:
        quiz = await asked(pilot)
        await quiz.press("f1")
        await quiz.sees("Before you submit")

    assert snap_compare(quiz_app(tmp_path, engine), run_before=act, terminal_size=(80, 50))
