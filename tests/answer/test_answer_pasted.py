"""Several lines pasted into one: what was read before is read after."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.answer.compare.compare import compare
from quiz.answer.typed.literal import Form, Unreadable, read
from quiz.answer.typed.pasted import on_one_line
from quiz.answer.value import Tensor


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("71 15 32\n94 58 60", "71 15 32; 94 58 60"),
        ("  71  15\n\n  94  58\n", "71 15; 94 58"),
        ("1.5, -2e3\nnan, inf", "1.5, -2e3; nan, inf"),
        ("71\n15\n32", "71 15 32"),
        ("1, 2,\n3, 4", "1, 2, 3, 4"),
        ("tensor([[71, 15],\n        [94, 58]])", "tensor([[71, 15], [94, 58]])"),
        ("[[1 2]\n [3 4]]", "[[1 2] [3 4]]"),
        ("torch.float32\ntorch.int64", "torch.float32 torch.int64"),
        ("7 8 9", "7 8 9"),
        ("(12,)\n()", "(12,) ()"),
        ("2, 3\n(4,)", "2, 3; (4,)"),
        ("[1, 2]\n3, 4", "[1, 2]; 3, 4"),
        ('Traceback (most recent call last):\n  File "x", line 1\nValueError: no: 1', "ValueError: no: 1"),
        (
            "torch.return_types.max(\nvalues=tensor([1, 2]),\nindices=tensor([0, 1]))",
            "torch.return_types.max( values=tensor([1, 2]), indices=tensor([0, 1]))",
        ),
        (">>> x.sum(0)\ntensor([3, 12])", "tensor([3, 12])"),
        ("In [4]: x\nOut[4]: \ntensor([[1, 2],\n        [3, 4]])\n\nIn [5]: ", "tensor([[1, 2], [3, 4]])"),
        ("it's\nopen", "it's open"),
        ("", ""),
    ],
)
def test_only_rows_of_bare_numbers_are_joined_as_rows(text: str, line: str) -> None:
    """Brackets, commas at the ends of lines, and a single column say by themselves what belongs together."""
    assert on_one_line(text) == line


rows = st.lists(st.lists(st.integers(-99, 99), min_size=1, max_size=3), min_size=1, max_size=4)


@given(rows=rows, separator=st.sampled_from([" ", ", "]), end=st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_what_is_joined_reads_as_it_did(rows: list[list[int]], separator: str, end: str) -> None:
    """For every table of numbers, ragged ones too."""
    text = end.join(separator.join(map(str, row)) for row in rows)
    assert "\n" not in on_one_line(text)
    assert read(on_one_line(text), Form.VALUE) == read(text, Form.VALUE)


@given(st.text(max_size=30) | st.text(alphabet="12 ,;[]\n\r'x.-", max_size=20))
def test_any_text_comes_out_on_one_line(text: str) -> None:
    """Nothing but white space and the marks of rows is changed."""
    joined = on_one_line(text)
    assert len(joined.splitlines()) <= 1
    assert "".join(joined.replace(";", "").split()) == "".join(text.replace(";", "").split())


@pytest.mark.parametrize(
    "text",
    [
        ">>> [3, 12]",
        ">>>[3, 12]",
        "In [3]: [3, 12]",
        "Out[3]: tensor([3, 12])",
        "... [3, 12]",
        "   ...: [3, 12]",
        ">>> y\ntensor([3, 12])",
        ">>> y = x.sum(1)\n>>> y\ntensor([3, 12])\n>>> ",
        ">>> for n in x:\n...     print(n)\n...\n5\n>>> y\ntensor([3, 12])",
        "In [1]: y\nOut[1]: tensor([3, 12])\n",
    ],
)
def test_a_prompt_before_a_value_is_no_part_of_it(text: str) -> None:
    """Nor is the code of a pasted session, of which the value printed last is the answer."""
    typed = read(text, Form.VALUE)
    assert not isinstance(typed, Unreadable)
    assert compare(typed, Tensor("int64", (2,), (3, 12))).status == "right"
    assert compare(typed, Tensor("int64", (2,), (3, 13))).status == "wrong"


def test_code_at_a_prompt_without_its_result_is_handed_back() -> None:
    """It is no value, and nor is the prompt alone."""
    for text in (">>> x.sum()", ">>> ", "In [1]: ", "Out[1]:", "... "):
        assert isinstance(read(text, Form.VALUE), Unreadable), text
