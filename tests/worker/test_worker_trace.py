"""Where each cell came from is origins for code that only moves cells, and for no other."""

from __future__ import annotations

import time

import pytest

from quiz.answer.origin import Origin
from quiz.answer.value import Outcome, Tensor
from quiz.engine.client import Engine
from quiz.engine.job import Job, Task

SETUP = "import torch\nimport torch.nn.functional as F"
X = "x = torch.tensor([[3, 1, 4], [1, 5, 9]])\n"
V = "v = torch.tensor([2.5, -1.0, 0.0, 7.0])\n"


def outcome(engine: Engine, code: str, setup: str = SETUP, trace: bool = True, seed: int = 1) -> Outcome:
    tasks = (Task(name="truth", code=code, trace=trace),)
    job = Job(setup=setup, seed=seed, draw=(("k", "rng.randint(5, 9)"),), tasks=tasks)
    reply = engine.run(job, 10)
    assert reply.result is not None and reply.result.fault is None, reply
    return reply.result.outcomes[0]


MOVES = [
    (X + "x.clone()", [0, 1, 2, 3, 4, 5]),
    (X + "x.T", [0, 3, 1, 4, 2, 5]),
    (X + "x.permute(1, 0)", [0, 3, 1, 4, 2, 5]),
    (X + "x.reshape(3, 2)", [0, 1, 2, 3, 4, 5]),
    (X + "x.T.reshape(2, 3)", [0, 3, 1, 4, 2, 5]),
    (X + "x.flip(1)", [2, 1, 0, 5, 4, 3]),
    (X + "x.rot90()", [2, 5, 1, 4, 0, 3]),
    (X + "torch.roll(x, 1, 0)", [3, 4, 5, 0, 1, 2]),
    (X + "torch.roll(x, 1)", [5, 0, 1, 2, 3, 4]),
    (X + "x[1]", [3, 4, 5]),
    (X + "x[:, ::2]", [0, 2, 3, 5]),
    (X + "x[1, 2]", [5]),
    (X + "x[..., None]", [0, 1, 2, 3, 4, 5]),
    (X + "x[[1, 0, 1], [0, 2, 2]]", [3, 2, 5]),
    (X + "idx = torch.tensor([[0, 1, 0]])\nx.gather(0, idx)", [0, 4, 2]),
    (X + "torch.gather(x, 1, torch.tensor([[2, 2], [0, 1]]))", [2, 2, 3, 4]),
    (X + "x.index_select(1, torch.tensor([2, 0]))", [2, 0, 5, 3]),
    (X + "torch.take(x, torch.tensor([5, 0]))", [5, 0]),
    (X + "torch.take_along_dim(x, torch.tensor([[1], [2]]), 1)", [1, 5]),
    (X + "mask = torch.tensor([[True, False, True], [False, True, False]])\nx[mask]", [0, 2, 4]),
    (X + "x.masked_select(torch.tensor([[True], [False]]))", [0, 1, 2]),
    (X + "torch.cat([x, x.flip(0)], 1)", [0, 1, 2, 3, 4, 5, 3, 4, 5, 0, 1, 2]),
    (X + "torch.stack([x[1], x[0]])", [3, 4, 5, 0, 1, 2]),
    (X + "torch.cat([part for part in x.split(1, 1)][::-1], 1)", [2, 1, 0, 5, 4, 3]),
    (X + "x.repeat(1, 2)", [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]),
    (X + "x.repeat_interleave(2, dim=0)", [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]),
    (X + "torch.tile(x[0], (2,))", [0, 1, 2, 0, 1, 2]),
    (X + "x[0].expand(2, 3)", [0, 1, 2, 0, 1, 2]),
    (X + "x.diagonal()", [0, 4]),
    (X + "x.unfold(1, 2, 1)", [0, 1, 1, 2, 3, 4, 4, 5]),
    (X + "x.as_strided((2, 2), (1, 2))", [0, 2, 1, 3]),
    (X + "x.chunk(3, 1)[2].squeeze()", [2, 5]),
    (X + "torch.broadcast_to(x[:, :1], (2, 2))", [0, 0, 3, 3]),
    (X + "torch.hstack([x, x])[:, 2:4]", [2, 0, 5, 3]),
    (X + "y = x.clone()\ny[0] = x[1]\ny", [3, 4, 5, 3, 4, 5]),
    (X + "x.swapaxes(0, 1).flatten()", [0, 3, 1, 4, 2, 5]),
    (X + "torch.where(torch.tensor([True, False, True]), x[0], x[1])", [0, 4, 2]),
    (
        X + "out = torch.empty(3, dtype=torch.int64)\ntorch.index_select(x[1], 0, torch.tensor([2, 1, 0]), out=out)",
        [5, 4, 3],
    ),
    (X + "def last(t):\n    return t[..., -1]\nlast(x)", [2, 5]),
    (X + "F.pixel_shuffle(x[None, :, :2, None].reshape(1, 4, 1, 1), 2)[0, 0]", [0, 1, 3, 4]),
    (X + "x.view(3, 2).unbind(1)[0]", [0, 2, 4]),
    (V + "v.view(2, 2).mT", [0, 2, 1, 3]),
    (V + "v.squeeze().movedim(0, -1)[[3, 3]]", [3, 3]),
    (V + "v.requires_grad_().flip(0)", [3, 2, 1, 0]),
    ("v = torch.tensor([1.0, 2.0], requires_grad=True)\nv[[1, 0]]", [1, 0]),
    ("m = torch.tensor([True, False, False])\nm.flip(0)", [2, 1, 0]),
    ("m = torch.tensor([True, False, False])\nm[1:]", [1, 2]),
    ("z = torch.tensor([1 + 2j, 3j])\nz.roll(1)", [1, 0]),
    ("h = torch.tensor([1.5, 2.0]).half()\nh[[1]]", [1]),
    ("n: torch.Tensor = torch.tensor([1, 2], dtype=torch.uint8)\nn.repeat(2)", [0, 1, 0, 1]),
    ("a, b = torch.tensor([1, 2]), torch.tensor([3, 4])\nb.flip(0)", [1, 0]),
]


