"""Decks with anything done to them: every one is read or refused, at once, and nothing is run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from deck_storm import PIECES, nothing_is_run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.deck import yaml_nodes
from quiz.errors import DeckError, NotFound
from quiz.library.load import load

TEXT = (Path(__file__).parents[1] / "library" / "data" / "examples.yaml").read_text()
LINES = TEXT.split("\n")
BYTES = TEXT.encode()
STORM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def survives(text: str) -> None:
    begun = time.perf_counter()
    try:
        with nothing_is_run():
            load("storm.yaml", text)
    except DeckError as error:
        assert error.problems
        assert all(problem.what and problem.fix for problem in error.problems)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert all(problem.line <= len(lines) for problem in error.problems)
    except NotFound:
        pass
    assert time.perf_counter() - begun < 1


@STORM
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["cut", "twice", "swap", "put"]),
            st.integers(0, len(LINES) - 1),
            st.integers(0, len(LINES) - 1),
        ),
        max_size=6,
    )
)
def test_lines_cut_doubled_and_moved(changes: list[tuple[str, int, int]]) -> None:
    """As a slip in an editor would do it."""
    lines = list(LINES)
    for what, one, other in changes:
        one, other = one % len(lines), other % len(lines)
        if what == "cut" and len(lines) > 1:
            del lines[one]
        elif what == "twice":
            lines.insert(one, lines[one])
        elif what == "swap":
            lines[one], lines[other] = lines[other], lines[one]
        else:
            lines[one] = " " * (other % 12) + lines[one].lstrip()
    survives("\n".join(lines))


@STORM
@given(
    st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 20), st.sampled_from(PIECES)), min_size=1, max_size=8)
)
def test_pieces_of_yaml_put_anywhere(changes: list[tuple[int, int, str]]) -> None:
    """Brackets, quotes, anchors, dollars: in place of any stretch of the deck."""
    text = TEXT
    for start, length, piece in changes:
        text = text[:start] + piece + text[start + length :]
    survives(text)


@STORM
@given(st.lists(st.tuples(st.integers(0, len(BYTES) - 1), st.binary(max_size=3)), min_size=1, max_size=6))
def test_bytes_changed_anywhere(changes: list[tuple[int, bytes]]) -> None:
    """As a broken disk would do it."""
    data = BYTES
    for at, put in changes:
        data = data[:at] + put + data[at + 1 :]
    try:
        text = yaml_nodes.decode(data, "storm.yaml")
    except DeckError as error:
        assert "UTF-8" in error.what
    else:
        survives(text)


@STORM
@given(st.integers(0, len(TEXT)))
def test_a_deck_cut_short_anywhere(end: int) -> None:
    """As a full disk would do it."""
    survives(TEXT[:end])


HEAD = "format: 1\ndeck: a\ntitle: b\n"
MANY = ", ".join(f"t{number}" for number in range(60_000))
LARGE = {
    "tags": f"{HEAD}tags: [{MANY}]\n",
    "siblings": f"{HEAD}siblings: [{MANY}]\ncards: [a]\n",
    "dollars": f"{HEAD}cards: [{{id: a, ask: predict, code: '1', prompt: {'$y ' * 600_000}}}]\n",
    "keys": "\n".join(f"k{number}: v" for number in range(60_000)),
    "cards": f"{HEAD}cards:\n" + "- id: a\n" * 60_000,
    "name": "format: 1\ndeck: " + "a-" * 300_000 + "\n",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_size_alone_does_no_harm(text: str) -> None:
    """What grows with the square of a file's length would show here; what grows with its length may take a while."""
    begun = time.perf_counter()
    with pytest.raises(DeckError):
        load("storm.yaml", text)
    assert time.perf_counter() - begun < 10
