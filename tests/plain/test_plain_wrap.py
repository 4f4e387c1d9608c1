"""Lines for a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.plain.wrap import wrapped


def columns(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def test_words_are_not_broken() -> None:
    """As the terminal would, at its last column."""
    text = "A rule that is known to many as PIL, and to nobody else in this room."
    rows = wrapped(text, 34).split("\n")
    assert len(rows) == 3
    assert all(len(row) <= 34 for row in rows)
    assert " ".join(rows) == text


@pytest.mark.parametrize(
    ("row", "indent"),
    [
        ("  a) one two three four five six", 5),
        ("  :hint       one two three four", 14),
        ("  one two three four five six", 2),
    ],
)
def test_what_goes_on_stands_below_its_beginning(row: str, indent: int) -> None:
    """Options and commands hang below their text."""
    first, *rest = wrapped(row, 24).split("\n")
    assert first.startswith(row[:indent])
    assert rest
    assert all(line.startswith(" " * min(indent, 12)) and line.strip() for line in rest)


def test_code_stays_as_it_is() -> None:
    """A break would look like one of its own."""
    row = "   1  x = torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]])"
    assert wrapped(row, 30) == row


def test_wide_letters_take_two_columns() -> None:
    """Korean and Japanese fit as well."""
    rows = wrapped("張量 " * 20, 30).split("\n")
    assert all(columns(row.rstrip()) <= 30 for row in rows)


@given(st.text(alphabet="ab 張ñ\n-)(", max_size=200), st.integers(20, 90))
def test_nothing_is_lost(text: str, width: int) -> None:
    """Whatever the text: the same words in the same order."""
    assert wrapped(text, width).split() == text.split()
