"""`$name` becomes a literal that means what was drawn, wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.worker.template import fill, names


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("torch.tensor($v)", "torch.tensor(-3)"),
        ("x[$v]", "x[-3]"),
        ("x[$v, $v:$v]", "x[-3, -3:-3]"),
        ("a = $v\nb", "a = -3\nb"),
        ("f(k=$v)", "f(k=-3)"),
        ("$v ** 2", "(-3) ** 2"),
        ("a - $v", "a - (-3)"),
        ("f(2 ** $v)", "f(2 ** (-3))"),
        ("$v.bit_length()", "(-3).bit_length()"),
        ("costs $$5 and $$v", "costs $5 and $v"),
        ("$unknown stays", "$unknown stays"),
    ],
)
def test_negative_numbers_get_parentheses_only_where_a_minus_could_bind(text: str, filled: str) -> None:
    """Between delimiters a learner sees `-3`, elsewhere `(-3)`."""
    assert fill(text, {"v": "-3"}) == filled


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("torch.${f}(x)", "torch.exp(x)"),
        ("y = ${q}", "y = 'a' + \"b\""),
        ("f(${n})", "f(-3)"),
        ("2 ** ${n}", "2 ** (-3)"),
        ("$f and $${f} and ${other} and ${f", "'exp' and ${f} and ${other} and ${f"),
    ],
)
def test_a_text_in_braces_is_put_in_without_its_quotes(text: str, filled: str) -> None:
    """So that code can be drawn; any other value is as without the braces."""
    assert fill(text, {"f": "'exp'", "q": repr("'a' + \"b\""), "n": "-3"}) == filled


def test_names_are_listed_and_dollars_are_not() -> None:
    """What the loader checks against `draw`."""
    assert names("$a + $$b - $c_1, ${a}, ${b, $${b}") == ["a", "c_1", "a"]


@given(st.integers(), st.sampled_from(["$v + 2 * $v", "[$v, $v ** 2]", "abs($v) - $v", "(lambda n: n - $v)(n=$v)"]))
def test_filled_code_means_what_the_variable_would(value: int, code: str) -> None:
    """Substitution is the same as binding the name."""
    value = max(-(10**6), min(10**6, value))
    assert eval(fill(code, {"v": repr(value)})) == eval(code.replace("$v", "v"), {"v": value})
