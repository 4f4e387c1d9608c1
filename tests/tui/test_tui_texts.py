"""How texts are drawn: what stays on one line, how a link is named, what a pasted program and a playground hold."""

from __future__ import annotations

import pytest
from textual.content import Content

from quiz.ask.code.changed_lines import changed_lines
from quiz.tui.screens.playground import without_unused
from quiz.tui.style.content import hanging, link, prose, wrapped
from quiz.tui.widgets.code import coloured, numbered

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
    assert changed_lines(buggy, mine) == {2}
    rows = numbered(coloured(mine), 40, changed={2}).plain.split("\n")
    assert [row.startswith("+") for row in rows] == [False, True, False]


def test_a_playground_holds_only_the_helpers_that_the_card_uses() -> None:
    """And those that these use."""
    bodies = (("used", "inner(x)"), ("inner", "x"), ("other", "x"))
    setup = "import torch\n\n" + "\n".join(f"def {name}(x):\n    return {body}\n" for name, body in bodies)
    program = f"{setup}\nclass Mine:\n    pass\n\nused(torch.tensor(1))\n"
    kept = without_unused(program, setup)
    assert "def used" in kept and "def inner" in kept and "class Mine" in kept and "used(torch.tensor(1))" in kept
    assert "def other" not in kept
    assert without_unused("x = (", setup) == "x = ("
