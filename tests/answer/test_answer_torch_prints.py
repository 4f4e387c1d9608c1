"""What torch prints may be pasted, and is right."""

from __future__ import annotations

import random

import pytest
import torch
from captured import value_of

from quiz.answer.compare.compare import CompareRules, compare
from quiz.answer.typed.literal import Form, Unreadable, read, spell

DTYPES = [
    torch.float32,
    torch.float64,
    torch.float16,
    torch.bfloat16,
    torch.float8_e4m3fn,
    torch.float8_e5m2,
    torch.complex64,
    torch.complex128,
    torch.bool,
    torch.uint8,
    torch.int8,
    torch.int16,
    torch.int32,
    torch.int64,
]


def status(text: str, thing: object, rules: CompareRules, form: Form = Form.VALUE) -> str:
    reading = read(text, form)
    assert not isinstance(reading, Unreadable), (text, reading.reason)
    return compare(reading, value_of(thing), rules).status


def random_tensor(dtype: torch.dtype, chance: random.Random) -> torch.Tensor:
    shape = [chance.choice([0, 1, 2, 3, 7]) for _ in range(chance.randint(0, 4))]
    source = torch.Generator().manual_seed(chance.randrange(2**30))
    thing = torch.randn(shape, generator=source, dtype=torch.float64) * 10.0 ** chance.randint(-6, 6)
    if chance.random() < 0.3:
        thing = thing.round()
    if dtype.is_complex:
        thing = thing + 1j * torch.randn(shape, generator=source, dtype=torch.float64)
    if not dtype.is_floating_point and not dtype.is_complex:
        thing = thing.clamp(-100, 100) if dtype.is_signed else thing.abs().clamp(0, 200)
    return thing.to(dtype)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_a_pasted_print_is_right(dtype: torch.dtype) -> None:
    """`repr` of random tensors of every dtype and shape, with the dtype asked as well, and the digits torch shows."""
    chance = random.Random(str(dtype))
    for _ in range(16):
        thing = random_tensor(dtype, chance)
        assert thing.numel() <= 1000 or "..." in repr(thing)
        if "..." in repr(thing):
            assert isinstance(read(repr(thing), Form.VALUE), Unreadable)
            continue
        assert status(repr(thing), thing, CompareRules(dtype_exact=True)) == "right", repr(thing)
        if thing.numel():  # a list does not say that it is (0, 3)
            assert status(str(thing.tolist()), thing, CompareRules()) == "right"
        assert status(spell(value_of(thing)), thing, CompareRules(dtype_exact=True, digits=9)) == "right"


def test_prints_with_gradients_and_parameters_are_right() -> None:
    """grad_fn and requires_grad are claims that hold."""
    leaf = torch.tensor([[1.5, 2.0], [3.0, 4.0]], requires_grad=True)
    things = [
        leaf,
        leaf * 2,
        torch.nn.Parameter(leaf.detach()),
        [torch.nn.Parameter(leaf.detach())],
        (leaf, leaf.sum()),
    ]
    for thing in things:
        assert status(repr(thing), thing, CompareRules(dtype_exact=True)) == "right", repr(thing)
    assert status(repr(leaf), leaf.detach(), CompareRules()) == "wrong"


def test_prints_of_results_with_names_are_right() -> None:
    """torch.return_types, over several lines."""
    x = torch.tensor([[1.0, 5.0], [7.0, 2.0]], requires_grad=True)
    for thing in (x.max(0), x.sort(1), x.topk(1), torch.kthvalue(x.detach(), 1)):
        assert status(repr(thing), thing, CompareRules()) == "right", repr(thing)


def test_other_prints_are_right() -> None:
    """Sizes, numbers and nested results."""
    x = torch.arange(6).reshape(2, 3)
    for thing in (
        x.shape,
        torch.Size([]),
        x.tolist(),
        (x.shape, x),
        [0.1, 2.0, float("inf")],
        1 + 2j,
        (x.split(1)),
        x.unbind(1),
    ):
        assert status(repr(thing), thing, CompareRules()) == "right", repr(thing)
    assert status("float32", torch.zeros(1).shape, CompareRules(), Form.DTYPE) == "wrong"


def test_a_print_that_hides_cells_is_handed_back() -> None:
    """Above a thousand cells, on the meta device, sparse: the values are not all there."""
    for thing in (torch.zeros(2000), torch.zeros(2, device="meta"), torch.eye(2).to_sparse()):
        assert isinstance(read(repr(thing), Form.VALUE), Unreadable)
