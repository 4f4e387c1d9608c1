"""How texts are drawn: what stays on one line, how a link is named, what a pasted program and a playground hold."""

from __future__ import annotations

import re

import pytest
from textual.content import Content

from quiz.answer.verdict import Failure, Status, Verdict
from quiz.ask.code.changed_lines import Changes, changes
from quiz.tui.screens.playground import without_unused
from quiz.tui.style.content import hanging, link, prose, wrapped
from quiz.tui.widgets.code import coloured, numbered
from quiz.tui.widgets.failed_draw import tried

TEXT = "The shape of the result is (2, 1) and not (2, 3, 1), as x[0, 1] has it; a call f(a, b) too."


@pytest.mark.parametrize("width", range(12, 70))
def test_a_shape_is_never_broken(width: int) -> None:
    """Nor an index, nor the arguments of a short call, at any width."""
    for lines in (
        wrapped(prose(TEXT), width),
        hanging(Content("  "), Content(TEXT), width + 2).split("\n"),
    ):
        text = "\n".join(line.plain for line in lines)
        assert " ".join(text.split()) == TEXT
        assert "(2, 1)" in text and "(2, 3, 1)" in text and "[0, 1]" in text and "(a, b)" in text
        assert max(line.cell_length for line in lines) <= width + 2


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html",
            "docs: torch.nn.utils.clip_grad_norm_",
        ),
        ("https://docs.pytorch.org/docs/stable/tensors.html#torch.Tensor.item", "docs: torch.Tensor.item"),
        ("https://pytorch.org/docs/stable/notes/broadcasting.html", "docs: broadcasting"),
        ("https://example.org/a/b/c.html?x=1", "example.org: c"),
        ("https://example.org", "example.org"),
    ],
)
def test_a_link_is_named_for_what_it_is_about(url: str, name: str) -> None:
    """The address itself is in the link of the terminal."""
    content = link(url)
    assert content.plain == name
    assert any(getattr(span.style, "link", None) == url for span in content.spans)


def test_changed_lines_are_marked() -> None:
    """Against the code that was to be repaired."""
    buggy = "def f(x):\n    y = x + 1\n    return y"
    mine = "def f(x):\n    y = x + 2\n    return y"
    rows = numbered(coloured(mine), 40, changed=changes(buggy, mine)).plain.split("\n")
    assert rows == [" 1  def f(x):", "-       y = x + 1", "+2      y = x + 2", " 3      return y"]


def test_a_removed_line_is_shown_where_it_stood() -> None:
    """Without a number; of one that was moved both places, of the last one too."""
    moved = numbered(coloured("b\na"), 40, changed=changes("a\nb", "b\na")).plain.split("\n")
    assert moved in (["-   a", " 1  b", "+2  a"], ["+1  b", " 2  a", "-   b"])
    assert numbered(coloured("a"), 40, changed=changes("a\n\nb", "a")).plain.split("\n") == [" 1  a", "-   b"]


def test_code_stays_in_its_columns_where_a_changed_line_has_two_digits() -> None:
    """Else it would look indented by one more."""
    code = "\n".join(f"x{number:02} = 1" for number in range(1, 13))
    rows = numbered(coloured(code), 40, marked=11, changed=Changes(frozenset({9, 12}))).plain.split("\n")
    assert {row.index("x") for row in rows} == {5}


@pytest.mark.parametrize("width", range(12, 60))
@pytest.mark.parametrize(
    "code",
    [
        "mask = torch.tensor([True, False, True])",
        "torch.Size([3, 7, 45])",
        "x = f(torch.tensor([0.25, 0.5, 2.0]), a.b)",
    ],
)
def test_code_is_not_broken_inside_a_name_or_a_number(code: str, width: int) -> None:
    """On any screen that has room for its longest part, in code and in a value."""
    for lines in (numbered([Content(code)], width + 4).plain.split("\n"), wrapped(Content(code), width)):
        rows = [(row if isinstance(row, str) else row.plain)[4 * isinstance(row, str) :].strip() for row in lines]
        parts = [part for row in rows for part in re.findall(r"[\w.]+", row)]
        assert parts == re.findall(r"[\w.]+", code)
        assert max(map(len, rows)) <= width


def test_the_rows_of_a_tensor_stand_below_one_another_in_a_verdict() -> None:
    """The input, and the value that was expected, when one line has no room for them."""
    rows = ["[1, 2, 3, 4, 5, 6]", "[7, 8, 9, 10, 11, 12]", "[13, 14, 15, 16, 17, 18]"]
    printed = f"tensor([{(',' + chr(10) + ' ' * 8).join(rows)}])"
    failed = Failure(1, 5, want=printed, got=printed, given=(("x", f"(3, 6) int64   [{', '.join(rows)}]"),))
    text = tried("x", "y", Verdict(Status.WRONG, "y", "x", failed=failed), 46).plain.split("\n")
    below = [row.index(each) for each in rows for row in text if each in row]
    assert below == [20, 10, 10] * 3


def test_the_name_of_a_long_expression_hangs_below_its_own_first_word() -> None:
    """As the value below it does, it begins no row left of its block."""
    of = "torch.autograd.grad(out, x, grad_outputs=g)"
    failed = Failure(1, 5, want="[0.25, 0.5]", got="[0.5, 0.25]", want_of=of, want_form="(2,) float32", got_of=of)
    text = tried("x", "y", Verdict(Status.WRONG, "y", "x", failed=failed), 46).plain.split("\n")
    at = next(at for at, row in enumerate(text) if row.startswith("expected: torch"))
    assert text[at + 1].startswith(" " * len("expected: ")) and text[at + 1].endswith("float32")
    assert "  [0.25, 0.5]" in text and max(map(len, text)) <= 46


def test_a_playground_holds_only_the_helpers_that_the_card_uses() -> None:
    """And those that these use."""
    bodies = (("used", "inner(x)"), ("inner", "x"), ("other", "x"))
    setup = "import torch\n\n" + "\n".join(f"def {name}(x):\n    return {body}\n" for name, body in bodies)
    program = f"{setup}\nclass Mine:\n    pass\n\nused(torch.tensor(1))\n"
    kept = without_unused(program, setup)
    assert "def used" in kept and "def inner" in kept and "class Mine" in kept and "used(torch.tensor(1))" in kept
    assert "def other" not in kept
    assert without_unused("x = (", setup) == "x = ("
