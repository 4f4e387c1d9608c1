"""Code that is written, repaired, filled in or put in order: the widget of each kind, and the verdict in its place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from seven import DECK
from textual.events import Paste
from tui_cards import cards_asked
from tui_scene import Quiz

from quiz.engine.client import Engine
from quiz.review.view import Stage
from quiz.tui.widgets.answers.arrange import ProgramLines
from quiz.tui.widgets.answers.blanks import Blank
from quiz.tui.widgets.answers.editor import Editor

TWO_BLANKS = """\
  - id: blanks
    ask: fill
    prompt: Make `y` 7.
    code: |
      a = ____
      y = torch.tensor(a) + ____  # 張量 [b]not markup[/b]
    check: "int(y) == 7"
    repeat: 2
    accept:
      - ["3", "4"]
    reject:
      - {fill: ["3", "3"], why: "that is 6"}
    explain: 3 and 4.
    source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
"""

LONG = (
    """\
  - id: long
    ask: fill
    prompt: Make `y` 7.
    hints: [It is small.]
    code: |
      x0 = 0
"""
    + "".join(f"      x{at} = x{at - 1} + 0\n" for at in range(1, 13))
    + """\
      y = x12 + ____
    check: y == 7
    accept: ["7"]
"""
)


@asynccontextmanager
async def asked(
    tmp_path: Path, engine: Engine, card: str, size: tuple[int, int] = (80, 30), more: str = ""
) -> AsyncIterator[Quiz]:
    """This card of the deck with every kind, alone in its deck."""
    async with cards_asked(tmp_path, engine, DECK + more, card, size=size) as quiz:
        yield quiz


async def test_what_is_printed_is_typed_on_several_lines(tmp_path: Path, engine: Engine) -> None:
    """Enter begins a line, F12 submits; the verdict marks the line that differs."""
    async with asked(tmp_path, engine, "prints") as quiz:
        await quiz.sees("answer with: what is printed, line by line", "f12 Submit")
        await quiz.press(*"torch.Size([3])", "enter", *"oh", "f12")
        await quiz.sees("✗ wrong", "* oh                torch.Size([3])", "  torch.Size([3])   torch.Size([3])")


async def test_a_function_is_written_with_its_indentation_kept(tmp_path: Path, engine: Engine) -> None:
    """The signature stands there; a colon indents, a return takes it back; tab and backspace move by four."""
    async with asked(tmp_path, engine, "writes") as quiz:
        editor = quiz.app.screen.query_one(Editor)
        await quiz.press(*"if x.dim():", "enter", *"return x", "enter", *"y", "tab", *"z", "shift+tab")
        assert editor.text == "def rows(x):\n    if x.dim():\n        return x\ny   z"
        await quiz.press("home", "tab", "tab", "backspace")
        assert editor.text.endswith("\n    y   z")
        await quiz.press("escape")
        await quiz.sees("What you typed is not handed in yet", "y   z")
        await quiz.press("home", "escape")
        await quiz.sees("Today")


async def test_python_is_coloured_while_it_is_written(tmp_path: Path, engine: Engine) -> None:
    """A keyword is not drawn like a name; what was typed last is coloured at once."""
    async with asked(tmp_path, engine, "writes") as quiz:
        editor = quiz.app.screen.query_one(Editor)
        await quiz.press(*"return x")
        spans = {editor.get_line(1).plain[span.start : span.end]: span.style for span in editor.get_line(1).spans}
        assert spans["return"] != spans["x"]


async def test_a_wrong_function_is_shown_the_first_input_it_fails_on(tmp_path: Path, engine: Engine) -> None:
    """By name; expected and got side by side; the reject's why as a sentence of its own; a right answer."""
    async with asked(tmp_path, engine, "writes", size=(80, 40)) as quiz:
        await quiz.press(*"return x.sum(0)", "ctrl+s")
        await quiz.sees("✗ wrong   The shape differs.", "These are the columns.")
        await quiz.sees("failed on the inputs above (test 1 of 5)")
        await quiz.sees(" int64   [[", "expected   (", "yours   (", "a right answer", "return x.sum(1)")
        assert "fits this belief" not in quiz.text


async def test_an_exception_is_shown_at_the_line_of_the_learner(tmp_path: Path, engine: Engine) -> None:
    """The line has a mark, the headline the exception; what the code printed is told."""
    async with asked(tmp_path, engine, "writes", size=(80, 40)) as quiz:
        await quiz.press(*"print('[red]hi[/]')", "enter", *"return x.foo()", "f12")
        await quiz.sees("✗ wrong   Your code raises AttributeError at line 3", "▸3      return x.foo()")
        await quiz.sees("your code printed   [red]hi[/]")


