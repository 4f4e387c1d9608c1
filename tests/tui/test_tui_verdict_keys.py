"""Keys around a verdict: undo that loses nothing, another rating, a dispute that says why, help from everywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tui_cards import cards_asked
from tui_scene import Quiz

from quiz.engine.client import Engine
from quiz.store.log.events import EventKind
from quiz.tui.screens.help import HelpScreen
from quiz.tui.screens.info import InfoScreen
from quiz.tui.screens.pick import Pick

DECK = """\
format: 1
deck: keys
title: Keys around a verdict
about: One card of each widget.
setup: import torch
cards:
  - id: seven
    ask: predict
    prompt: Value?
    code: torch.tensor(3) + 4
    hints: [It is more than 6.]
  - id: letters
    ask: choose
    select: all
    prompt: Which are true?
    code: x = 1
    options:
      - {text: x is 1, true_if: x == 1, why: It was set to 1.}
      - {text: x is 2, true_if: x == 2, why: Nobody set it to 2.}
  - id: blanks
    ask: fill
    prompt: Make `y` 7.
    code: |
      a = ____
      y = a + ____
    check: y == 7
    accept:
      - ["3", "4"]
  - id: prints
    ask: print
    prompt: What is printed?
    code: print(7)
  - id: orders
    ask: arrange
    prompt: Make `y` 6.
    lines: ["y = 1", "y = y + 2", "y = y * 2"]
    check: y == 6
