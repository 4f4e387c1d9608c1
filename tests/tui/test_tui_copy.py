"""Copying: by OSC 52 to the terminal, over ssh too, with words where it cannot be known to have worked."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from terminal import Terminal
from tui_cards import cards_asked
from tui_scene import Quiz, opened

from quiz.engine.client import Engine

DECK = """\
format: 1
deck: keys
title: Copies
about: One card.
setup: import torch
cards:
  - id: seven
    ask: predict
    prompt: Value?
    code: torch.tensor(3) + 4
"""
VARIABLES = ("TERM", "TERM_PROGRAM", "TMUX", "STY", "SSH_TTY", "SSH_CONNECTION")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def words_of(quiz: Quiz) -> list[str]:
    """What the app says aside from its screens, from now on."""
    said: list[str] = []
    quiz.app.notify = lambda message, **more: said.append(message)  # type: ignore[method-assign,assignment]
    return said


async def copied(quiz: Quiz, key: str) -> str:
    before = quiz.app.clipboard
    await quiz.press("y", key)
    await quiz.until(lambda: quiz.app.clipboard != before, "the copy")
    return quiz.app.clipboard


async def test_a_verdict_is_copied_in_parts(tmp_path: Path, engine: Engine) -> None:
    """What torch says, the id of the card, what its author needs; letters stay letters while an answer is typed."""
    async with cards_asked(tmp_path, engine, DECK, "seven") as quiz:
        await quiz.press("y")
        await quiz.sees("> y")
        await quiz.press("backspace", "8", "enter")
        await quiz.answered()
        said = words_of(quiz)
        assert await copied(quiz, "t") == "tensor(7)"
        (word,) = said
        assert word.startswith("What torch says is sent to")
        assert "does not say whether it" in word
        assert await copied(quiz, "i") == "keys/seven"
        case = await copied(quiz, "d")
        assert case.startswith("keys/seven  seed ")
        assert [row.split() for row in case.splitlines()[1:]] == [["typed", "8"], ["truth", "tensor(7)"]]
        await quiz.press("y")
        await quiz.sees("The id of the card")
        await quiz.press("escape")
        await quiz.answered()


async def test_the_id_is_copied_where_cards_are_looked_at(tmp_path: Path) -> None:
    """In browse, and on the history of a card."""
    async with opened(tmp_path, None) as quiz:
        await quiz.sees("small", "known")
        await quiz.press("b")
        await quiz.sees("5 cards")
        await quiz.press("y")
        await quiz.until(lambda: quiz.app.clipboard, "the copy")
        assert quiz.app.clipboard.startswith("small/")
        await quiz.press("down", "i")
        await quiz.sees("history of the card")
        before = quiz.app.clipboard
        await quiz.press("y")
        await quiz.until(lambda: quiz.app.clipboard != before, "the other id")


async def test_words_say_what_is_known_of_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a text that is selected goes the same way."""
    terminals = {
        ("SSH_TTY", "/dev/pts/1"): "at your end of ssh, which does not say whether",
        ("TMUX", "/tmp/tmux,1,0"): "only with `set -g set-clipboard on`",
        ("TERM", "linux"): "is not copied: this terminal lets no program",
        ("TERM_PROGRAM", "Apple_Terminal"): "Select it with the mouse",
    }
    async with opened(tmp_path, None) as quiz:
        await quiz.sees("small", "known")
        said = words_of(quiz)
        for (name, value), words in terminals.items():
            with monkeypatch.context() as only:
                only.setenv(name, value)
                quiz.app.copy_to_clipboard("selected")
            assert words in said.pop()
        quiz.app.copy_to_clipboard("selected " * 10_000)
        assert "most terminals take only 56,245 bytes" in said.pop()


def test_the_terminal_is_sent_the_text(tmp_path: Path) -> None:
    """Within GNU screen also in the wrapping in which that passes it on."""
    terminal = Terminal(tmp_path, STY="1.pts")
    try:
        terminal.sees("gather", "known")
        terminal.send("b")
        terminal.sees("sorted by deck", "949 cards")
        terminal.send("y")
        terminal.sees("is sent to the")
        sent = re.findall(r"(\x1bP)?\x1b\]52;c;([\w+/=]+)\x07", terminal.raw)
        assert [bool(wrapped) for wrapped, _ in sent] == [False, True]
        assert {base64.b64decode(text).count(b"/") for _, text in sent} == {1}
    finally:
        terminal.close()
