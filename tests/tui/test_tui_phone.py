"""A screen of 40 by 20, as on a phone: everything is there, and everything can be done by taps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from seven import DECK
from textual.widgets import Input, TextArea
from tui_scene import Quiz, opened

from quiz.engine.client import Engine

PHONE = (40, 20)
UPRIGHT = (40, 37)
"""A phone without its on-screen keyboard."""


@pytest.fixture
def every(tmp_path: Path) -> Path:
    """The deck with a card of every kind."""
    folder = tmp_path / "every"
    folder.mkdir()
    (folder / "demo.yaml").write_text(DECK)
    return folder


async def tap(quiz: Quiz, words: str) -> None:
    """Tap the last place where these words stand."""
    await quiz.sees(words)
    rows = quiz.text.splitlines()
    at = max(at for at, row in enumerate(rows) if words in row)
    await quiz.pilot.click(offset=(rows[at].rindex(words) + len(words) // 2, at))
    await quiz.pilot.pause()


async def keep(quiz: Quiz, words: str) -> None:
    """Wait for these words; nothing on the screen is wider than it, and nothing has to be scrolled aside."""
    await quiz.sees(words)
    await quiz.pilot.pause()
    screen = quiz.app.screen
    wide = screen.size.width
    assert screen.max_scroll_x == screen.max_scroll_y == 0, quiz.text
    for widget in screen.walk_children():
        if widget.display and not isinstance(widget, Input | TextArea):
            assert widget.region.right <= wide, (widget, quiz.text)
            assert widget.max_scroll_x == 0 or not widget.allow_horizontal_scroll, (widget, quiz.text)


async def test_every_screen_fits_and_is_reached_and_left_by_taps(every: Path, tmp_path: Path, engine: Engine) -> None:
    """What has no button of its own is in the palette."""
    async with opened(tmp_path, engine, shipped=every, size=PHONE) as quiz:
        await keep(quiz, "0/8")
        await tap(quiz, "More")
        await keep(quiz, "Search for commands")
        await tap(quiz, "Reload")
        await tap(quiz, "Options")
        await keep(quiz, "options of all")
        await tap(quiz, "Change")
        await keep(quiz, "must be")
        await tap(quiz, "Back")
        await tap(quiz, "Back")
        await tap(quiz, "Stats")
        await keep(quiz, "1 of 6")
        await tap(quiz, "Next")
        await keep(quiz, "2 of 6")
        await tap(quiz, "Back")
        await tap(quiz, "Browse")
        await keep(quiz, "8 cards")
        await tap(quiz, "demo/prints")
        await tap(quiz, "Info")
        await keep(quiz, "state")
        await tap(quiz, "Back")
        await tap(quiz, "Preview")
        await keep(quiz, "What is printed?")
        await tap(quiz, "Help")
        await keep(quiz, "Everywhere")
        await tap(quiz, "Back")
        await tap(quiz, "Back")
        await tap(quiz, "More")
        await tap(quiz, "Search for")
        await quiz.press("escape")
        await keep(quiz, "8 cards")


async def predicts(quiz: Quiz) -> None:
    for sign in "[12,-3]":
        await tap(quiz, f" {sign} ")
    await tap(quiz, "⌫")
    assert quiz.app.screen.query_one(Input).value == "[12,-3"
    await tap(quiz, " ] ")
    await tap(quiz, "Submit")


async def gives_up(quiz: Quiz) -> None:
    await tap(quiz, "Give up")


async def prints(quiz: Quiz) -> None:
    await quiz.press(*"torch.Size([3])")  # as the on-screen keyboard sends it
    assert quiz.app.screen.query_one(TextArea).text == "torch.Size([3])"
    await tap(quiz, "Submit")


async def picks(quiz: Quiz) -> None:
    await tap(quiz, "x.clone()")
    await quiz.sees("(•)  x.clone()")
    await tap(quiz, "Submit")


async def fills(quiz: Quiz) -> None:
    await tap(quiz, "_____")
    await quiz.press(*"x")
    await tap(quiz, " . ")
    await quiz.press(*"sum", "left_parenthesis")
    await tap(quiz, " ) ")
    await quiz.press("enter")


async def writes(quiz: Quiz) -> None:
    await quiz.press(*"return x.sum(")
    await tap(quiz, " 1 ")
    await tap(quiz, " ) ")
    await tap(quiz, "Submit")


async def orders(quiz: Quiz) -> None:
    await tap(quiz, "y = torch.tensor(1)")
    await tap(quiz, "Pick up")
    await tap(quiz, " 1  y")
    await tap(quiz, "put down")
    await quiz.sees("1  y = torch.tensor(1)")
    await tap(quiz, "Submit")


BY_TOUCH: dict[str, Callable[[Quiz], Awaitable[None]]] = {
    "rows": predicts,
    "raises": gives_up,
    "prints": prints,
    "picks": picks,
    "fills": fills,
    "writes": writes,
    "fixes": gives_up,
    "orders": orders,
}


async def test_every_kind_is_answered_rated_and_left_by_taps(every: Path, tmp_path: Path, engine: Engine) -> None:
    """Question and verdict fit, and the end is reached."""
    async with opened(tmp_path, engine, shipped=every, size=PHONE) as quiz:
        await quiz.sees("0/8")
        await tap(quiz, "demo")
        for name, answer in BY_TOUCH.items():
            await quiz.asked(name)
            await keep(quiz, "Submit")
            await answer(quiz)
            await quiz.answered()
            await keep(quiz, "Good ")
            for words in ("Again", "Hard", "Good", "Easy", "Go on", "More"):
                assert words in quiz.text
            before = quiz.question
            await tap(quiz, "Easy")
            await quiz.until(lambda before=before: quiz.view.question is not before, "what comes next")
        await keep(quiz, "All done for now.")
        await tap(quiz, "Home")
        await keep(quiz, "Today")


async def test_an_upright_screen_has_buttons_as_high_as_a_finger(every: Path, tmp_path: Path, engine: Engine) -> None:
    """Three rows, which all can be tapped."""
    async with opened(tmp_path, engine, shipped=every, size=UPRIGHT, review=True) as quiz:
        await quiz.asked("rows")
        await keep(quiz, "Submit")
        rows = quiz.text.splitlines()
        at = next(at for at, row in enumerate(rows) if "Give up" in row)
        assert "▄▄▄" in rows[at - 1]
        await quiz.pilot.click(offset=(rows[at].index("Give up"), at + 1))
        await quiz.answered()
        await keep(quiz, "Easy ")
        rows = quiz.text.splitlines()
        at = next(at for at, row in enumerate(rows) if "Easy" in row)
        before = quiz.question
        await quiz.pilot.click(offset=(rows[at].index("Easy"), at - 1))
        await quiz.until(lambda: quiz.view.question is not before, "what comes next")


async def test_a_wide_screen_has_buttons_only_for_fingers(every: Path, tmp_path: Path, engine: Engine) -> None:
    """A tablet has them too; at a keyboard the footer names the keys in one line."""
    async with opened(tmp_path, engine, shipped=every, size=(80, 24)) as quiz:
        await quiz.sees("0/8", "enter Review")
        assert "More" not in quiz.text
        quiz.app.touch = True
        await quiz.press("enter")
        await quiz.asked("rows")
        await quiz.sees("Submit", "More", "⌫")
        assert "enter Submit" not in quiz.text
