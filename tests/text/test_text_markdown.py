"""Texts of authors as blocks: what is joined, what is kept, and what is never markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.text.markdown import SpanKind, blocks, lines


def shown(text: str) -> str:
    return "\n".join(lines(text))


def test_lines_of_a_paragraph_are_joined_and_paragraphs_are_not() -> None:
    """A face has a width of its own."""
    assert shown("One line\nand the next.\n\nAnother.") == "One line and the next.\n\nAnother."


def test_code_keeps_its_lines() -> None:
    """In a fence, with the language forgotten, or set in by blanks; what follows at once follows at once."""
    assert shown("See:\n```python\nx = 1\n\n  y = 2\n```\nso") == "See:\n  x = 1\n\n    y = 2\nso"
    assert shown("Shape:\n\n  . /\n  \\_/\n\nend") == "Shape:\n\n  . /\n  \\_/\n\nend"
    assert shown("a\n\n    def f():\n        pass") == "a\n\n  def f():\n      pass"


def test_items_of_a_list_keep_their_lines() -> None:
    """Numbered or not, one within the other; a line that goes on is joined to its item."""
    assert shown("They are:\n- one\n  thing\n- two\n  - inner\n\n3. three\n4. four") == (
        "They are:\n• one thing\n• two\n  • inner\n\n3. three\n4. four"
    )


def test_a_table_keeps_its_rows() -> None:
    """As its author aligned them."""
    assert shown("| a | b |\n|---|---|\n| 1 | 2 |") == "  | a | b |\n  |---|---|\n  | 1 | 2 |"


@pytest.mark.parametrize(
    "text",
    [
        "[bold]Rich[/bold] [@click=app.quit]no[/]",
        "<b>HTML</b> &lt; <script>",
        "[link](http://x.y) ![picture](z) <http://x.y>",
        "# no heading",
        ">>> x = 1",
        "\\[not escaped] \\_/ \\n",
        "2*3*4 and a * b",
        "super().__init__() and x_1_2",
        "--- no line",
        "[ref]: http://x.y",
    ],
)
def test_what_is_no_markup_here_is_text(text: str) -> None:
    """It is shown as it was typed."""
    assert shown(text) == text
    assert [span.kind for block in blocks(text) for span in block.spans if span.kind is not SpanKind.PLAIN] == []


def test_prompts_of_python_and_comments_stay_on_their_lines() -> None:
    """They are joined to no other."""
    assert shown(">>> x = 1\n>>> x\n1\n# so") == ">>> x = 1\n>>> x\n1\n# so"


def test_code_and_emphasis_within_a_line() -> None:
    """Code keeps its stars and its blanks; emphasis loses its own."""
    (block,) = blocks("`a*b*c` is *not* **the same** as `` ` ``.")
    assert [(span.text, span.kind) for span in block.spans] == [
        ("a*b*c", SpanKind.CODE), (" is ", SpanKind.PLAIN), ("not", SpanKind.EMPHASIS), (" ", SpanKind.PLAIN),
        ("the same", SpanKind.STRONG), (" as ", SpanKind.PLAIN), ("`", SpanKind.CODE), (".", SpanKind.PLAIN),
    ]  # fmt: skip


@given(st.text(alphabet="ab `*_-1.\n<&[\\|>#\t\x1b", max_size=40))
def test_no_text_breaks_the_reader_and_no_word_is_lost(text: str) -> None:
    """Letters come out in their order, whatever stands between them; no control character does."""
    out = shown(text)
    assert [letter for letter in out if letter in "ab"] == [
        letter for letter in text if letter in "ab"
    ] or "```" in text
    assert "\x1b" not in out
