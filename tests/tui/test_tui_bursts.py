"""Keys that are read together: what stood there when Enter was pressed is judged, and later keys never join it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from terminal import Terminal
from tui_scene import Quiz, opened

from quiz.engine.client import Engine
from quiz.review.view import Stage
from quiz.tui.keys.in_order import STUCK_S
from quiz.tui.screens.review import ReviewScreen
from quiz.tui.widgets.answers.arrange import ProgramLines

HEAD = """\
format: 1
deck: burst
title: Bursts of keys
about: What is read in one go.
setup: import torch
cards:
"""
CARDS = {
    "seven": "ask: predict\n    prompt: Value?\n    code: torch.tensor(3) + 4\n",
    "rows": "ask: predict\n    prompt: Value?\n    code: torch.tensor([[1, 2, 3], [4, 5, 6]])\n",
    "letters": """ask: choose
    select: all
    prompt: Which are true?
    code: x = 1
    options:
      - {text: x is 1, true_if: x == 1}
      - {text: x is 2, true_if: x == 2}
""",
    "blanks": """ask: fill
    prompt: Make `y` 7.
    code: |
      a = ____
      y = a + ____
    check: y == 7
    accept:
      - ["3", "4"]
""",
    "lines": """ask: arrange
    prompt: Order.
    lines: [a = 1, b = a + 1, c = b + 1, d = c + 1]
    check: d == 4
""",
    "prints": "ask: print\n    prompt: What is printed?\n    code: print(7)\n",
    "writes": """ask: write
    prompt: Return 7.
    signature: "def seven(x):"
    reference: |
      def seven(x):
          return 7
    args: "1,"
