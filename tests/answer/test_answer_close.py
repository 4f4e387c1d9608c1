"""Two values of torch compared: structure, shape, dtype, then cells by the tolerance of the dtype."""

from __future__ import annotations

import pytest

from quiz.answer.compare.values import Closeness, difference, whole
from quiz.answer.value import Null, Number, Opaque, Scalar, Series, Size, String, Table, Tensor, Value
from quiz.engine.client import Engine
from quiz.engine.job import Job, Task

CLOSE, EXACT = Closeness(), Closeness(exact=True)
NAN, INF = float("nan"), float("inf")


def tensor(*cells: Number, dtype: str = "float32", shape: tuple[int, ...] | None = None) -> Tensor:
    return Tensor(dtype, (len(cells),) if shape is None else shape, cells)


@pytest.mark.parametrize(
    ("dtype", "step"),
    [
        ("float16", 1e-3),
        ("bfloat16", 1.6e-2),
        ("float32", 1.3e-6),
        ("float64", 1e-7),
        ("complex32", 1e-3),
        ("bcomplex32", 1.6e-2),
        ("complex64", 1.3e-6),
        ("complex128", 1e-7),
    ],
)
def test_the_tolerance_is_that_of_the_dtype(dtype: str, step: float) -> None:
    """A little within is the same, twice as far is not; and exactly is exactly."""
    want = tensor(1000.0, dtype=dtype)
    assert not difference(tensor(1000 * (1 + step * 0.9), dtype=dtype), want, CLOSE)
    assert difference(tensor(1000 * (1 + step * 2), dtype=dtype), want, CLOSE)
    assert difference(tensor(1000 * (1 + step * 0.9), dtype=dtype), want, EXACT)


AROUND = """
found = []
for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
    for want in (0.0, 1.0, -250.0):
        for off in (0.0, 5e-8, 2e-7, 5e-6, 2e-5, 3e-4, 2e-2, 5.0):
            one, other = torch.tensor([want + off], dtype=dtype), torch.tensor([want], dtype=dtype)
            try:
                torch.testing.assert_close(one, other)
                found.append((one, other, True))
            except AssertionError:
                found.append((one, other, False))
found
"""


def test_the_tolerances_are_those_of_torch_testing(engine: Engine) -> None:
    """Whatever `torch.testing.assert_close` says of two tensors is said here, on both sides of the edge."""
    task = Task(name="around", code=AROUND)
    reply = engine.run(Job(setup="import torch", seed=0, tasks=(task,)), 60)
    assert reply.result is not None, reply
    rows = reply.result.outcomes[0].value
    assert isinstance(rows, Series)
    said = set()
    for row in rows.items:
        assert isinstance(row, Series)
        one, other, close = row.items
        assert isinstance(close, Scalar)
        assert bool(difference(one, other, CLOSE)) != close.value, row
        said.add(close.value)
    assert said == {True, False}


@pytest.mark.parametrize(
    ("got", "want", "same"),
    [
        (tensor(NAN), tensor(NAN), True),
        (tensor(NAN), tensor(0.0), False),
        (tensor(0.0), tensor(NAN), False),
        (tensor(-0.0), tensor(0.0), True),
        (tensor(INF), tensor(INF), True),
        (tensor(INF), tensor(-INF), False),
        (tensor(3e38), tensor(INF), False),
        (tensor(complex(NAN, 1), dtype="complex64"), tensor(complex(NAN, 1), dtype="complex64"), True),
        (tensor(complex(NAN, 1), dtype="complex64"), tensor(complex(1, NAN), dtype="complex64"), False),
        (tensor(1, 2, dtype="int64"), tensor(1, 2, dtype="int64"), True),
        (tensor(1, dtype="int64"), tensor(2, dtype="int64"), False),
        (tensor(1, dtype="int64"), tensor(1.0), False),
        (tensor(True, dtype="bool"), tensor(1, dtype="int64"), False),
        (tensor(1.0), tensor(1.0, shape=(1, 1)), False),
        (tensor(1.0), tensor(1.0, 1.0), False),
        (tensor(shape=(0, 3)), tensor(shape=(0, 3)), True),
        (tensor(shape=(0, 3)), tensor(shape=(3, 0)), False),
        (tensor(1.0), Scalar(1.0), False),
        (Scalar(1), Scalar(1.0), False),
        (Scalar(True), Scalar(1), False),
        (Scalar(10**400), Scalar(1.0), False),
        (Scalar(10**400), Scalar(10**400), True),
        (Scalar(0.1 + 0.2), Scalar(0.3), True),
        (String("a"), String("a"), True),
        (String("a"), String("b"), False),
        (Null(), tensor(1.0), False),
        (Null(), Null(), True),
        (Series("list", (Scalar(1),)), Series("tuple", (Scalar(1),)), True),
        (Size((2, 3)), Series("tuple", (Scalar(2), Scalar(3))), True),
        (Series("tuple", (Scalar(1),)), Series("tuple", (Scalar(1), Scalar(2))), False),
        (Series("set", (Scalar(2), Scalar(1))), Series("set", (Scalar(1), Scalar(2))), True),
        (Series("set", (Scalar(1),)), Series("list", (Scalar(1),)), False),
        (Table(((String("a"), Scalar(1)),)), Table(((String("a"), Scalar(1)),)), True),
        (Table(((String("b"), Scalar(1)),)), Table(((String("a"), Scalar(1)),)), False),
        (Opaque("object", "it"), Opaque("object", "it"), False),
    ],
)
def test_what_is_the_same_and_what_is_not(got: Value, want: Value, same: bool) -> None:
    """Each difference is told of, in a place and in words."""
    found = difference(got, want, CLOSE)
    assert bool(found) != same
    assert bool(found.message) != same
    assert bool(found.diffs) != same


def test_the_dtype_may_not_count_and_digits_may_suffice() -> None:
    """As a card says; a bool is then a 1, and the shape still counts."""
    loose = Closeness(dtype=False)
    assert not difference(tensor(1.0), tensor(1, dtype="int64"), loose)
    assert not difference(tensor(True, dtype="bool"), tensor(1, dtype="int64"), loose)
    assert not difference(Scalar(1), Scalar(1.0), loose)
    assert difference(tensor(1.0, shape=(1, 1)), tensor(1.0), loose)
    assert not difference(tensor(1.001), tensor(1.0), Closeness(digits=3))
    assert difference(tensor(1.01), tensor(1.0), Closeness(digits=3))


def test_a_place_deep_inside_is_named() -> None:
    """By the way that leads to it."""
    want = Series("tuple", (String("x"), Table(((String("w"), tensor(1.0, 2.0, shape=(1, 2))),))))
    got = Series("tuple", (String("x"), Table(((String("w"), tensor(1.0, 3.0, shape=(1, 2))),))))
    found = difference(got, want, CLOSE)
    assert [(diff.index, diff.want, diff.got) for diff in found.diffs] == [("[1]['w'][0, 1]", "2.", "3.")]
    assert found.message == "1 of 3 values differs."


def test_what_was_cut_cannot_be_compared() -> None:
    """Neither a tensor of which not all was carried nor an object."""
    assert whole(Series("list", (Tensor("float32", (9,), (1.0,)),)))
    assert whole(Table(((String("a"), Opaque("nn.Linear", "it is a module")),)))
    assert whole(tensor(1.0)) == ""
