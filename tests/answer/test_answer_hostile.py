"""Text from anywhere: no exception, no waiting."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.answer.compare.compare import compare
from quiz.answer.typed.literal import Form, Typed, Unreadable, describe, read, shape_of_typed, text_of
from quiz.answer.value import Raised, Scalar, Series, Size, Tensor, Text, Value

N = 65_000
HOSTILE = {
    "digits": "9" * N,
    "zeros": "0." + "0" * N,
    "numbers of 4000 digits": ("7" * 3990 + " ") * 16,
    "fractions of 4000 digits": ("7" * 3990 + "/" + "9" * 3990 + " ") * 8,
    "tiny numbers of 4000 digits": ("." + "7" * 3990 + "e-400 ") * 16,
    "exponents": "1e400," * (N // 6),
    "an exponent": "1e" + "9" * (N - 2),
    "opening brackets": "[" * N,
    "closing brackets": "]" * N,
    "deep brackets": "[" * (N // 2) + "]" * (N // 2),
    "loose brackets": "(" * 60 + "1" + ")" * 60,
    "loose in tight brackets": "[(1)," * 60 + "1" + "]" * 60,
    "many loose brackets": "([1,2])" * 900,
    "dicts": "{1:" * N,
    "calls": "tensor(" * (N // 7),
    "keyword calls": "f(a=" * (N // 4),
    "keywords": "a=1," * (N // 4),
    "parameters": "Parameter containing: " * (N // 22),
    "quotes": "'" * N,
    "an open quote": "'" + "a" * N,
    "backslashes": "'" + "\\" * N,
    "spaces": "1" + " " * N + "x",
    "dims": "1x" * (N // 2),
    "gaps": ("1" + " " * 50) * (N // 51),
    "angle brackets": "<" * N,
    "an angle bracket": "<" + "a" * N,
    "a word": "a" * N,
    "dots": "a." * (N // 2),
    "signs": "-" * N,
    "nans": "nan" * (N // 3),
    "infinities": "inf " * (N // 4),
    "rows": "1;" * (N // 2),
    "lines": "1\n" * (N // 2),
    "empty lines": "\n" * N + "1",
    "underscores": "1_" * (N // 2),
    "fractions": "1/3 " * (N // 4),
    "imaginary": "1j " * (N // 3),
    "emoji": "\U0001f600" * N,
    "directions": "\u202e" * N,
    "marks": "a" + "\u0301" * N,
    "nothing": "\0" * N,
    "surrogates": "\ud800" * N,
    "errors": "Error " * (N // 6),
    "a raise": "raises " + "a" * N + "(",
    "backticks": "`" * N,
    "escapes": "'" + "\\U0010ffff" * (N // 10 - 1) + "'",
    "beyond": "x" * 1_000_000,
}
TRUTHS: list[Value] = [
    Tensor("float32", (2, 2), (1.0, 2.0, 3.0, 4.0)),
    Tensor("int64", (), (1,)),
    Scalar(1.5),
    Size((2, 3)),
    Text("a"),
    Raised(("ValueError",)),
    Series("tuple", (Scalar(1), Series("list", (Scalar(2),)))),
]


def everything(text: str, form: Form) -> Typed | Unreadable:
    """Read, and do all that is done with what was read."""
    reading = read(text, form)
    if isinstance(reading, Unreadable):
        assert reading.reason
        assert len(reading.reason) < 300
    else:
        assert len(text_of(reading)) <= 80
        describe(reading, form)
        shape_of_typed(reading)
        for truth in TRUTHS:
            compare(reading, truth)
    return reading


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_or_handed_back_and_never_hangs(name: str) -> None:
    """What is quadratic takes minutes at this length; `python -m tests.bench.reader` prints the real figures."""
    for form in (Form.VALUE, Form.TEXT, Form.ERROR):
        start = time.thread_time()
        everything(HOSTILE[name], form)
        assert time.thread_time() - start < 5


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(list(Form)))
def test_no_text_makes_the_reader_fail(text: str, form: Form) -> None:
    """Any characters at all."""
    everything(text, form)


PIECES = st.sampled_from(
    [
        *"[](){},;:=/+-<>'\"`.\\ \n",
        *[
            "1",
            "2.5",
            "-3",
            "1e5",
            "nan",
            "inf",
            "2j",
            "2x3",
            "...",
            "True",
            "no",
            "none",
            "tensor(",
            "torch.Size(",
            "x=",
        ],
        *[
            "float32",
            "cuda:0",
            "ValueError",
            "Error",
            "'a'",
            "dtype=",
            "size=",
            "grad_fn=",
            "<A>",
            "device(",
            "values=",
        ],
        *[
            "Parameter containing:",
            "float(",
            "dict(",
            "set(",
            "np.float32(",
            "torch.return_types.max(",
            "−",
            "“",
            "×",
            "∞",
        ],
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=25), st.booleans(), st.sampled_from(list(Form)))
def test_no_sequence_of_known_pieces_makes_the_reader_fail(pieces: list[str], spaced: bool, form: Form) -> None:
    """Brackets, names, signs and constructors in any order."""
    everything((" " if spaced else "").join(pieces), form)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "open('/etc/passwd')",
        "(lambda: 1)()",
        "[x for x in range(3)]",
        "torch.load('x')",
        "1 if True else 2",
        "f'{1}'",
    ],
)
def test_nothing_is_evaluated(text: str) -> None:
    """Python is not read, let alone run."""
    assert isinstance(read(text, Form.VALUE), Unreadable)