""",
}


def deck(folder: Path, card: str) -> Path:
    path = folder / "burst.yaml"
    path.write_text(f"{HEAD}  - id: {card}\n    {CARDS[card]}")
    return path


@asynccontextmanager
async def asked(tmp_path: Path, engine: Engine, card: str) -> AsyncIterator[Quiz]:
    """This card alone, with the keyboard in its answer."""
    shipped = tmp_path / "decks"
    shipped.mkdir()
    deck(shipped, card)
    async with opened(tmp_path / "home", engine, shipped=shipped, review=True) as quiz:
        await quiz.asked(card)
        yield quiz


@pytest.mark.parametrize(
    ("card", "keys", "given"),
    [
        ("seven", ["7", "enter", "3"], "7"),
        ("seven", ["7", "enter", "enter", "3", "enter"], "7"),
        ("seven", ["7", "3", "backspace", "enter", "backspace", "3"], "7"),
        ("seven", ["3", "left", "7", "delete", "enter"], "7"),
        ("letters", ["a", "enter", "b"], "a"),
        ("letters", ["a", "down", "space", "space", "enter", "b"], "a"),
        ("blanks", ["3", "enter", "4", "enter", "5"], ["3", "4"]),
        ("blanks", ["3", "tab", "4", "f12", "5"], ["3", "4"]),
        ("prints", ["7", "f12", "3", "enter"], "7"),
        ("prints", ["7", "ctrl+s", "3"], "7"),
    ],
)
async def test_what_stood_there_at_enter_is_judged(
    tmp_path: Path, engine: Engine, card: str, keys: list[str], given: str | list[str]
) -> None:
    """In every widget; what follows in the same read is lost or acts on the verdict, and is not part of the answer."""
    async with asked(tmp_path, engine, card) as quiz:
        quiz.burst(*keys)
        await quiz.until(lambda: quiz.view.stage is Stage.ANSWERED or quiz.view.tally.reviewed > 0, "the verdict")
        if quiz.view.tally.reviewed:  # the 3 has rated it already
            (review,) = (event for event in quiz.store.events() if event.kind == "review")
            assert review.body["text"] == given
        else:
            assert quiz.view.given == given


async def test_an_answer_that_is_handed_back_can_be_changed(tmp_path: Path, engine: Engine) -> None:
    """What followed Enter is not in it; then the keys are heard again."""
    async with asked(tmp_path, engine, "seven") as quiz:
        quiz.burst("(", "7", "enter", "3")
        await quiz.sees("> (7", "never closed")
        await quiz.press("backspace", "backspace", "7", "enter")
        await quiz.sees("✓ right")


async def test_give_up_comes_before_what_was_typed_after_it(tmp_path: Path, engine: Engine) -> None:
    """A key of the screen and one of the input keep their order, too."""
    async with asked(tmp_path, engine, "seven") as quiz:
        quiz.burst("7", "f3", "enter")
        await quiz.answered()
        assert quiz.view.given == ""


async def test_keys_act_in_order_while_the_screen_is_slow(tmp_path: Path, engine: Engine) -> None:
    """An arrow passes through the screen to its binding, and a digit acts in the widget: it must not come first."""
    async with asked(tmp_path, engine, "lines") as quiz:
        lines = quiz.app.screen.query_one(ProgramLines)
        before = lines.order()
        quiz.app.screen.call_later(asyncio.sleep, 1.2 * STUCK_S)
        quiz.burst("up", "2")
        await quiz.until(lambda: lines.order() != before, "a line is moved")
        assert lines.order() == [before[0], before[3], before[1], before[2]]


async def test_letters_of_a_search_do_not_follow_enter_into_it(tmp_path: Path, engine: Engine) -> None:
    """After Enter the keys are those of the table."""
    async with asked(tmp_path, engine, "seven") as quiz:
        await quiz.press("escape")
        await quiz.sees("Today")
        await quiz.press("b")
        await quiz.sees("1 card")
        quiz.burst("slash", *"seven", "enter", "x")
        await quiz.sees("1 marked")
        assert quiz.app.screen.query_one("#search").value == "seven"  # type: ignore[attr-defined]


async def test_a_widget_that_goes_away_keeps_no_key_waiting(tmp_path: Path, engine: Engine) -> None:
    """Leave and open again, all at once."""
    async with asked(tmp_path, engine, "seven") as quiz:
        first = quiz.app.screen
        quiz.burst("escape", "b", "q", "t", "q", "enter")
        await quiz.until(lambda: isinstance(quiz.app.screen, ReviewScreen) and quiz.app.screen is not first, "a review")
        await quiz.asked("seven")
        quiz.burst("7", "enter")
        await quiz.sees("✓ right")


@pytest.fixture
def terminal(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    started = Terminal(tmp_path / "home", "review", str(deck(tmp_path, request.param)), "--seed", "3")
    started.sees(f"burst · {request.param}", "f3 Give up", "Submit")
    yield started
    started.close()


@pytest.mark.parametrize("terminal", ["seven"], indirect=True)
def test_enter_and_a_later_key_in_one_write(terminal: Terminal) -> None:
    """As over a slow line: 7 is judged, not 73."""
    terminal.send("7\r3")
    terminal.sees("✓ right", "torch says  tensor(7)")


@pytest.mark.parametrize("terminal", ["rows"], indirect=True)
@pytest.mark.parametrize(
    "pasted", ["1 2 3\r4 5 6\r", "1 2 3\n4 5 6\n", "1, 2, 3\r\n4, 5, 6\r", "tensor([[1, 2, 3],\r        [4, 5, 6]])\r"]
)
def test_a_paste_without_brackets_keeps_its_rows(terminal: Terminal, pasted: str) -> None:
    """As of tmux or the Linux console: a line break inside it parts rows."""
    terminal.send(pasted)
    terminal.sees("✓ right")


@pytest.mark.parametrize("terminal", ["writes"], indirect=True)
def test_code_pasted_without_brackets_keeps_its_indentation(terminal: Terminal) -> None:
    """Each line brings its own; only what is typed by hand is indented by the editor."""
    terminal.send("if x:\r        return 7\r    return 7")
    terminal.sees("2      if x:", "3          return 7", "4      return 7")
    terminal.send("\x1b[24~")
    terminal.sees("✓ right")
