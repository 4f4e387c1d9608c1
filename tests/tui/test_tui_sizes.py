"""Every screen at every size, in every state, with and without colours, with text that is hard to draw."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tui_scene import Quiz, opened

from quiz.engine.client import Engine

SIZES = ((200, 60), (60, 20), (80, 24), (120, 40), (20, 6), (200, 60))
HARD = "量子 [bold]張量[/bold] 🤖👩‍🔬 مرحبا [@click=app.quit]x[/] \\[b] [/]"
"""Wide signs, joined emoji, right to left, Textual's markup."""
DECK = f"""\
format: 1
deck: hard
title: '{HARD}'
about: '{HARD}'
setup: import torch
cards:
  - id: one
    ask: predict
    prompt: '{HARD}'
    code: |
      x = torch.tensor([1, 2])
      x * 2
    explain: '{HARD}'
    source: https://example.org
    misconceptions:
      - belief: '{HARD}'
        code: torch.tensor([1, 2]) + 2
"""
Steps = Sequence[tuple[str, str]]
"""Keys, and what is on the screen once each has been pressed."""
REVIEWED: Steps = (("enter", "answer with"), ("f3", "suggested"))
BARE: dict[str, Steps] = {
    "home": (("", "quiz"),),
    "help": (("question_mark", "Everywhere"),),
    "palette": (("ctrl+p", "Search for commands"),),
    "stats": (("t", "stats"),),
    "options": (("o", "options of all"),),
    "value": (("o", "options of all"), ("enter", "must be")),
    "browse": (("b", "browse"),),
    "search": (("b", "browse"), ("slash", "To the cards")),
}
SCREENS: dict[str, Steps] = {
    **BARE,
    "preview": (("b", "hard/one"), ("enter", "hard/one"), ("t", "[/]")),
    "info": (("b", "hard/one"), ("i", "state")),
    "review": REVIEWED[:1],
    "verdict": REVIEWED,
    "playground": (*REVIEWED, ("p", "playground")),
    "done": (*REVIEWED, ("4", "All done for now.")),
    "done help": (*REVIEWED, ("4", "All done for now."), ("question_mark", "Everywhere")),
    "stats after an answer": (*REVIEWED, ("4", "All done for now."), ("t", "Streak")),
    "info after an answer": (*REVIEWED, ("4", "All done"), ("enter", "Today"), ("b", "hard/one"), ("i", "chance of")),
}


@pytest.fixture
def hard(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "hard.yaml").write_text(DECK)
    return folder


def drawn(quiz: Quiz) -> list[int]:
    """How wide each line of the screen is, in cells."""
    return [strip.cell_length for strip in quiz.strips]


async def through(quiz: Quiz, steps: Steps) -> None:
    """Go to a screen, and through all sizes there; what is drawn never breaks, and is there again at last."""
    for key, words in steps:
        if key:
            await quiz.press(key)
        await quiz.sees(words)
    for size in SIZES:
        await quiz.pilot.resize_terminal(*size)
        await quiz.until(lambda size=size: drawn(quiz) == [size[0]] * size[1], f"{size}")
    await quiz.sees(steps[-1][1])


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("colours", ["colours", "no colours"])
async def test_every_screen_draws_hard_text_at_every_size(
    hard: Path, tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch, name: str, colours: str
) -> None:
    """CJK, emoji, Arabic and markup in title, prompt, explanation and belief; with NO_COLOR too."""
    if colours == "no colours":
        monkeypatch.setenv("NO_COLOR", "1")
    async with opened(tmp_path, engine, shipped=hard, size=(100, 40)) as quiz:
        await quiz.sees("known", "0/1", "[bold]張量[/bold]")
        await through(quiz, SCREENS[name])


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("home", "deck"),
        ("browse", "prompt"),
        ("preview", "explanation"),
        ("review", "prompt"),
        ("verdict", "explanation"),
    ],
)
async def test_hard_text_is_shown_as_it_is_written(
    hard: Path, tmp_path: Path, engine: Engine, name: str, where: str
) -> None:
    """Nothing in it is markup, and nothing of it is lost."""
    async with opened(tmp_path, engine, shipped=hard, size=(140, 40)) as quiz:
        await quiz.sees("known", "0/1")
        for key, words in SCREENS[name]:
            if key:
                await quiz.press(key)
            await quiz.sees(words)
        await quiz.sees("量子 [bold]張量[/bold]", "مرحبا [@click=app.quit]x[/] \\[")


@pytest.mark.parametrize("name", BARE)
@pytest.mark.parametrize("state", ["no decks", "dead store", "dead engine"])
async def test_every_screen_stands_without_decks_without_a_store_and_without_torch(
    hard: Path, tmp_path: Path, engine: Engine, name: str, state: str
) -> None:
    """It says what it knows, at every size."""
    if state == "no decks":
        (hard / "hard.yaml").unlink()
    if state == "dead store":
        (tmp_path / "quiz.db").mkdir()
    words = {"no decks": "There are no decks yet", "dead store": "r tries again", "dead engine": "cannot be loaded"}
    async with opened(tmp_path, None if state == "dead engine" else engine, shipped=hard, size=(100, 40)) as quiz:
        await quiz.sees(words[state])
        await through(quiz, BARE[name])
        assert quiz.app.is_running


@pytest.mark.parametrize(("size", "rows"), [((40, 12), 2), ((40, 20), 2), ((60, 20), 1), ((80, 24), 1)])
async def test_the_ratings_fit_from_40_columns_on(
    hard: Path, tmp_path: Path, engine: Engine, size: tuple[int, int], rows: int
) -> None:
    """All four with their intervals, in two rows where one is too narrow; a click on one rates."""
    async with opened(tmp_path, engine, shipped=hard, size=size, review=True) as quiz:
        await quiz.asked("one")
        await quiz.press("f3")
        await quiz.sees("▸1 Again 1m", "2 Hard 6m", "3 Good 10m", "4 Easy ")
        assert len([row for row in quiz.text.splitlines() if "Again" in row or "Easy" in row]) == rows
        await quiz.pilot.resize_terminal(80, 24)
        await quiz.sees("suggested: Again")
        await quiz.pilot.resize_terminal(*size)
        await quiz.until(lambda: ("suggested" in quiz.text) == (size[0] == 80), "the words where there is room")
        await quiz.pilot.click("#easy")
        await quiz.sees("All done for now.")
