"""What card code gives comes over exactly, or says why it does not."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import torch

from quiz.answer.value import Name, Null, Opaque, Raised, Scalar, Series, Size, String, Table, Tensor, Value, from_wire
from quiz.worker.capture.capture import capture, raised, shown


def carried(value: Any) -> Value:
    return from_wire(json.loads(json.dumps(capture(value))))


FLOATS = [
    torch.float64,
    torch.float32,
    torch.float16,
    torch.bfloat16,
    torch.float8_e4m3fn,
    torch.float8_e5m2,
    torch.float8_e4m3fnuz,
    torch.float8_e5m2fnuz,
]
INTS = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.uint16, torch.uint32, torch.uint64]


@pytest.mark.parametrize("dtype", FLOATS)
def test_floats_of_every_width_are_exact(dtype: torch.dtype) -> None:
    """Widening to float64 loses nothing, nor do nan, infinities and the sign of zero."""
    tensor = torch.tensor([0.1, -0.0, 1.5, -3.25, 0.0078125]).to(dtype)
    value = carried(tensor)
    assert isinstance(value, Tensor)
    assert value.dtype == str(dtype).removeprefix("torch.")
    assert value.cells == tuple(tensor.double().tolist())
    if "fnuz" not in value.dtype:  # they have no negative zero
        assert math.copysign(1, float(value.cells[1].real)) == -1


@pytest.mark.parametrize("dtype", INTS)
def test_ints_of_every_width_are_exact(dtype: torch.dtype) -> None:
    """The largest and the smallest of each come over whole, 2**64 - 1 among them."""
    info = torch.iinfo(dtype)
    tensor = torch.tensor([info.min, info.max, 1], dtype=dtype)
    value = carried(tensor)
    assert isinstance(value, Tensor)
    assert value.cells == (info.min, info.max, 1)


def test_nan_and_infinities() -> None:
    """They are cells like others."""
    value = carried(torch.tensor([math.nan, math.inf, -math.inf]))
    assert isinstance(value, Tensor)
    assert math.isnan(value.cells[0].real)
    assert value.cells[1:] == (math.inf, -math.inf)


def test_complex_conjugates_and_negative_views_are_resolved() -> None:
    """A lazy conj or neg bit is not mistaken for the data."""
    tensor = torch.tensor([1 + 2j, 3 - 4j])
    assert carried(tensor.conj()) == Tensor("complex64", (2,), (1 - 2j, 3 + 4j))
    value = carried(tensor.conj().imag)
    assert isinstance(value, Tensor)
    assert value.cells == (-2.0, 4.0)


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (2, 0, 3), (2, 3), (1, 1, 1)])
def test_shapes_empty_and_scalar_ones_too(shape: tuple[int, ...]) -> None:
    """The number of cells is the product of the shape."""
    value = carried(torch.ones(shape, dtype=torch.bool))
    assert value == Tensor("bool", shape, (True,) * math.prod(shape))


def test_views_with_strides_come_in_row_major_order() -> None:
    """Transposed, stepped, expanded and flipped."""
    base = torch.arange(12).reshape(3, 4)
    for view in (base.T, base[:, ::2], base[0].expand(3, 4), base.flip(1)):
        value = carried(view)
        assert isinstance(value, Tensor)
        assert value.cells == tuple(view.flatten().tolist())


def test_layouts_devices_and_grad_are_carried() -> None:
    """Sparse cells are those of the dense tensor; a meta tensor has none."""
    sparse = carried(torch.eye(2).to_sparse())
    assert sparse == Tensor("float32", (2, 2), (1.0, 0.0, 0.0, 1.0), layout="sparse_coo")
    meta = carried(torch.ones(2, device="meta"))
    assert isinstance(meta, Tensor)
    assert (meta.device, meta.whole) == ("meta", False)
    grad = carried(torch.ones(1, requires_grad=True) * 2)
    assert grad == Tensor("float32", (1,), (2.0,), requires_grad=True)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (True, Scalar(True)),
        (7, Scalar(7)),
        (10**30, Scalar(10**30)),
        (0.1, Scalar(0.1)),
        (1 - 2j, Scalar(1 - 2j)),
        (None, Null()),
        ("a\nb", String("a\nb")),
        (torch.Size([2, 3]), Size((2, 3))),
        (torch.float16, Name("dtype", "float16")),
        (torch.device("cpu"), Name("device", "cpu")),
        (torch.strided, Name("layout", "strided")),
        (torch.channels_last, Name("memory_format", "channels_last")),
        ([1, (2, "x")], Series("list", (Scalar(1), Series("tuple", (Scalar(2), String("x")))))),
        ({"a": 1}, Table(((String("a"), Scalar(1)),))),
    ],
)
def test_python_values(value: Any, wanted: Value) -> None:
    """Each has its own kind: a bool is no number, a Size is no tuple."""
    assert carried(value) == wanted


def test_named_results_keep_their_names() -> None:
    """What `max(dim)` returns is read by `.values` and `.indices`."""
    value = carried(torch.tensor([[1, 9], [8, 2]]).max(1))
    assert isinstance(value, Series)
    assert (value.kind, value.names, value.type_name) == ("named", ("values", "indices"), "torch.return_types.max")
    assert value.items[0] == Tensor("int64", (2,), (9, 8))


def test_an_exception_has_its_ancestors_below_exception() -> None:
    """NotImplementedError is a RuntimeError."""
    error = from_wire(raised(NotImplementedError("no kernel"), 3))
    assert error == Raised(("NotImplementedError", "RuntimeError"), "no kernel", 3)


class Liar(torch.Tensor):
    """A subclass that answers wrongly for itself."""

    @property
    def shape(self) -> torch.Size:  # type: ignore[override]
        return torch.Size([99])

    def numel(self) -> int:  # type: ignore[override]
        return 10**9


def test_a_subclass_cannot_lie_about_its_shape() -> None:
    """torch's own bookkeeping is asked, not the class."""
    liar = torch.ones(2).as_subclass(Liar)  # type: ignore[arg-type]
    value = carried(liar)
    assert isinstance(value, Tensor | Opaque)
    assert not isinstance(value, Tensor) or len(value.cells) <= 2


class Mute:
    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    "value",
    [torch.nn.ReLU(), Mute(), object(), int, 1 << 20_000, "x" * 10**6, [0] * 10**5],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_carried_says_so(value: Any) -> None:
    """A type and a reason, never an exception."""
    opaque = carried(value)
    assert isinstance(opaque, Opaque)
    assert opaque.type_name
    assert opaque.reason


def test_a_list_within_itself_ends() -> None:
    """Depth is capped."""
    loop: list[Any] = []
    loop.append(loop)
    assert isinstance(carried(loop), Series)


def test_printing_is_capped_and_never_raises() -> None:
    """The learner's screen is not a place for a megabyte."""
    assert shown(Mute()).startswith("<printing it raised")
    assert len(shown("x" * 10**6)) < 5000
    assert shown(torch.tensor([1.0, 2.5])) == "tensor([1.0000, 2.5000])"
