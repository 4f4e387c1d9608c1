"""What stands beside a review: drawings, the way of each cell, a second try, the playground, info, the editor."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from seven import DECK
from tui_scene import Dead, Quiz, opened

from quiz.answer.verdict import Status
from quiz.ask.question import Question
from quiz.engine.client import Engine
from quiz.review.view import Stage
from quiz.tui.backend.edit_card import editor_command
from quiz.tui.screens.review import ReviewScreen

CARDS = """\
format: 1
deck: ways
title: Cells on their way
setup: |
  import torch
cards:
  - id: gather
    ask: predict
    prompt: Value of the last line?
    draw:
      x: "[rng.sample(range(10, 100), 3) for _ in range(2)]"
    code: |
      x = torch.tensor($x)
      idx = torch.tensor([[1, 0, 1]])
      x.gather(0, idx)
    misconceptions:
      - belief: the index picks columns
        code: "torch.tensor($x).gather(1, torch.tensor([[1, 0, 1]]))"
    explain: The coordinate of dim 0 is replaced.
    source: https://docs.pytorch.org/docs/stable/generated/torch.gather.html
  - id: size
    ask: predict
    form: shape
    prompt: Shape of `y`?
    code: |
      y = torch.tensor([[1, 2, 3]])
      z = y.sum(0)
      z.shape
    misconceptions:
      - belief: a sum keeps the dim
        code: "torch.zeros(1, 3).shape"
    explain: sum(0) drops dim 0.
    source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html
