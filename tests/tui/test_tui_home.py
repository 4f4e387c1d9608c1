"""Home: the decks, their counts, torch, and one clear next step in every state."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tui_scene import DATA, Dead, Quiz, opened, quiz_app, two_cards

from quiz.engine.client import Engine
from quiz.errors import ConfigError, NotFound
from quiz.tui.backend.backend import Backend
from quiz.tui.launch import run


async def test_home_shows_each_deck_with_its_counts_and_torch(tmp_path: Path, engine: Engine) -> None:
    """New, learning and due by deck, how many cards are known, and which torch will judge."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small", "A few cards of each kind", "0/5", "Today  5 new", "torch 2.")
        header = next(line for line in quiz.text.splitlines() if "known" in line)
        assert header.split() == ["deck", "new", "learning", "due", "known"]
        await quiz.sees("enter Review", "s Study all", "? Help", "q Quit")


async def test_home_says_that_torch_is_starting_until_it_is_there(tmp_path: Path, engine: Engine) -> None:
    """The decks are there at once; torch may take its second."""

    class Slow(Dead):
        async def start(self) -> None:  # type: ignore[override]
            await asyncio.Event().wait()

    async with opened(tmp_path, engine) as quiz:
        quiz.lend(Slow())
        await quiz.press("r")
        await quiz.sees("small", "starting torch")


async def test_an_engine_that_cannot_start_is_named_calmly_and_may_be_tried_again(tmp_path: Path) -> None:
    """The decks stay on the screen, with the reason and what would mend it."""
    async with opened(tmp_path, None) as quiz:
        await quiz.sees(
            "torch cannot be started", "torch cannot be loaded", "pip install torch", "small", "r tries again"
        )
        await quiz.press("r")
        await quiz.sees("torch cannot be loaded", "small")


async def test_without_decks_home_says_how_to_open_one(tmp_path: Path, engine: Engine) -> None:
    """An empty screen has one clear next step."""
    empty = tmp_path / "none"
    empty.mkdir()
    async with opened(tmp_path, engine, shipped=empty) as quiz:
        await quiz.sees("There are no decks yet", "quiz review my-deck.yaml")
        await quiz.press("s")
        assert "There are no decks yet" in quiz.text


async def test_when_all_is_done_home_says_what_comes_next(tmp_path: Path, engine: Engine) -> None:
    """After the last card: the day's work in words, and when the next cards come."""
    async with opened(tmp_path, engine, shipped=two_cards(tmp_path)) as quiz:
        await quiz.sees("small")
        await quiz.press("s")
        for _ in range(2):
            await quiz.asked()
            await quiz.press("f3")
            await quiz.answered()
            await quiz.press("4")
        await quiz.sees("All done for now.")
        await quiz.press("enter")
        await quiz.sees("All done for today.", "Next: ", "2 reviewed · 0 right", "2/2")


async def test_a_mistake_in_a_deck_that_was_asked_for_by_name_is_named_once(tmp_path: Path, engine: Engine) -> None:
    """It is one of the learner's own decks, and the one that the session was to be of."""
    mine = tmp_path / "decks" / "mine.yaml"
    mine.parent.mkdir()
    mine.write_text((DATA / "small.yaml").read_text().replace("deck: small", "deck: mine"))
    async with opened(tmp_path, engine, "mine") as quiz:
        await quiz.sees("mine")
        mine.write_text(mine.read_text().replace("ask: predict", "ask: predickt", 1))
        await quiz.press("r")
        await quiz.sees("1 mistake in deck files")


async def test_a_deck_file_with_a_mistake_is_named_and_hides_no_other(tmp_path: Path, engine: Engine) -> None:
    """The place and the mend stand below the decks that are fine."""
    folder = tmp_path / "decks"
    folder.mkdir()
    (folder / "small.yaml").write_text((DATA / "small.yaml").read_text())
    (folder / "bad.yaml").write_text(
        "format: 1\ndeck: bad\ntitle: Bad\nabout: x\ncards:\n  - id: a\n    ask: predikt\n"
    )
    async with opened(tmp_path, engine, shipped=folder, size=(100, 30)) as quiz:
        await quiz.sees("small", "which are left out", "bad.yaml:6:5", "Add `prompt`")


async def test_enter_reviews_the_deck_under_the_cursor(tmp_path: Path, engine: Engine) -> None:
    """Of two decks only the chosen one is asked, though both have cards."""
    folder = tmp_path / "decks"
    folder.mkdir()
    text = (DATA / "small.yaml").read_text()
    (folder / "a.yaml").write_text(text.replace("deck: small", "deck: first"))
    (folder / "b.yaml").write_text(text.replace("deck: small", "deck: second"))
    async with opened(tmp_path, engine, shipped=folder) as quiz:
        await quiz.sees("first", "second")
        await quiz.press("down", "enter")
        await quiz.asked()
        assert quiz.question.card.deck == "second"
        assert quiz.view.remaining.new == 5


async def test_a_deck_named_by_its_path_stands_beside_the_shipped_ones(tmp_path: Path, engine: Engine) -> None:
    """`review` goes straight to it, and only to it."""
    mine = tmp_path / "mine.yaml"
    mine.write_text((DATA / "small.yaml").read_text().replace("deck: small", "deck: mine"))
    async with opened(tmp_path, engine, str(mine), review=True) as quiz:
        await quiz.asked()
        assert quiz.question.card.deck == "mine"
        await quiz.press("escape")
        await quiz.sees("mine", "small")


def test_a_deck_that_does_not_exist_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    """The command line tells it, with its exit code."""
    with pytest.raises(NotFound):
        Backend({"QUIZ_HOME": str(tmp_path)}, ("no-such-deck",))


def test_settings_that_cannot_be_used_are_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    """So is a clock that tells no time."""
    with pytest.raises(ConfigError):
        Backend({"QUIZ_HOME": str(tmp_path), "QUIZ_ROLLOVER": "late"})
    with pytest.raises(ConfigError):
        Backend({"QUIZ_HOME": str(tmp_path), "QUIZ_NOW": "soon"})


def test_without_a_terminal_the_plain_review_is_named() -> None:
    """Under pytest there is none."""
    with pytest.raises(Exception, match="needs a terminal") as caught:
        run()
    assert "--plain" in str(caught.value)


async def test_help_lists_every_key_of_home(tmp_path: Path, engine: Engine) -> None:
    """It is made from the bindings, so that no key can be missing."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small")
        bindings = type(quiz.app.screen).SECTIONS[0][1]
        await quiz.press("question_mark")
        await quiz.sees(*(binding.description for binding in bindings), "Commands: by their names", "Review: the deck")
        await quiz.press("enter")
        await quiz.sees("Today")


async def test_counts_that_come_late_are_drawn_when_they_come(tmp_path: Path, engine: Engine) -> None:
    """A slow disk keeps nobody from seeing the screen, and nothing from being drawn on it in the end."""
    app = quiz_app(tmp_path, engine)
    overview, drawn = app.backend.overviews.overview, asyncio.Event()

    async def late() -> object:
        await drawn.wait()
        return await overview()

    app.backend.overviews.overview = late  # type: ignore[method-assign,assignment]
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = Quiz(app, pilot)
        await quiz.sees("quiz", "q Quit")
        assert "small" not in quiz.text
        drawn.set()
        await quiz.sees("small", "Today  5 new")