def test_maps_of_code_that_moves_cells(engine: Engine) -> None:
    """Gather, permute, reshape, cat, flip, roll, take, masks, stack, repeat, ...: each cell is traced."""
    origins = {code: outcome(engine, code).origin for code, _ in MOVES}
    assert {code: list(origin.cells) if origin else None for code, origin in origins.items()} == dict(MOVES)
    assert len(origins) >= 25


@pytest.mark.parametrize(
    ("code", "source", "shape", "cells"),
    [
        ("torch.arange(4).reshape(2, 2).T", "torch.arange(4)", (4,), (0, 2, 1, 3)),
        ("out = torch.tensor([[1], [2]]).flip(0)\nout", "torch.tensor([[1], [2]])", (2, 1), (1, 0)),
        ("out = w[1:]\nout", "w", (3,), (1, 2)),
        ("x = torch.arange(3)\ny = x.flip(0)\ny[1:]", "x", (3,), (1, 0)),
        ("x = torch.tensor([1, 1])\nw.flip(0)", "w", (3,), (2, 1, 0)),
        ("torch.ones(2) + 0 * torch.rand(2)\nw[:1]", "w", (3,), (0,)),
        ("n = $k\nx = torch.rand(n)\nx[:2]", "x", (8,), (0, 1)),
        ("x = torch.rand($k)\nx[-2:]", "x", (8,), (6, 7)),
        ("torch.cat([torch.zeros(2), torch.ones(2)])[:1]", "torch.zeros(2)", (2,), (0,)),
    ],
)
def test_the_source_is_the_first_input_by_name(
    engine: Engine, code: str, source: str, shape: tuple[int, ...], cells: tuple[int, ...]
) -> None:
    """Of the setup, of an assignment, or, where it has none, the expression that makes it; drawn values filled in."""
    setup = SETUP + "\nw = torch.tensor([0.5, 1.5, 2.5])"
    assert outcome(engine, code, setup, seed=4).origin == Origin(source, shape, cells)