"""


@asynccontextmanager
async def asked(
    tmp_path: Path, engine: Engine, card: str, size: tuple[int, int] = (110, 34), deck: str = CARDS
) -> AsyncIterator[Quiz]:
    """This card alone in its deck."""
    shipped = tmp_path / "decks"
    shipped.mkdir(exist_ok=True)
    head, *cards = deck.split("  - id: ")
    one = next(text for text in cards if text.startswith(f"{card}\n"))
    (shipped / "ways.yaml").write_text(f"{head}  - id: {one}")
    async with opened(tmp_path / "home", engine, size=size, shipped=shipped) as quiz:
        await quiz.sees("ways" if deck is CARDS else "demo")
        await quiz.press("enter")
        await quiz.asked(card)
        yield quiz


def practice(quiz: Quiz) -> Question:
    assert isinstance(quiz.app.screen, ReviewScreen)
    assert quiz.app.screen.page.practice is not None
    return quiz.app.screen.page.practice


async def test_tensors_of_the_code_are_drawn_beside_it_on_a_wide_screen(tmp_path: Path, engine: Engine) -> None:
    """Their names, shapes and cells; a key takes them away; a narrow screen has none."""
    async with asked(tmp_path, engine, "gather") as quiz:
        await quiz.sees("x  2 x 3", "idx  1 x 3", "1  0  1")
        await quiz.press("ctrl+t")
        await quiz.until(lambda: "2 x 3" not in quiz.text)
        await quiz.press("ctrl+t")
        await quiz.sees("x  2 x 3")
        await quiz.pilot.resize_terminal(80, 24)
        await quiz.until(lambda: "2 x 3" not in quiz.text)
        await quiz.pilot.resize_terminal(200, 60)
        await quiz.sees("x  2 x 3")


async def test_no_drawing_says_more_than_the_code_before_the_answer(tmp_path: Path, engine: Engine) -> None:
    """Where a shape is answer with nothing is drawn; after the verdict everything is."""
    async with asked(tmp_path, engine, "size") as quiz:
        await quiz.until(lambda: quiz.app.study is not None and quiz.app.study.picture.named)
        assert "1 x 3" not in quiz.text
        await quiz.press("f3")
        await quiz.sees("y  1 x 3")


async def test_each_cell_of_a_gather_is_shown_where_it_came_from(tmp_path: Path, engine: Engine) -> None:
    """Letters as well as colours; the arrows step through the cells; it fits an old terminal."""
    async with asked(tmp_path, engine, "gather", size=(80, 40)) as quiz:
        await quiz.press("f3")
        await quiz.sees("where each cell came from", "answer[0, 0] is x[1, 0] (d)")
        assert all(letter in quiz.text for letter in ("a", "b", "c", "d", "e", "f"))
        await quiz.press("right")
        await quiz.sees("answer[0, 1] is x[0, 1] (b)")
        await quiz.press("left", "left")
        await quiz.sees("answer[0, 2] is x[1, 2] (f)")
        await quiz.press("4")


async def test_the_way_of_a_cell_comes_in_sight_when_it_is_stepped_through(tmp_path: Path, engine: Engine) -> None:
    """Also on a low screen, where it begins below the last line."""
    async with asked(tmp_path, engine, "gather", size=(80, 20)) as quiz:
        await quiz.press("f3")
        await quiz.answered()
        assert "(b)" not in quiz.text
        await quiz.press("right")
        await quiz.sees("where each cell came from", "answer[0, 1] is x[0, 1] (b)")


async def test_drawings_stand_next_to_the_code(tmp_path: Path, engine: Engine) -> None:
    """Not at the far edge of a very wide screen."""
    async with asked(tmp_path, engine, "gather", size=(160, 34)) as quiz:
        await quiz.sees("x  2 x 3")
        (row,) = (line for line in quiz.text.splitlines() if "x  2 x 3" in line)
        assert row.index("x  2 x 3") < 80


async def test_code_that_computes_has_no_way_to_show(tmp_path: Path, engine: Engine) -> None:
    """A product is no copy: nothing is claimed, and the arrows mean nothing."""
    async with asked(tmp_path, engine, "rows", deck=DECK) as quiz:
        await quiz.press("f3")
        await quiz.sees("– given up", "x  3")
        await quiz.press("right")
        assert "where each cell" not in quiz.text


async def test_a_second_try_has_other_numbers_and_records_nothing(tmp_path: Path, engine: Engine) -> None:
    """After a wrong answer: t. Letters are text meanwhile; the rating stays that of the first answer."""
    async with asked(tmp_path, engine, "gather") as quiz:
        await quiz.answers(quiz.answer_of(Status.WRONG, "the index picks columns"))
        await quiz.sees("✗ wrong", "t Try again")
        first = quiz.question
        await quiz.press("t")
        await quiz.sees("A second try, as practice")
        assert practice(quiz).code != first.code
        assert first.code not in quiz.text
        await quiz.press(*"[4")
        await quiz.sees("> [4")
        await quiz.press("enter")
        await quiz.sees("never closed")
        await quiz.press("backspace", "backspace")
        await quiz.answers("".join(practice(quiz).body.truth.shown.split("\n")))
        await quiz.sees("second try, as practice", "✓ right", "suggested: Again", "Rated by your first answer")
        assert quiz.view.stage is Stage.ANSWERED
        assert quiz.store.rows() == {}
        await quiz.press("space")
        await quiz.until(lambda: quiz.view.question is not first, "the next question")
        (review,) = (event for event in quiz.store.events() if event.kind == "review")
        assert review.body["rating"] == 1


async def test_a_second_try_can_be_left(tmp_path: Path, engine: Engine) -> None:
    """Esc leads back to the verdict, not out of the review; a right answer offers none."""
    async with asked(tmp_path, engine, "gather") as quiz:
        await quiz.answers("[[1, 2, 3]]")
        await quiz.sees("✗ wrong")
        await quiz.press("t")
        await quiz.sees("A second try, as practice", "esc leaves it.", "esc Leave")
        await quiz.press("escape")
        await quiz.sees("✗ wrong", "1 Again")
        assert "second try" not in quiz.text
        await quiz.press("t")
        await quiz.sees("A second try, as practice")
        await quiz.answers("[[1, 2, 3]]")
        await quiz.sees("second try, as practice", "✗ wrong")
        await quiz.press("escape")
        await quiz.until(lambda: "second try" not in quiz.text)
        await quiz.sees("✗ wrong", "1 Again")
        await quiz.press("2")
        await quiz.asked("gather")
        await quiz.answers(quiz.answer_of(Status.RIGHT))
        await quiz.sees("✓ right")
        assert "Try again" not in quiz.text


async def test_a_second_try_at_code_goes_on_from_what_was_written(tmp_path: Path, engine: Engine) -> None:
    """The editor holds it."""
    async with asked(tmp_path, engine, "writes", deck=DECK) as quiz:
        await quiz.press(*"return x.sum(0)", "f12")
        await quiz.sees("✗ wrong")
        await quiz.press("t")
        await quiz.sees("A second try, as practice", "2      return x.sum(0)")
        await quiz.press("backspace", "backspace", *"1)", "f12")
        await quiz.sees("second try, as practice", "✓ right")


async def test_a_second_try_at_the_same_question_keeps_its_drawing(tmp_path: Path, engine: Engine) -> None:
    """Code is tried again with the same numbers."""
    async with asked(tmp_path, engine, "fills", deck=DECK, size=(170, 40)) as quiz:
        await quiz.answers("x.sum()")
        await quiz.sees("✗ wrong", "x  ")
        await quiz.press("t")
        await quiz.sees("A second try, as practice")
        assert quiz.app.screen.query_one("#grids").display


async def test_a_dispute_is_kept(tmp_path: Path, engine: Engine) -> None:
    """d after a verdict: what was typed, what torch said, the seed."""
    async with asked(tmp_path, engine, "gather") as quiz:
        await quiz.answers("[[1, 2, 3]]")
        await quiz.sees("✗ wrong")
        await quiz.press("d", *"why", "enter")
        await quiz.sees("Dispute saved.")
        (dispute,) = (event for event in quiz.store.events() if event.kind == "dispute")
        assert dispute.body["typed"] == "[[1, 2, 3]]"


async def test_the_playground_runs_code_as_often_as_wanted(tmp_path: Path, engine: Engine) -> None:
    """After the answer only: the card's code, printed text, warnings, values, exceptions; nothing is recorded."""
    async with asked(tmp_path, engine, "gather") as quiz:
        await quiz.press("f4")
        assert isinstance(quiz.app.screen, ReviewScreen)
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("p")
        await quiz.sees("playground", "x.gather(0, idx)", "→ tensor([[", "f12 Run")
        await quiz.type("\nprint('[b]hi[/b]')\nx.foo()")
        await quiz.press("f12")
        await quiz.sees("[b]hi[/b]", "✗ AttributeError: 'Tensor' object has no attribute 'foo'")
        await quiz.press("f9")
        await quiz.sees("→ tensor([[")
        await quiz.press("ctrl+a", "enter", "up", *"open('/etc/passwd')", "ctrl+s")
        await quiz.sees("✗ ")
        await quiz.press("escape")
        await quiz.sees("– given up")
        assert quiz.store.rows() == {}


