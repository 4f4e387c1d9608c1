"""What is typed: the keys that submit it, what is said of it, and that nothing loses it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from seven import DECK
from textual.widgets import Input
from tui_cards import cards_asked
from tui_scene import Quiz

from quiz.engine.client import Engine
from quiz.review.view import Stage
from quiz.tui.screens.info import InfoScreen
from quiz.tui.widgets.answers.arrange import ProgramLines
from quiz.tui.widgets.answers.base import AnswerWidget
from quiz.tui.widgets.answers.blanks import Blank
from quiz.tui.widgets.answers.editor import Editor

TWO_BLANKS = """\
  - id: blanks
    ask: fill
    prompt: Make `y` 7.
    code: |
      a = ____
      y = torch.tensor(a) + ____
    check: "int(y) == 7"
    repeat: 2
    accept:
      - ["3", "4"]
    reject:
      - {fill: ["3", "3"], why: "that is 6"}
    explain: 3 and 4.
    source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
"""
FIRST = """\
  - id: first
    ask: predict
    prompt: Value?
    code: "1 + 1"
"""
TYPED = {
    "rows": ["1", "2"],
    "prints": ["o", "h", "enter", "x"],
    "picks": ["b"],
    "fills": ["3"],
    "blanks": ["3", "tab", "4"],
    "writes": ["x", "enter", "y"],
    "fixes": [*".clone()"],
    "orders": ["K", "down", "K"],
}
"""Keys that answer a card of each widget somehow."""


@asynccontextmanager
async def asked(folder: Path, engine: Engine, *cards: str) -> AsyncIterator[Quiz]:
    deck = DECK.replace("cards:\n", f"cards:\n{FIRST}") + TWO_BLANKS
    async with cards_asked(folder, engine, deck, *cards) as quiz:
        yield quiz


def footer(quiz: Quiz) -> str:
    return " ".join(quiz.text.splitlines()[-1].split())


def answer(quiz: Quiz) -> AnswerWidget:
    return quiz.app.screen.query_one(AnswerWidget)


@pytest.mark.parametrize("card", TYPED)
async def test_the_key_that_the_footer_names_submits(tmp_path: Path, engine: Engine, card: str) -> None:
    """And Enter does where nothing is said of another meaning."""
    async with asked(tmp_path, engine, card) as quiz:
        await quiz.press(*TYPED[card])
        named = "f12" if card in ("prints", "writes", "fixes") else "enter"
        await quiz.sees(f"{named} Submit")
        await quiz.press(named)
        await quiz.until(lambda: quiz.view.given, "what was submitted")


async def test_enter_goes_to_the_next_empty_blank_and_says_so(tmp_path: Path, engine: Engine) -> None:
    """As soon as it means that, and no longer."""
    async with asked(tmp_path, engine, "blanks") as quiz:
        await quiz.sees("enter goes to the next empty blank, then submits")
        first, second = quiz.app.screen.query(Blank)
        await quiz.press("3")
        await quiz.until(lambda: "enter Next blank f12 Submit" in footer(quiz), "both keys")
        await quiz.press("enter")
        assert second.has_focus
        assert quiz.view.stage is Stage.ASKING
        await quiz.press("4")
        await quiz.until(lambda: footer(quiz).startswith("enter Submit"), "what enter does now")
        await quiz.press("enter")
        await quiz.sees("✓ right")
        assert (first.value, second.value) == ("3", "4")


@pytest.mark.parametrize(
    ("card", "bad", "refusal", "more"),
    [
        ("rows", ["[", "1"], "closed", ["2"]),
        ("fills", ["(", "enter"], "Python", ["3"]),
        ("writes", ["(", "f12"], "This is not Python", ["x"]),
        ("fixes", ["f12"], "not changed the code", ["x"]),
        ("prints", ["f12"], "Type", ["x"]),
        ("picks", ["enter"], "letter", ["a"]),
    ],
)
async def test_a_refusal_goes_when_the_answer_is_changed(
    tmp_path: Path, engine: Engine, card: str, bad: list[str], refusal: str, more: list[str]
) -> None:
    """It was about what is there no more; the same answer is refused again."""
    async with asked(tmp_path, engine, card) as quiz:
        keys = [*bad, "enter"] if card == "rows" else bad
        await quiz.press(*keys)
        await quiz.until(lambda: quiz.view.notice, "the refusal")
        notice = quiz.view.notice
        await quiz.sees(notice)
        assert quiz.view.stage is Stage.ASKING
        await quiz.press(*more)
        await quiz.until(lambda: not quiz.shows(notice), "that it is gone")
        await quiz.press("f8")
        await quiz.sees("Flag 1 set.")
        assert not quiz.shows(notice)


@pytest.mark.parametrize("card", ["prints", "writes", "fixes"])
async def test_undo_in_an_editor_goes_back_to_what_was_reopened(tmp_path: Path, engine: Engine, card: str) -> None:
    """Not to the editor's first text: what was submitted is where the undoing ends."""
    async with asked(tmp_path, engine, card) as quiz:
        await quiz.press(*TYPED[card])
        submitted = quiz.app.screen.query_one(Editor).text
        await quiz.press("f12")
        await quiz.answered()
        await quiz.press("u")
        await quiz.asked(card)
        editor = quiz.app.screen.query_one(Editor)
        await quiz.press("q", "ctrl+z", "ctrl+z", "ctrl+z")
        assert editor.text == submitted


