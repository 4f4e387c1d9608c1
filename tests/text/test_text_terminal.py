"""What strangers wrote is shown and never obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.text.terminal import clean, line


def test_escapes_controls_and_direction_marks_go() -> None:
    """Letters of an escape sequence stay, harmless; line feeds stay, tabs become blanks."""
    assert clean("a\x1b[31mb\x07\x9b2J\r\nc\td\u202ee") == "a[31mb2J\nc    de"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85"])
def test_every_end_of_a_line_is_one(end: str) -> None:
    """What tmux pastes has a carriage return between its lines: no numbers grow together."""
    assert clean(f"15 32{end}94") == "15 32\n94"
    assert line(f"15 32{end}94") == "15 32 94"


def test_half_a_surrogate_pair_can_be_printed() -> None:
    """It is written out; a terminal would refuse it."""
    assert clean("\ud800") == "\\ud800"


@given(st.text() | st.text(alphabet=st.characters(codec=None)))
def test_whatever_it_is_it_can_be_printed_and_is_clean(text: str) -> None:
    """Cleaning twice changes nothing, and no control but the line feed is left."""
    once = clean(text)
    assert clean(once) == once
    assert not any(ord(c) < 32 and c != "\n" for c in once)
    once.encode("utf-8")


def test_one_line_is_cut_and_says_so() -> None:
    """An ellipsis within the width."""
    assert line("a\nb  c", 4) == "a b…"
    assert line("abc", 3) == "abc"