async def test_a_right_function_is_right_on_every_draw(tmp_path: Path, engine: Engine) -> None:
    """And another right one is shown, where it was written otherwise."""
    async with asked(tmp_path, engine, "writes") as quiz:
        await quiz.press(*"return torch.einsum('ij->i', x)", "f12")
        await quiz.sees("✓ right", "another right answer", "return x.sum(1)", "suggested: Good")


async def test_code_that_is_no_python_is_handed_back(tmp_path: Path, engine: Engine) -> None:
    """No attempt; the text stays to be mended."""
    async with asked(tmp_path, engine, "writes") as quiz:
        await quiz.press(*"return (", "f12")
        await quiz.sees("This is not Python", "return (", "f12 Submit")
        assert quiz.view.stage is Stage.ASKING
        await quiz.press("backspace", *"x.sum(1)", "f12")
        await quiz.sees("✓ right")


async def test_code_is_repaired_below_what_stands_fixed(tmp_path: Path, engine: Engine) -> None:
    """The code to be repaired is in the editor, what runs before it above."""
    async with asked(tmp_path, engine, "fixes") as quiz:
        await quiz.sees("1  x = torch.tensor([2., 4.])", "1  x /= x[0]")
        await quiz.press(*".clone()", "f12")
        await quiz.sees("✓ right")


async def test_what_was_removed_from_code_that_is_repaired_is_shown(tmp_path: Path, engine: Engine) -> None:
    """And no inputs are named that are not shown."""
    async with asked(tmp_path, engine, "fixes") as quiz:
        await quiz.press(*" * 2", "f12")
        await quiz.sees("✗ wrong", "-   x /= x[0]\n", "+1  x /= x[0] * 2", "failed on test 1 of")


async def test_a_blank_is_an_input_within_the_code(tmp_path: Path, engine: Engine) -> None:
    """It is shown once, its blank on its own line; enter submits; the filled line is marked in the verdict."""
    async with asked(tmp_path, engine, "fills") as quiz:
        await quiz.sees("2  p = x / ___________", "enter submits")
        assert quiz.text.count("x = torch.rand") == 1
        await quiz.press(*"x.sum(7)", "enter")
        await quiz.sees(
            "✗ wrong   Your code raises IndexError", "▸2  p = x / x.sum(7)", "p = x / x.sum(1, keepdim=True)"
        )


async def test_code_with_blanks_takes_the_room_that_there_is(tmp_path: Path, engine: Engine) -> None:
    """It scrolls only where a hint takes its last rows, and is whole again on a higher screen."""
    async with asked(tmp_path, engine, "long", size=(80, 24), more=LONG) as quiz:
        await quiz.sees("1  x0 = 0", "14  y = x12 + ___________", "answer with: an expression")
        await quiz.press("f2")
        await quiz.sees("hint  It is small.", "14  y = x12 + ___________", "answer with: an expression")
        await quiz.pilot.resize_terminal(80, 18)
        await quiz.until(lambda: "1  x0 = 0" not in quiz.text or "14  y" not in quiz.text, "it scrolls")
        await quiz.sees("answer with: an expression")
        await quiz.pilot.resize_terminal(80, 30)
        await quiz.sees("1  x0 = 0", "14  y = x12 + ___________", "answer with: an expression")


async def test_blanks_are_equally_wide_and_enter_goes_from_one_to_the_next(tmp_path: Path, engine: Engine) -> None:
    """They grow together; markup and wide characters around them are shown as they are."""
    async with asked(tmp_path, engine, "blanks", more=TWO_BLANKS) as quiz:
        first, second = quiz.app.screen.query(Blank)
        await quiz.sees("# 張量 [b]not markup[/b]")
        await quiz.press(*"int(len([1, 2, 3]))", "enter")
        assert second.has_focus
        assert first.size == second.size
        assert first.size.width > len("int(len([1, 2, 3]))")
        await quiz.press("tab")
        assert first.has_focus
        await quiz.press("down", *"3", "enter")
        await quiz.sees("✗ wrong", "a = int(len([1, 2, 3]))", "expected: 7", "yours: int(y)")


