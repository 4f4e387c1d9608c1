"""Text from anywhere: no exception, no waiting."""

from __future__ import annotations

import time

import pytest
from hostile_text import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.answer.compare.compare import compare
from quiz.answer.typed.literal import Form, Typed, Unreadable, describe, read, shape_of_typed, text_of
from quiz.answer.value import Raised, Scalar, Series, Size, String, Tensor, Value

TRUTHS: list[Value] = [
    Tensor("float32", (2, 2), (1.0, 2.0, 3.0, 4.0)),
    Tensor("int64", (), (1,)),
    Scalar(1.5),
    Size((2, 3)),
    String("a"),
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
