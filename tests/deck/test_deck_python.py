"""Whether code is Python, found out without running it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.deck import placeholders, python
from quiz.worker import template


@pytest.mark.parametrize(
    ("code", "what", "at"),
    [
        ("x = (1", "never closed", "("),
        ("x = 1\nif x\n  y", "expected ':'", "\n  y"),
        ("é = '€'; x = )", "unmatched ')'", ")"),
        ("x = $n +* 2", "invalid syntax", "*"),
        ("é = 1\n$n = 2", "`$n` is a value", "$n"),
        ("for $i in x: pass", "`$i` is a value", "$i"),
        ("x = $", "invalid syntax", "$"),
        ("x\n    y", "unexpected indent", " y"),
    ],
)
def test_a_fault_has_the_place_of_the_character(code: str, what: str, at: str) -> None:
    """Characters are counted, not bytes, and a drawn value is as long as its name."""
    fault = python.read(code, "exec")
    assert isinstance(fault, python.SyntaxFault)
    assert what in fault.what
    assert fault.offset is not None
    assert code[fault.offset :].startswith(at)


@pytest.mark.parametrize(
    "code", ["x[$i, $j] + $k ** 2", "f'{$n} costs 3$$'", "torch.tensor($x).gather(1, $idx)", "lambda x: x * $k", "-$n"]
)
def test_a_drawn_value_stands_where_a_literal_can(code: str) -> None:
    """Anywhere that Python takes a value."""
    assert not isinstance(python.read(code, "eval"), python.SyntaxFault)


@pytest.mark.parametrize(
    ("code", "does"),
    [
        ("x = 1\nx", True),
        ("x = 1", False),
        ("x = 1; x  # value", True),
        ("def f(): ...", False),
        ("# nothing", False),
        ("(", False),
    ],
)
def test_code_ends_in_a_value_or_not(code: str, does: bool) -> None:
    """The last statement decides."""
    assert python.ends_in_value(code) is does


HOSTILE = (
    [piece * (19_000 // len(piece)) for piece in ("(", "[", "f(", "9", "a=", "with (", "f'{", "a\n", "lambda:")]
    + [piece * (19_000 // len(piece)) + "1" for piece in ("-", "not ", "1**", "1 if 1 else ")]
    + ["a" + piece * (19_000 // len(piece)) for piece in (".a", "[0]", "()")]
    + [opened * 99 + "1" + closed * 99 for opened, closed in (("(", ")"), ("{a:", "}"), ("f(a=", ")"))]
    + [
        "".join(" " * n + "if 1:\n" for n in range(99)),
        "f'" + "{a}" * 6_000 + "'",
        "match a:\n case " + "A(" * 90,
        "\ud800",
    ]
)


@pytest.mark.parametrize("code", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("mode", ["exec", "eval"])
def test_hostile_code_is_answered_at_once(code: str, mode: str) -> None:
    """Neither depth nor length brings the parser down, nor keeps it for half a second."""
    begun = time.process_time()
    tree = python.read(code, mode)  # type: ignore[arg-type]
    assert time.process_time() - begun < 0.5
    assert tree is not None


def test_code_longer_than_any_card_is_refused() -> None:
    """The length is told, not the memory found out."""
    fault = python.read("x" * 20_001, "exec")
    assert isinstance(fault, python.SyntaxFault)
    assert "20,000" in fault.what


def test_a_warning_of_the_parser_is_not_printed(recwarn: pytest.WarningsRecorder) -> None:
    """An escape that Python frowns upon is the card's own affair."""
    assert not isinstance(python.read(r"'\d' is 1", "eval"), python.SyntaxFault)
    assert not recwarn.list


@given(st.text(alphabet="$$$ab_1é{} \n-", max_size=30))
def test_the_loader_and_the_worker_see_the_same_names(text: str) -> None:
    """A name that the loader lets pass is one that the worker fills in."""
    assert [name for name, _ in placeholders.names(text)] == list(template.names(text))
    for name, offset in placeholders.names(text):
        assert text[offset:].startswith((f"${name}", f"${{{name}}}"))
    assert len(placeholders.as_python(text)) == len(text)
