"""Code is written in a real terminal: bytes of real keys in, a drawn screen out."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from seven import DECK
from terminal import Terminal

pytestmark = pytest.mark.usefixtures("kept")

F4, F5, F12, SHIFT_UP, SHIFT_TAB = "\x1bOS", "\x1b[15~", "\x1b[24~", "\x1b[1;2A", "\x1b[Z"


@pytest.fixture
def opened(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """The review of one card of the deck with every kind."""
    head, *cards = DECK.split("  - id: ")
    deck = tmp_path / "demo.yaml"
    deck.write_text(f"{head}  - id: {next(one for one in cards if one.startswith(request.param))}")
    editor = tmp_path / "editor"
    change = 'sed -i "s/Order the lines/Sort the lines/" "$2"'
    editor.write_text(f'#!/bin/sh\necho "the editor has the terminal"\n{change}\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    terminal = Terminal(tmp_path / "home", "review", str(deck), "--seed", "3")
    yield terminal
    terminal.close()


@pytest.mark.parametrize("opened", ["writes"], indirect=True)
def test_a_function_is_written_judged_and_played_with(opened: Terminal) -> None:
    """Tab, shift+tab and Enter indent; F12 submits; the playground runs it; all of it legible at 80x24."""
    opened.sees("1  def rows(x):", "answer with: the function", "f12 Submit")
    opened.process.send("for y in x:\ry = 1\r" + SHIFT_TAB + "return x.sum(0)")
    opened.sees("        y = 1", "4      return x.sum(0)")
    opened.process.send(F12)
    opened.sees("✗ wrong   The shape differs.", "These are the columns.", "1 Again", "p Play")
    opened.process.send("p")
    opened.sees("playground", "f12 Run", "→ tensor([")
    opened.process.send(F4)
    opened.sees("✗ wrong")
    opened.process.send("q")
    opened.sees("Today")


@pytest.mark.parametrize("opened", ["orders"], indirect=True)
def test_lines_are_ordered_and_a_card_is_edited_in_the_learners_editor(opened: Terminal) -> None:
    """The editor has the terminal while it runs; afterwards the screen is whole, and the card is as it is now."""
    opened.sees("Order the lines so that `y` is 6.", "answer with: the lines in order")
    opened.process.send("j" + SHIFT_UP)
    opened.sees("▸ 1  y =")
    opened.process.send(F5)
    opened.sees("Sort the lines so that `y` is 6.", "answer with: the lines in order", "enter Submit")
    assert "the editor has the terminal" in opened.raw
    assert "the editor has the terminal" not in opened.text