@pytest.mark.parametrize("card", TYPED)
async def test_what_is_typed_outlives_an_undo_and_the_screens_over_it(
    tmp_path: Path, engine: Engine, card: str
) -> None:
    """Help, history, another card that is taken back and answered first, a suspension that is undone."""
    async with asked(tmp_path, engine, "first", card) as quiz:
        await quiz.gives_up()
        await quiz.asked(card)
        await quiz.press(*TYPED[card])
        question, typed = quiz.question, answer(quiz).given()
        await quiz.press("f1", "escape", "f10")
        await quiz.until(lambda: isinstance(quiz.app.screen, InfoScreen), "the history")
        await quiz.press("escape")
        assert answer(quiz).given() == typed
        await quiz.press("f9")
        await quiz.asked("first")
        await quiz.gives_up()
        await quiz.asked(card)
        assert quiz.question is question
        assert answer(quiz).given() == typed
        await quiz.press("f6")
        await quiz.until(lambda: quiz.view.stage is Stage.DONE, "that nothing is left")
        await quiz.press("u")
        await quiz.asked(card)
        assert answer(quiz).given() == typed


async def test_what_is_typed_outlives_an_edit_of_its_card(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card comes with its new text and the numbers that it had."""
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nfor file; do :; done\nsed -i "s/Value of .out../What is in it?/" "$file"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    async with asked(tmp_path, engine, "rows") as quiz:
        await quiz.type("[1, 2]")
        code = quiz.question.code
        await quiz.press("f5")
        await quiz.sees("What is in it?", "> [1, 2]")
        assert quiz.question.code == code


async def test_code_in_the_playground_is_there_when_it_is_opened_again(tmp_path: Path, engine: Engine) -> None:
    """For this answer; it can be reset to the card's."""
    async with asked(tmp_path, engine, "rows") as quiz:
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("p")
        await quiz.sees("playground", " ms")
        first = quiz.app.screen.query_one(Editor).text
        await quiz.type("\nmine = 1")
        await quiz.press("escape")
        await quiz.sees("given up")
        await quiz.press("p")
        await quiz.sees("playground", "mine = 1")
        await quiz.press("f9")
        assert quiz.app.screen.query_one(Editor).text == first


def messages(quiz: Quiz) -> list[str]:
    """A test has no toasts; these are what they would say."""
    said: list[str] = []
    quiz.app.notify = lambda message, **more: said.append(message)  # type: ignore[method-assign,assignment]
    return said


async def test_quitting_says_what_would_be_lost(tmp_path: Path, engine: Engine) -> None:
    """Ctrl+c, which ends other programs, names it; ctrl+q asks once for each text."""
    async with asked(tmp_path, engine, "rows") as quiz:
        said = messages(quiz)
        await quiz.press("ctrl+c")
        await quiz.type("[1, 2]")
        await quiz.press("ctrl+c", "f1", "ctrl+q")
        assert said == [
            "ctrl+q quits the quiz. All is saved.",
            "ctrl+q quits the quiz. What you typed is not handed in yet, and would be lost.",
            "What you typed is not handed in yet, and would be lost. The same key once more quits.",
        ]
        assert quiz.app.is_running
        await quiz.press("ctrl+q")
        await quiz.until(lambda: quiz.app.return_code is not None, "the end")


async def test_the_reason_of_a_dispute_is_unsaved_until_it_is_entered(tmp_path: Path, engine: Engine) -> None:
    async with asked(tmp_path, engine, "rows") as quiz:
        said = messages(quiz)
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("d")
        await quiz.until(lambda: isinstance(quiz.app.screen.focused, Input), "the line")
        await quiz.type("it is right")
        await quiz.press("ctrl+q")
        assert "would be lost" in said[0]
        assert quiz.app.is_running


async def test_lines_in_a_new_order_are_an_answer_to_keep(tmp_path: Path, engine: Engine) -> None:
    """And so they are not when they stand as they were asked."""
    async with asked(tmp_path, engine, "orders") as quiz:
        lines = quiz.app.screen.query_one(ProgramLines)
        first = lines.order()
        assert not answer(quiz).draft
        await quiz.press("J")
        assert answer(quiz).draft == lines.order() != first