async def test_the_playground_tells_of_an_engine_that_is_gone(tmp_path: Path, engine: Engine) -> None:
    """Calmly, in the place of the output; what was written stays."""
    async with asked(tmp_path, engine, "gather") as quiz:
        await quiz.press("f3")
        await quiz.answered()
        quiz.lend(Dead())
        await quiz.press("p")
        await quiz.sees("torch cannot be loaded", "x.gather(0, idx)")


async def test_info_tells_what_is_remembered_of_a_card(tmp_path: Path, engine: Engine) -> None:
    """Its place, how it stands, how it fades, its answers; before the submit by F10, after it by i."""
    async with asked(tmp_path, engine, "gather", size=(80, 40)) as quiz:
        await quiz.press("f10")
        await quiz.sees("ways/gather", "state     new", "next      Again")
        await quiz.press("escape")
        await quiz.asked("gather")
        await quiz.answers("[[1, 2, 3]]")
        await quiz.answered()
        await quiz.press("3")
        await quiz.asked("gather")
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("i")
        await quiz.sees(
            "answered  1 time, 0 lapses", "chance of remembering it  100% today", "good", "[[1, 2, 3]]", "100%"
        )


def script(folder: Path, line: str) -> str:
    """An editor that does this to the file."""
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\nshift\n{line}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


async def test_a_shipped_card_is_copied_edited_and_asked_as_it_is_now(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is the learner's own and is said so; the shipped file stays."""
    monkeypatch.setenv("VISUAL", script(tmp_path, 'sed -i "s/Value of the last line/Value now/" "$1"'))
    async with asked(tmp_path, engine, "gather") as quiz:
        await quiz.press("f5")
        await quiz.sees("Value now?", "Checked: ")
        own = tmp_path / "home" / "decks" / "ways.yaml"
        assert "Value now" in own.read_text()
        assert "Value now" not in (tmp_path / "decks" / "ways.yaml").read_text()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("true", "Nothing was changed."),
        ('echo "nonsense: [" >> "$1"', "Your copy of the deck has a mistake; until it is fixed the shipped deck is"),
        ("exit 3", "code 3"),
    ],
)
async def test_an_edit_that_comes_to_nothing_loses_nothing(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch, line: str, shown: str
) -> None:
    """The card stays before the learner, with what was typed."""
    monkeypatch.setenv("VISUAL", script(tmp_path, line))
    async with asked(tmp_path, engine, "gather") as quiz:
        await quiz.type("[[1")
        await quiz.press("f5")
        await quiz.sees(shown, "> [[1")
        assert (tmp_path / "home" / "decks" / "ways.yaml").exists() is ("nonsense" in line)


def test_editors_are_opened_at_the_line() -> None:
    """Those of the terminal by +line, those with windows by path:line, and told to wait."""
    path = Path("/decks/a b.yaml")
    assert editor_command({"EDITOR": "vim -n"}, path, 7) == ["vim", "-n", "+7", "/decks/a b.yaml"]
    assert editor_command({"VISUAL": "code", "EDITOR": "vi"}, path, 7) == [
        "code",
        "--wait",
        "--goto",
        "/decks/a b.yaml:7",
    ]


async def test_a_mistake_saved_in_an_own_deck_stays_told(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its place, its fix, and until something is done: also after the files have been looked at."""
    monkeypatch.setenv("VISUAL", script(tmp_path, 'sed -i "s/ask: /axk: /" "$1"'))
    own = tmp_path / "home" / "decks" / "ways.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(CARDS)
    (tmp_path / "none").mkdir()
    async with opened(tmp_path / "home", engine, size=(110, 34), shipped=tmp_path / "none") as quiz:
        await quiz.sees("ways")
        await quiz.press("enter")
        await quiz.asked()
        await quiz.press("f5")
        told = ("The file has a mistake; until it is fixed its cards are left out: ", "ways.yaml:")
        await quiz.sees(*told)
        screen = quiz.app.screen
        assert isinstance(screen, ReviewScreen)
        await screen.look().wait()
        await quiz.pilot.pause()
        await quiz.sees(*told)
