"""Answers on several lines: an open bracket goes on, rows that are there together are one answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from plain_scene import MATRIX, NUMBER, review

from quiz.ask.answer_form import Blanks, Choices, Lines, OneLine
from quiz.engine.client import Engine
from quiz.plain.entry import TypedLines

TWO = [MATRIX, NUMBER.format(name="number")]
PRINT = ["tensor([[1, 2, 3],", "        [4, 5, 6]])"]


@pytest.mark.parametrize(
    "lines",
    [
        ["1 2 3", "4 5 6"],
        ["1, 2, 3", "4, 5, 6"],
        PRINT,
        ["[[1, 2, 3]", " [4, 5, 6]]"],
        ["[", "[1, 2, 3],", "[4, 5, 6]", "]"],
        ["tensor([[1, 2, 3],", "", "[4, 5, 6]])"],
        ["1 2 3; 4 5 6"],
        ["[[1, 2, 3], [4, 5, 6]]"],
    ],
)
@pytest.mark.parametrize("terminal", [True, False])
def test_rows_that_come_together_are_one_answer(
    engine: Engine, tmp_path: Path, lines: list[str], terminal: bool
) -> None:
    """Pasted or piped: judged as the matrix that they are, and the next card gets an answer of its own."""
    done = review(engine, tmp_path, TWO, lines, "7", terminal=terminal)
    assert [review["verdict"] for review in done.reviews] == ["right", "right"]
    assert [review["text"] for review in done.reviews][1] == "7"


@pytest.mark.parametrize("terminal", [True, False])
def test_an_open_bracket_asks_for_the_next_line_by_hand_too(engine: Engine, tmp_path: Path, terminal: bool) -> None:
    """The prompt says that the answer goes on; how to end it is said once."""
    done = review(engine, tmp_path, TWO, *PRINT, "7", terminal=terminal)
    assert [review["verdict"] for review in done.reviews] == ["right", "right"]
    assert "... " in done.prompts
    assert done.text.count("A bracket is open") == 1


def test_a_full_stop_ends_an_open_bracket(engine: Engine, tmp_path: Path) -> None:
    """What is there is handed in, and handed back; a command works in the middle of it."""
    done = review(engine, tmp_path, TWO, "[1, 2", ":hint", ".", ":quit")
    assert "hint: It is small." in done.text
    assert "never closed" in done.text
    assert done.kinds == []


def test_the_answers_of_several_cards_can_be_piped(engine: Engine, tmp_path: Path) -> None:
    """One line for each: a row of as many cells is a row only as far as torch's answer has rows."""
    vector = NUMBER.format(name="{name}").replace("tensor(7)", "tensor([1, 2, 3])")
    cards = [vector.format(name="one"), vector.format(name="two"), MATRIX]
    done = review(engine, tmp_path, cards, ["1 2 3", "1 2 3", "1 2 3", "4 5 6"], terminal=False)
    assert sorted(str(review["verdict"]) for review in done.reviews) == ["right", "right", "right"]


def test_what_is_pasted_with_an_answer_answers_no_other_card(engine: Engine, tmp_path: Path) -> None:
    """What stood there when Enter was pressed is judged; the rest is dropped, and said to be. A command still works."""
    numbers = [NUMBER.format(name="one"), NUMBER.format(name="two")]
    done = review(engine, tmp_path, numbers, ["7", "3", "4"], [":give"])
    assert done.reviews[0]["text"] == "7"
    assert done.reviews[0]["verdict"] == "right"
    assert "text" not in done.reviews[1]
    assert "Not read: 2 more lines" in done.text
    done = review(engine, tmp_path / "other", numbers, ["7", ":quit"]) if (tmp_path / "other").mkdir() is None else done
    assert len(done.reviews) == 1


@pytest.mark.parametrize(
    ("card", "answer"),
    [
        (
            """
        - id: first
          ask: choose
          prompt: Which is it?
          code: x = torch.tensor(1)
          options:
            - text: "one"
              true_if: "True"
            - text: "two"
              true_if: "False"
        """,
            ["a", "b", "b"],
        ),
        (
            """
        - id: first
          ask: print
          prompt: What is printed?
          code: print(1)
        """,
            ["1", ".", "7", "."],
        ),
    ],
)
def test_no_kind_lets_a_paste_answer_the_next_card(
    engine: Engine, tmp_path: Path, card: str, answer: list[str]
) -> None:
    """Letters and code end where they end; what was pasted after them is dropped."""
    done = review(engine, tmp_path, [card, NUMBER.format(name="number")], answer, ":quit")
    assert len(done.reviews) == 1
    assert "Not read: " in done.text


def test_a_line_typed_ahead_is_the_rating_that_is_asked_for(engine: Engine, tmp_path: Path) -> None:
    """With --ask-rating the next line is the rating, however fast it comes."""
    done = review(engine, tmp_path, [NUMBER.format(name="one")], ["7", "4"], ask_rating=True)
    assert (done.reviews[0]["text"], done.reviews[0]["rating"]) == ("7", 4)


def test_opening_brackets_alone_are_handed_back() -> None:
    """Nobody begins an answer with them; a bracket with something in it, or one alone, goes on."""
    for text, is_open in (
        ("((((", False),
        ("[[", False),
        ("[", True),
        ("([1", True),
        ("'['", False),
        ("f('(', [", True),
    ):
        typed = TypedLines(OneLine("a value"))
        typed.add(text)
        assert typed.is_open is is_open, text


def test_other_kinds_take_their_lines_as_before() -> None:
    """Blanks a line each, code up to a full stop, letters at once; a bracket changes nothing."""
    blanks = TypedLines(Blanks("an expression", "____ ____", 2))
    blanks.add("f(")
    blanks.add("x")
    assert blanks.done and blanks.given() == ["f(", "x"]
    code = TypedLines(Lines("code"))
    for row in ("def f():", "    return [", "", "]", "\\.", "."):
        code.add(row)
    assert code.done and code.given() == "def f():\n    return [\n\n]\n."
    letters = TypedLines(Choices("a letter", "one", (("a", "x"),)))
    letters.add("a")
    assert letters.done and letters.given() == "a"


def test_lines_that_a_terminal_marks_as_pasted_are_one_answer() -> None:
    """They come as one text with line breaks in it."""
    value = TypedLines(OneLine("a value"))
    value.add("1 2 3\n4 5 6")
    assert value.done and value.given() == "1 2 3; 4 5 6"
    code = TypedLines(Lines("code"))
    code.add("x = 1\nx\n.")
    assert code.done and code.given() == "x = 1\nx"


def test_a_colon_a_full_stop_and_a_question_mark_can_be_typed() -> None:
    """After a backslash."""
    for text, given in (("\\:hint", ":hint"), ("\\?", "?"), ("\\.", "."), ("\\n", "\\n")):
        typed = TypedLines(OneLine("text"))
        typed.add(text)
        assert typed.given() == given