NOT_MOVES = [
    # The answer is the input itself, or another dtype.
    X + "x",
    X + "x.float()",
    X + "x.view(torch.float64)",
    V + "v.half()",
    # Arithmetic, also such as changes nothing here.
    X + "x + 1",
    X + "x * 2",
    X + "-x",
    X + "x ** 1 + x.T.T - x + 1",
    X + "x @ x.T",
    X + "x.cumsum(1)",
    X + "x.diff()",
    X + "x % 100",
    X + "x.abs()",
    X + "x.clamp(max=50)",
    X + "x.clamp(min=0)",
    X + "x.bitwise_and(255)",
    X + "~x",
    V + "v.round()",
    V + "v.nan_to_num()",
    V + "v + 0.0",
    V + "F.relu(v.abs())",
    V + "F.pad(v, (1, 1))",
    V + "v.half().float()",
    "x = torch.tensor([1.0, 2.0])\ntorch.relu(x)",
    "x = torch.tensor([1.0, 2.0])\nF.dropout(x, 0.5, training=True)",
    "z = torch.tensor([1 + 2j])\nz.conj()",
    # Reductions.
    X + "x.sum()",
    X + "x.sum(0)",
    X + "x.max()",
    X + "x.max(0).values",
    X + "x.min()",
    X + "x.median()",
    X + "x.mode(1).values",
    X + "x.amax(1)",
    "x = torch.tensor([2.0, 7.0])\nx.mean()",
    # What goes where depends on the numbers.
    X + "x.sort(1).values",
    X + "x.flatten().topk(2).values",
    X + "x.unique()",
    X + "x[x > 2]",
    X + "x[x != 0]",
    X + "torch.where(x > 2, x, x.flip(0))",
    X + "x[:, x[0].argsort()]",
    X + "x.flatten()[x.argmax()]",
    X + "x.cummax(1).values",
    X + "F.max_pool1d(x.float(), 2)",
    X + "x if x.sum() > 3 else x.T",
    "m = torch.tensor([True, False])\n~m",
    "m = torch.tensor([True, False])\nm & m.flip(0)",
    "m = torch.tensor([True, False])\nm.logical_not().flip(0)",
    "m = torch.tensor([True, False, True])\nm.sort().values",
    # Two inputs mixed.
    X + "torch.cat([x, torch.zeros(1, 3, dtype=torch.int64)])",
    X + "torch.where(torch.tensor([True, False, True]), x, torch.tensor(0))",
    X + "x.masked_fill(torch.tensor([True, False, True]), 0)",
    X + "y = torch.tensor([7, 8, 9])\ntorch.stack([x[0], y])",
    X + "x.tril()",
    X + "x[0] = 5\nx",
    # Values used as indices, and as sizes.
    "i = torch.tensor([2, 0, 1])\ni[i]",
    "i = torch.tensor([2, 0, 1])\ni.argsort()",
    "i = torch.tensor([2, 0, 1])\nF.one_hot(i)",
    "i = torch.tensor([2, 0, 1])\ntorch.arange(5)[i] * 2",
    "i = torch.tensor([2, 1])\ntorch.zeros(i.tolist())",
    "i = torch.tensor([2, 1])\ntorch.bincount(i)",
    # No tensor, or nothing to point at.
    X + "x.shape",
    X + "x.tolist()",
    X + "x.unbind()",
    X + "torch.empty(0)",
    X + "x.to_sparse()",
    X + "y = x * 2\ny.flip(0)",
    "torch.rand(100)[:3]",
    "x = torch.arange(100)\nx[:3]",
    "x = torch.arange(50)\nx.repeat(2)",
    X + "raise ValueError",
    X + "y = x.T",
    "try:\n    x = torch.arange(3)\nfinally:\n    pass\nx",
    "x = torch.arange(3)\nwhile False:\n    pass\nx.flip(0)",
    "x =",
    "",
]


def test_nothing_is_said_of_code_that_does_anything_else(engine: Engine) -> None:
    """Arithmetic, reductions, choices by value, mixtures, values as indices; not even where these numbers agree."""
    assert [code for code in NOT_MOVES if outcome(engine, code).origin is not None] == []
    assert len(NOT_MOVES) >= 25


def test_code_that_rolls_dice_is_traced_through_the_same_dice(engine: Engine) -> None:
    """Chance is put back to its start for every run."""
    found = outcome(engine, "x = torch.tensor([5, 6, 7, 8])\nx[torch.randperm(4)]")
    assert found.rolled
    assert found.origin is not None
    assert isinstance(found.value, Tensor)
    assert found.value.cells == tuple((5, 6, 7, 8)[place] for place in found.origin.cells)


def test_tracing_changes_nothing_else(engine: Engine) -> None:
    """Value, print, warnings: all are those of the one real run, and nobody hears of the others."""
    code = "import warnings\nwarnings.warn('once')\nprint('once')\n" + X + "x.flip(0)"
    with_origin, without = outcome(engine, code), outcome(engine, code, trace=False)
    assert with_origin.origin is not None and without.origin is None
    assert (with_origin.value, with_origin.shown) == (without.value, without.shown)
    assert with_origin.printed == without.printed == "once\n"
    assert with_origin.warned == without.warned


@pytest.mark.parametrize(
    "code",
    [
        "x = torch.tensor([3, 1])\nfor i in range(10 ** int(x[0])):\n    pass\nx.flip(0)",
        "x = torch.tensor([3, 1])\ny = [j for j in range(abs(int(x[0])) ** 4)]\nx.flip(0)",
        "x = torch.tensor([3, 1])\nimport time\ntime.sleep(0.03)\nx.flip(0)",
        "x = torch.tensor([3, 1])\nimport time\ntime.sleep(1.5)\nx.flip(0)",
        "x = torch.tensor([3, 1])\nif x[0] != 3:\n    import os\n    os.close(0)\n    raise SystemExit\nx.flip(0)",
    ],
)
def test_code_that_takes_long_on_other_numbers_delays_nothing(engine: Engine, code: str) -> None:
    """There is a limit to the time, and the result comes in any case."""
    began = time.monotonic()
    found = outcome(engine, code)
    assert time.monotonic() - began < 2
    assert isinstance(found.value, Tensor)
    assert found.value.cells == (1, 3)


def test_an_index_in_the_source() -> None:
    """Flat places as a person writes them."""
    origin = Origin("x", (2, 3), (5, 0))
    assert (origin.index(0), origin.index(1)) == ((1, 2), (0, 0))
    assert origin.fits(2) and not origin.fits(3)
    assert not Origin("x", (2, 3), (6,)).fits(1)
    assert not Origin("x", (100,), (6,)).fits(1)
