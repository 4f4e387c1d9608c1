"""Counts agree with their words, and slips find the word that was meant."""

from __future__ import annotations

import pytest

from quiz.text.numbers import counted, plural
from quiz.text.suggest import did_you_mean, nearest


@pytest.mark.parametrize(
    ("count", "words", "text"),
    [
        (0, ("card",), "0 cards"),
        (1, ("card",), "1 card"),
        (2000, ("card",), "2,000 cards"),
        (1, ("leech", "leeches"), "1 leech"),
        (3, ("leech", "leeches"), "3 leeches"),
    ],
)
def test_a_count_agrees_with_its_word(count: int, words: tuple[str, ...], text: str) -> None:
    assert counted(count, *words) == text


def test_a_verb_agrees_too() -> None:
    """Where the number stands elsewhere."""
    assert [plural(count, "is", "are") for count in (1, 2)] == ["is", "are"]


def test_a_slip_finds_the_word() -> None:
    """In any case of letters; how like it must be is up to who asks."""
    assert did_you_mean("Retenton", ["retention", "fuzz"], "no") == "Did you mean `retention`?"
    assert did_you_mean("zzz", ["retention"], "Look it up.") == "Look it up."
    assert (nearest("retntin", ["retention"]), nearest("retntin", ["retention"], 0.9)) == ("retention", "")