async def test_lines_are_put_in_order_by_keys(tmp_path: Path, engine: Engine) -> None:
    """Space lifts, arrows carry, shift and arrows too, a digit names the place; enter submits."""
    async with asked(tmp_path, engine, "orders") as quiz:
        rows = quiz.app.screen.query_one(ProgramLines)
        wanted = ["y = torch.tensor(1)", "y = y + 2", "y = y * 2"]
        before = rows.order()
        await quiz.press("space", "down", "space", "up")
        assert rows.order() == [before[1], before[0], before[2]]
        await quiz.press("shift+down", "K", "3", "q")
        for place, text in enumerate(wanted):
            while rows.cursor != rows.order().index(text):
                await quiz.press("down")
            await quiz.press(str(place + 1))
        assert rows.order() == wanted
        shown = [line for line in quiz.text.splitlines() if "y = " in line]
        assert [line.split("  ")[-1] for line in shown] == wanted
        await quiz.press("enter")
        await quiz.sees("✓ right")


async def test_ten_thousand_lines_can_be_pasted(tmp_path: Path, engine: Engine) -> None:
    """Into an editor: the keyboard still answers, and the screen stays whole."""
    async with asked(tmp_path, engine, "writes", size=(80, 24)) as quiz:
        editor = quiz.app.screen.query_one(Editor)
        editor.post_message(Paste("\x1b[31mx = 1\r\n" * 10_000))
        await quiz.until(lambda: editor.document.line_count > 10_000)
        await quiz.press(*"y = 2")
        await quiz.sees("y = 2", "answer with: the function", "f12 Submit", "Return the sum")
        assert "\x1b" not in editor.text


async def test_an_editor_shows_all_its_lines_when_the_screen_gets_narrow(tmp_path: Path, engine: Engine) -> None:
    """As many as there are once they are wrapped."""
    async with asked(tmp_path, engine, "writes") as quiz:
        editor = quiz.app.screen.query_one(Editor)
        await quiz.press(*"return x.sum(1) + 0 * x.sum(1)", "enter", *"y = 1")
        await quiz.pilot.resize_terminal(40, 30)
        await quiz.sees("def rows(x):", "return x.sum(1)", "y = 1")
        assert editor.size.height == editor.wrapped_document.height == 4


async def test_every_widget_survives_resizing(tmp_path: Path, engine: Engine) -> None:
    """From 200x60 to 60x20 and back, while an answer is typed."""
    for card in ("writes", "fills", "orders", "prints"):
        folder = tmp_path / card
        folder.mkdir()
        async with asked(folder, engine, card) as quiz:
            for size in ((200, 60), (60, 20), (12, 5), (1, 1), (80, 24)):
                await quiz.press("x", "space")
                await quiz.pilot.resize_terminal(*size)
            await quiz.sees("answer with:", "Submit")


@pytest.mark.parametrize("card", ["rows", "prints", "picks", "fills", "writes", "fixes", "orders"])
async def test_ten_thousand_pasted_lines_do_no_harm(tmp_path: Path, engine: Engine, card: str) -> None:
    """In every kind: they are taken or refused, the keys go on working, and the card can be given up."""
    async with asked(tmp_path, engine, card) as quiz:
        focused = quiz.app.screen.focused
        assert focused is not None
        focused.post_message(Paste("[1, 2, 3]\r\n" * 10_000))
        await quiz.press("enter")
        await quiz.until(lambda: quiz.view.stage is not Stage.JUDGING)
        await quiz.press("f3")
        await quiz.until(lambda: quiz.view.stage is Stage.ANSWERED, "the verdict")
        await quiz.press("space")
        await quiz.until(lambda: quiz.view.tally.reviewed == 1, "the rating")


@pytest.mark.parametrize(
    "pasted",
    [
        "def rows(x):\n    return x.sum(1)\n",
        "    def rows(x):\n        return x.sum(1)\n",
        "```python\ndef rows(x):\n    return x.sum(1)\n```",
    ],
)
async def test_a_pasted_function_takes_the_place_of_the_starter(tmp_path: Path, engine: Engine, pasted: str) -> None:
    """As it is copied from an editor or a page, and not within the function that was begun."""
    async with asked(tmp_path, engine, "writes") as quiz:
        editor = quiz.app.screen.query_one(Editor)
        editor.post_message(Paste(pasted))
        await quiz.until(lambda: editor.text == "def rows(x):\n    return x.sum(1)", "the function alone")
        await quiz.press("f12")
        await quiz.sees("✓ right")
