"""Every kind of tensor that torch has, and what comes over of it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from quiz.answer.value import Opaque, Series, Tensor, Value, from_wire
from quiz.worker.capture.capture import MAX_TOTAL_CELLS, capture
from quiz.worker.wire import MAX_CELLS


def carried(value: Any) -> Value:
    return from_wire(json.loads(json.dumps(capture(value))))


def tensor(value: Any) -> Tensor:
    found = carried(value)
    assert isinstance(found, Tensor), found
    return found


pytestmark = pytest.mark.filterwarnings("ignore")  # some layouts are young, quantised tensors are to go

DENSE = torch.tensor([[1.0, 0.0, 2.0, 0.0], [0.0, 0.0, 3.0, 4.0]])
LAYOUTS: dict[str, Callable[[], torch.Tensor]] = {
    "sparse_coo": DENSE.to_sparse,
    "sparse_csr": DENSE.to_sparse_csr,
    "sparse_csc": DENSE.to_sparse_csc,
    "sparse_bsr": lambda: DENSE.to_sparse_bsr((2, 2)),
    "sparse_bsc": lambda: DENSE.to_sparse_bsc((2, 2)),
    "_mkldnn": DENSE.to_mkldnn,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_other_layouts_give_the_cells_of_the_dense_tensor(layout: str) -> None:
    """Zeros as well, and the layout is told."""
    assert tensor(LAYOUTS[layout]()) == Tensor("float32", (2, 4), tuple(DENSE.flatten().tolist()), layout=layout)


@pytest.mark.parametrize("dtype", [torch.bool, torch.int8, torch.int64, torch.float16, torch.bfloat16, torch.complex64])
@pytest.mark.parametrize("layout", [torch.sparse_coo, torch.sparse_csr])
def test_sparse_tensors_of_other_dtypes(dtype: torch.dtype, layout: torch.layout) -> None:
    """Widened after they are made dense."""
    value = tensor(DENSE.to(dtype).to_sparse(layout=layout))
    assert value.dtype == str(dtype).removeprefix("torch.")
    assert value.cells == tuple(DENSE.to(dtype).flatten().tolist())


def test_entries_of_a_sparse_tensor_at_one_place_are_summed() -> None:
    """As torch does it, without changing the tensor; entries may be rows."""
    sparse = torch.sparse_coo_tensor(torch.tensor([[0, 0, 1]]), torch.tensor([[1, 2], [3, 4], [5, 6]]), (2, 2))
    assert tensor(sparse) == Tensor("int64", (2, 2), (4, 6, 5, 6), layout="sparse_coo")
    assert not sparse.is_coalesced()


def test_a_huge_sparse_tensor_is_not_made_dense() -> None:
    """Its shape comes over, and that its cells do not."""
    value = tensor(torch.sparse_coo_tensor(torch.tensor([[0], [0]]), torch.ones(1), (10**6, 10**6)))
    assert (value.shape, value.cells, value.whole) == ((10**6, 10**6), (), False)


def test_a_sparse_tensor_that_has_no_dense_form_says_so() -> None:
    """Of some dtypes torch cannot make one."""
    value = carried(torch.sparse_coo_tensor(torch.tensor([[1]]), torch.tensor([5], dtype=torch.uint16), (3,)))
    assert isinstance(value, Opaque)
    assert value.reason.endswith("end the code with its `values()`")


def test_quantised_tensors_give_what_they_stand_for() -> None:
    """Per tensor and per channel; the dtype is the quantised one."""
    plain = torch.tensor([[0.1, 0.25], [1.0, -1.0]])
    whole = torch.quantize_per_tensor(plain, 0.5, 2, torch.quint8)
    assert tensor(whole) == Tensor("quint8", (2, 2), (0.0, 0.0, 1.0, -1.0))
    scales, zeros = torch.tensor([0.25, 0.5]), torch.tensor([0, 0])
    channels = torch.quantize_per_channel(plain, scales, zeros, 0, torch.qint8)
    assert tensor(channels) == Tensor("qint8", (2, 2), (0.0, 0.25, 1.0, -1.0))
    assert tensor(torch.quantize_per_tensor(plain, 0.5, 0, torch.qint32)).dtype == "qint32"


def test_a_complex_half_is_exact() -> None:
    """complex32, also conjugated."""
    half = torch.tensor([0.1 + 2j, -1.5 - 0.5j]).to(torch.complex32)
    wide = half.to(torch.complex128)
    assert tensor(half) == Tensor("complex32", (2,), tuple(wide.tolist()))
    assert tensor(half.conj()).cells == tuple(wide.conj().resolve_conj().tolist())


def test_powers_of_two_in_one_byte() -> None:
    """float8_e8m0fnu, the scales of block formats."""
    scales = torch.tensor([1.0, 2.0, 0.5, 2.0**-127]).to(torch.float8_e8m0fnu)
    assert tensor(scales) == Tensor("float8_e8m0fnu", (4,), (1.0, 2.0, 0.5, 2.0**-127))


UNREADABLE = [
    name
    for name in ("float4_e2m1fn_x2", "uint1", "uint4", "uint7", "int2", "int4", "bits8", "bits16", "bits1x8")
    if hasattr(torch, name)
]


@pytest.mark.parametrize("name", UNREADABLE)
def test_dtypes_that_torch_itself_cannot_read_say_so(name: str) -> None:
    """And how their bytes can be had."""
    value = carried(torch.zeros(4, dtype=torch.uint8).view(getattr(torch, name)))
    assert isinstance(value, Opaque)
    assert value.reason == f"torch cannot read the cells of a {name}; end the code with its `.view(torch.uint8)`"


@pytest.mark.parametrize("layout", [torch.strided, torch.jagged])
def test_a_nested_tensor_is_the_series_of_its_tensors(layout: torch.layout) -> None:
    """Whichever way it is stored; whether it requires grad goes for each of them."""
    parts = [torch.tensor([1, 2]), torch.tensor([3, 4, 5])]
    first, second = Tensor("int64", (2,), (1, 2)), Tensor("int64", (3,), (3, 4, 5))
    assert carried(torch.nested.nested_tensor(parts, layout=layout)) == Series("nested tensor", (first, second))
    grown = carried(torch.nested.nested_tensor([torch.ones(1)], layout=layout, requires_grad=True))
    assert grown == Series("nested tensor", (Tensor("float32", (1,), (1.0,), requires_grad=True),))


def test_a_jagged_tensor_with_holes_or_transposed() -> None:
    """Lengths and the ragged dimension are followed."""
    values, starts = torch.arange(10), torch.tensor([0, 3, 5, 10])
    holes = torch.nested.nested_tensor_from_jagged(values, starts, torch.tensor([2, 1, 3]))
    found = carried(holes)
    assert isinstance(found, Series)
    assert [item.cells for item in found.items if isinstance(item, Tensor)] == [(0, 1), (3,), (5, 6, 7)]
    turned = torch.nested.nested_tensor([torch.ones(2, 3), torch.ones(4, 3)], layout=torch.jagged).transpose(1, 2)
    found = carried(turned)
    assert isinstance(found, Series)
    assert [item.shape for item in found.items if isinstance(item, Tensor)] == [(3, 2), (3, 4)]


def test_large_tensors_give_their_first_cells() -> None:
    """In row-major order, without a copy of the rest: an expanded tensor may have more cells than there is memory."""
    value = tensor(torch.arange(3).reshape(3, 1).expand(3, 10**12))
    assert (value.shape, value.cells) == ((3, 10**12), (0,) * MAX_CELLS)
    rows = tensor(torch.arange(5000).reshape(50, 100).T)
    assert rows.cells == tuple(torch.arange(5000).reshape(50, 100).T.flatten().tolist()[:MAX_CELLS])


def test_many_large_tensors_share_the_room_that_there_is() -> None:
    """The first ones come whole; of the last ones the shape."""
    found = carried([torch.zeros(MAX_CELLS) for _ in range(40)])
    assert isinstance(found, Series)
    whole = [isinstance(item, Tensor) and item.whole for item in found.items]
    assert whole[0] and not whole[-1]
    assert sum(whole) * MAX_CELLS <= MAX_TOTAL_CELLS
    last = found.items[-1]
    assert isinstance(last, Tensor)
    assert last.shape == (MAX_CELLS,)


def test_parameters_and_gradients() -> None:
    """A Parameter is a tensor that requires grad; so is what was computed of it."""
    weight = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    assert tensor(weight) == Tensor("float32", (2,), (1.0, 2.0), requires_grad=True)
    assert tensor(weight * 2).requires_grad
    assert not tensor((weight * 2).detach()).requires_grad


class Liar(torch.Tensor):
    """A subclass that answers wrongly for itself."""

    @property
    def shape(self) -> torch.Size:  # type: ignore[override]
        return torch.Size([99])

    @property
    def dtype(self) -> torch.dtype:  # type: ignore[override]
        return torch.int8

    def numel(self) -> int:
        return 10**9

    def detach(self) -> torch.Tensor:
        raise RuntimeError("no")


def test_a_subclass_is_not_asked() -> None:
    """Shape, dtype and cells are those of the tensor below."""
    liar = torch.tensor([1.0, 2.0]).as_subclass(Liar)  # type: ignore[arg-type]
    assert tensor(liar) == Tensor("float32", (2,), (1.0, 2.0))


def test_a_tensor_that_escaped_its_transform_says_so() -> None:
    """Inside of vmap a tensor has no cells of its own."""
    escaped: list[torch.Tensor] = []
    torch.func.vmap(lambda row: (escaped.append(row), row)[1])(torch.ones(2, 3))
    value = carried(escaped[0])
    assert isinstance(value, Opaque)
    assert "end the code with what that gives" in value.reason


def test_a_tensor_without_memory_says_so() -> None:
    """A FakeTensor has a shape and a dtype, and nothing behind them."""
    from torch._subclasses import FakeTensorMode

    value = carried(FakeTensorMode().from_tensor(torch.ones(2)))
    assert isinstance(value, Opaque)
    assert value.reason.startswith("a FakeTensor need not have cells")


def test_nan_payload_and_subnormals_survive() -> None:
    """What is smallest and what is no number."""
    tiny = torch.tensor([5e-324, -5e-324, math.nan], dtype=torch.float64)
    value = tensor(tiny)
    assert value.cells[:2] == (5e-324, -5e-324)
    assert math.isnan(value.cells[2].real)