"""


@asynccontextmanager
async def asked(tmp_path: Path, engine: Engine, *cards: str, size: tuple[int, int] = (80, 30)) -> AsyncIterator[Quiz]:
    """The first of these cards, which are all there are in their deck."""
    async with cards_asked(tmp_path, engine, DECK, *cards, size=size) as quiz:
        yield quiz


def footer(quiz: Quiz) -> str:
    return " ".join(quiz.text.splitlines()[-1].split())


@pytest.mark.parametrize("key", ["ctrl+z", "u", "f9"])
@pytest.mark.parametrize(
    ("card", "keys"),
    [
        ("seven", ["8", "enter"]),
        ("letters", ["b", "enter"]),
        ("blanks", ["1", "enter", "2", "enter"]),
        ("prints", ["8", "f12"]),
        ("orders", ["J", "enter"]),
    ],
)
async def test_undo_at_a_verdict_opens_its_question_with_what_was_given(
    tmp_path: Path, engine: Engine, card: str, keys: list[str], key: str
) -> None:
    """In every widget; nothing is recorded yet, and the same answer can be handed in as it is, or better."""
    async with asked(tmp_path, engine, card) as quiz:
        await quiz.press(*keys)
        await quiz.answered()
        given = quiz.view.given
        await quiz.press(key)
        await quiz.asked(card)
        await quiz.press("f12" if card == "prints" else "enter")
        await quiz.answered()
        assert quiz.view.given == given
        assert not list(quiz.store.events())


async def test_undo_of_a_rating_brings_the_answer_back(tmp_path: Path, engine: Engine) -> None:
    """A slip of the rating costs no typing: the question is open with the answer in it."""
    async with asked(tmp_path, engine, "seven", "prints") as quiz:
        await quiz.press("7", "enter")
        await quiz.answered()
        await quiz.press("1")
        await quiz.asked("prints")
        await quiz.press("f9")
        await quiz.asked("seven")
        await quiz.sees("> 7")
        await quiz.press("enter")
        await quiz.answered()
        await quiz.press("3")
        await quiz.asked("prints")
        kept = [event for event in quiz.store.events() if event.kind == EventKind.REVIEW]
        assert [event.body["rating"] for event in kept][-1] == 3


async def test_the_last_rating_can_be_another(tmp_path: Path, engine: Engine) -> None:
    """Beside the next card, whose input stays as it is."""
    async with asked(tmp_path, engine, "seven", "prints") as quiz:
        await quiz.press("ctrl+r")
        assert not isinstance(quiz.app.screen, Pick)
        await quiz.press("7", "enter")
        await quiz.answered()
        await quiz.press("1")
        await quiz.asked("prints")
        await quiz.press("9", "ctrl+r")
        await quiz.sees("keys/seven is rated Again. It", "1 Again", "3 Good")
        await quiz.press("3")
        await quiz.sees("Rated Good.", "9")
        await quiz.press("ctrl+r")
        await quiz.sees("is rated Good. It")
        await quiz.press("enter")
        await quiz.sees("Already rated Good.")
        assert quiz.question.card.name == "prints"


async def test_a_dispute_asks_why_and_can_be_taken_back(tmp_path: Path, engine: Engine) -> None:
    """The key alone disputes nothing, nor does Enter without a word; undo takes the dispute back, not the verdict."""
    async with asked(tmp_path, engine, "seven") as quiz:
        await quiz.press("8", "enter")
        await quiz.answered()
        await quiz.press("d", "enter")
        await quiz.sees("Why is this verdict wrong?", "Say it in a few words")
        said: list[str] = []
        quiz.app.notify = lambda message, **more: said.append(message)  # type: ignore[method-assign,assignment]
        await quiz.press("ctrl+c", *"no", "ctrl+c")
        assert [words.partition(".")[0] for words in said] == ["ctrl+q quits the quiz"] * 2
        assert "All is saved" in said[0] and "not handed in" in said[1]
        await quiz.press("escape")
        assert not quiz.view.disputed
        await quiz.press("d", *"odd", "enter")
        await quiz.until(lambda: quiz.view.disputed, "the dispute")
        (event,) = quiz.store.events()
        assert (event.kind, event.body["why"]) == (EventKind.DISPUTE, "odd")
        await quiz.sees("Dispute saved.")
        await quiz.press("d")
        await quiz.sees("It is disputed already")
        assert "Dispute saved." not in quiz.text
        await quiz.press("escape", "u")
        await quiz.until(lambda: not quiz.view.disputed, "no dispute")
        await quiz.sees("✗ wrong")
        await quiz.pilot.resize_terminal(40, 20)
        await quiz.sees("? Help", "esc Leave", "More")


async def test_a_hint_is_offered_where_there_is_one_and_its_price_is_said(tmp_path: Path, engine: Engine) -> None:
    """The key is answered all the same."""
    async with asked(tmp_path, engine, "seven", "prints") as quiz:
        assert "f2 Hint" in footer(quiz)
        await quiz.press("f2")
        await quiz.sees("It is more than 6.", "Hard is suggested")
        await quiz.until(lambda: "Hint" not in footer(quiz), "no further hint")
        await quiz.press("7", "enter")
        await quiz.sees("suggested: Hard")
        await quiz.press("space")
        await quiz.asked("prints")
        assert "Hint" not in footer(quiz)
        await quiz.press("f2")
        await quiz.sees("No hint for this card.")


@pytest.mark.parametrize(
    ("key", "screen"), [("ctrl+g", HelpScreen), ("question_mark", HelpScreen), ("ctrl+o", InfoScreen)]
)
@pytest.mark.parametrize("card", ["seven", "letters", "blanks", "prints", "orders"])
async def test_help_and_info_have_keys_that_terminals_leave_alone(
    tmp_path: Path, engine: Engine, card: str, key: str, screen: type
) -> None:
    """F1 and F10 belong to some terminals. A question mark means help where nothing is typed yet."""
    async with asked(tmp_path, engine, card) as quiz:
        await quiz.press(key)
        await quiz.until(lambda: isinstance(quiz.app.screen, screen), "the screen")
        await quiz.press("escape")
        await quiz.asked(card)


async def test_a_question_mark_in_a_text_is_text(tmp_path: Path, engine: Engine) -> None:
    """Once something is typed."""
    async with asked(tmp_path, engine, "seven") as quiz:
        await quiz.press("7", "question_mark")
        await quiz.sees("> 7?")


async def test_drawings_that_have_no_room_are_named(tmp_path: Path, engine: Engine) -> None:
    """The key never does nothing."""
    async with asked(tmp_path, engine, "seven") as quiz:
        await quiz.press("ctrl+t")
        await quiz.sees("Drawings need 100 columns; this screen has 80.")


@pytest.mark.parametrize("keys", [["f3"], ["a", "enter"]])
async def test_every_option_says_why_after_a_give_up_and_a_right_answer(
    tmp_path: Path, engine: Engine, keys: list[str]
) -> None:
    """That is when it is wanted most."""
    async with asked(tmp_path, engine, "letters") as quiz:
        await quiz.press(*keys)
        await quiz.sees("It was set to 1.", "Nobody set it to 2.")


async def test_a_cram_is_named_in_head_and_end(tmp_path: Path, engine: Engine) -> None:
    """So that nobody takes it for a review."""
    async with asked(tmp_path, engine, "seven") as quiz:
        await quiz.press("escape")
        await quiz.sees("Today")
        await quiz.press("b")
        await quiz.sees("1 card")
        await quiz.press("c")
        await quiz.asked("seven")
        await quiz.sees("cram · nothing is recorded")
        await quiz.press("7", "enter")
        await quiz.answered()
        await quiz.press("space")
        await quiz.sees("1 practised", "cram · nothing is recorded")
        assert "all is saved" not in quiz.text
        assert not list(quiz.store.events())


async def test_the_history_at_a_verdict_is_that_before_the_answer(tmp_path: Path, engine: Engine) -> None:
    """It says so: the answer counts when it is rated."""
    async with asked(tmp_path, engine, "seven", "prints") as quiz:
        await quiz.press("f10")
        await quiz.sees("state     new")
        assert "about to rate" not in quiz.text
        await quiz.press("escape", "8", "enter")
        await quiz.answered()
        await quiz.press("i")
        await quiz.sees("state     new, before the answer that you are about to rate")
