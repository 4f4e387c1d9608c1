"""Plain lines in a real terminal and in a pipe: how a review begins, and that no verdict is lost when it ends."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from process import quiz, quiz_json
from scene import deck_text
from terminal import Terminal

from quiz.store.store import Store

MATRIX = """
- id: matrix
  ask: predict
  prompt: The value of this matrix, which has two rows, as torch prints it; by whichever way you like to type?
  code: torch.tensor([[1, 2, 3], [4, 5, 6]])
"""
NUMBER = """
- id: number
  ask: predict
  prompt: Value?
  code: torch.tensor(7)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two cards in the learner's own folder."""
    folder = tmp_path / "home"
    (folder / "decks").mkdir(parents=True)
    (folder / "decks" / "scene.yaml").write_text(deck_text(MATRIX, NUMBER))
    return folder


@pytest.fixture
def rating(home: Path) -> Iterator[Terminal]:
    """A review at the prompt for the rating of a wrong answer."""
    terminal = Terminal(home, "review", "scene", "--plain", "--ask-rating")
    try:
        asked(terminal)
        terminal.send("1 2 3; 4 5 7\r")
        terminal.until(lambda: "(Enter: 1)" in terminal.text, "the rating", 60)
        yield terminal
    finally:
        terminal.close()


def asked(terminal: Terminal) -> None:
    """Wait for the prompt: torch takes its time to start."""
    terminal.until(lambda: re.search(r"^>", terminal.text, re.M), "the prompt", 90)


def reviews(home: Path) -> list[tuple[str, object]]:
    with Store.open(home / "quiz.db") as store:
        return [(event.card, event.body["verdict"]) for event in store.events() if event.kind == "review"]


def test_ctrl_c_at_the_rating_keeps_the_verdict(rating: Terminal, home: Path) -> None:
    """And ends as ctrl-C does, with a word about it."""
    rating.send("\x03")
    assert rating.ends() == 130
    assert "rated Again, as suggested; it is saved." in rating.text
    assert "1 reviewed" in rating.text
    assert reviews(home) == [("scene/matrix", "wrong")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_the_rating_keeps_the_verdict(rating: Terminal, home: Path, number: signal.Signals) -> None:
    """The exit code is the shell's for the signal."""
    os.kill(rating.process.pid, number)
    assert rating.ends() == 128 + number
    assert reviews(home) == [("scene/matrix", "wrong")]


def test_a_terminal_that_is_closed_at_the_rating_keeps_the_verdict(rating: Terminal, home: Path) -> None:
    """As when its window is closed or the connection is lost."""
    rating.hang_up()
    assert reviews(home) == [("scene/matrix", "wrong")]


def test_torch_that_starts_is_named_on_the_terminal_and_never_in_a_pipe(home: Path) -> None:
    """When it takes longer than a moment; what is printed for a program is the review alone."""
    python, may_start = home / "python", home / "may-start"
    python.write_text(f'#!/bin/sh\nwhile [ ! -e {may_start} ]; do sleep 0.1; done\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    arguments = ("review", "scene", "--plain", "--python", str(python))
    terminal = Terminal(home, *arguments)
    try:
        terminal.sees("One moment: torch is starting ...")
        may_start.touch()
        asked(terminal)
    finally:
        terminal.close()
    piped = quiz(*arguments, stdin=":quit\n", QUIZ_HOME=str(home))
    assert "== scene/matrix" in piped.stdout
    assert "One moment" not in piped.stdout + piped.stderr


def test_rows_that_are_pasted_answer_one_card(home: Path) -> None:
    """In a terminal that marks no paste; words of the prompt stay whole at 80 columns."""
    terminal = Terminal(home, "review", "scene", "--plain")
    try:
        asked(terminal)
        assert "as torch prints it; by whichever way you" in " ".join(terminal.text.split())
        assert all(len(line) <= 80 for line in terminal.text.split("\n"))
        assert not re.search(r"whicheve$|whichev$", terminal.text, re.M)
        terminal.send("1 2 3\r4 5 6\r")
        terminal.until(lambda: "scene/number" in terminal.text, "the second question", 60)
        terminal.send("7\r3\r")
        terminal.until(lambda: "Not read: 1 more line" in terminal.text, "what was not read", 60)
        terminal.send(":quit\r")
        assert terminal.ends() == 0
    finally:
        terminal.close()
    assert reviews(home) == [("scene/matrix", "right"), ("scene/number", "right")]


def test_a_dumb_terminal_gets_plain_lines_and_a_word(home: Path) -> None:
    """By `quiz` alone and by `quiz review`."""
    for arguments in ((), ("review", "scene")):
        terminal = Terminal(home, *arguments, TERM="dumb")
        try:
            asked(terminal)
            assert "TERM=dumb" in terminal.raw
            assert "\x1b[?1049h" not in terminal.raw
            terminal.send(":quit\r")
            assert terminal.ends() == 0
        finally:
            terminal.close()


def test_a_cram_has_the_whole_screen(home: Path) -> None:
    """Unless plain lines are asked for."""
    terminal = Terminal(home, "review", "--cram", "scene/number")
    try:
        terminal.until(lambda: "number" in terminal.text and "Submit" in terminal.text, "the question", 90)
        assert "\x1b[?1049h" in terminal.raw
        terminal.send("\x1b")
        terminal.sees("scene")
        terminal.send("\x11")
        assert terminal.ends() == 0
    finally:
        terminal.close()
    assert reviews(home) == []
    assert quiz("review", "--cram", "tag:nowhere", QUIZ_HOME=str(home)).returncode == 3


@pytest.mark.parametrize("word", ["scene/number", "{home}/decks/scene.yaml/number"])
def test_a_single_card_is_reviewed_by_its_name(home: Path, word: str) -> None:
    """By its id, and by the path of its deck, as `ask`, `try` and `check` take it."""
    done = quiz("review", "--plain", word.format(home=home), stdin="7\n", QUIZ_HOME=str(home))
    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"^== (\S+)", done.stdout, re.M)) == {"scene/number"}
    assert "right." in done.stdout


def test_cards_that_are_not_there_are_not_found(home: Path) -> None:
    """Neither a card of a deck, nor a file."""
    for word, named in (("scene/nothing", "nothing"), ("nowhere/none.yaml", "none.yaml"), ("nodeck/x", "nodeck")):
        done = quiz("review", "--plain", word, QUIZ_HOME=str(home))
        assert done.returncode == 3, done.stderr
        assert named in done.stderr


def test_the_reason_of_a_dispute_is_listed(home: Path) -> None:
    """For the author of the deck, who has nothing else to go by."""
    lines = "8\n:dispute it is 8: I counted\n:quit\n"
    assert quiz("review", "--plain", "scene/number", stdin=lines, QUIZ_HOME=str(home)).returncode == 0
    (row,) = quiz_json("disputes", QUIZ_HOME=str(home))
    assert (row["card"], row["why"]) == ("scene/number", "it is 8: I counted")
    assert "why    it is 8: I counted" in quiz("disputes", QUIZ_HOME=str(home)).stdout


def test_piped_rows_are_one_answer(home: Path) -> None:
    """Where torch's answer has rows; torch's own print as well."""
    for rows in ("1 2 3\n4 5 6\n", "tensor([[1, 2, 3],\n        [4, 5, 6]])\n"):
        done = quiz("review", "--plain", "--cram", "scene/matrix", stdin=rows, QUIZ_HOME=str(home))
        assert done.stdout.count("right.") == 1, done.stdout
        assert "wrong." not in done.stdout
