"""What is not carried says what it is, and what to end the code with."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import enum
import json
import re
import types
from typing import Any, NamedTuple

import numpy
import pytest
import torch

from quiz.answer.value import Null, Opaque, Scalar, Series, String, Table, Value, from_wire
from quiz.worker.capture.capture import MAX_THINGS, capture, raised, shown


def carried(value: Any) -> Value:
    return from_wire(json.loads(json.dumps(capture(value))))


class Colour(enum.Enum):
    RED = 1


def never_awaited() -> Any:
    async def soon() -> None:
        await asyncio.sleep(0)

    coroutine = soon()
    coroutine.close()
    return coroutine


REFUSED: list[tuple[Any, str]] = [
    (torch.nn.Linear(1, 1), "its output, or with one of its parameters"),
    (torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], 0.1), "a parameter that it has changed"),
    (torch.Generator(), "what is drawn from it"),
    (torch.ones(1).untyped_storage(), "its `tolist()`"),
    (torch.finfo(torch.float32), "its `max`"),
    (torch.per_tensor_affine, "`str(...)` of it"),
    ((torch.ones(1, requires_grad=True) * 2).grad_fn, "its `name()`"),
    (torch.utils.data.DataLoader([1, 2]), "`list(...)` of it"),
    ((number for number in range(3)), "`list(...)` of it"),
    (map(abs, [1]), "`list(...)` of it"),
    (range(3), "`list(...)` of it"),
    ({"a": 1}.keys(), "`list(...)` of it"),
    (collections.deque([1]), "`list(...)` of it"),
    (b"bytes", "`list(...)` of it"),
    (bytearray(b"bytes"), "`list(...)` of it"),
    (slice(1, 2), "`start`, `stop` and `step`"),
    (Colour.RED, "its `.name`"),
    (ValueError("no"), "`type(...).__name__`"),
    (torch, "something out of it"),
    (torch.relu, "a call of it"),
    (lambda x: x, "a call of it"),
    ([].append, "a call of it"),
    (int, "its `__name__`"),
    (torch.nn.Linear, "its `__name__`"),
    (never_awaited(), "`asyncio.run(...)` of it"),
    (numpy.ones(2), "its `tolist()`"),
    (types.SimpleNamespace(a=1), "a number, a text, a shape or a tensor taken from it"),
    (object(), "a number, a text, a shape or a tensor taken from it"),
    (..., "a number, a text, a shape or a tensor taken from it"),
    (1 << 20_000, "its `bit_length()`"),
    ("x" * 10**6, "a part of it"),
    ([0] * 10**5, "a part of it"),
    ([[0] * 1000] * 1000, "a part of it"),
]


@pytest.mark.parametrize(("value", "fix"), REFUSED, ids=[type(value).__name__ for value, _ in REFUSED])
def test_what_is_not_carried_says_what_to_end_the_code_with(value: Any, fix: str) -> None:
    """One sentence: what it is, and what would do."""
    opaque = carried(value)
    assert isinstance(opaque, Opaque)
    assert re.fullmatch(r"it .*; end the code with [^.].*[^.]", opaque.reason), opaque.reason
    assert fix in opaque.reason
    assert opaque.type_name


class Point(NamedTuple):
    x: int
    y: Any


@dataclasses.dataclass
class Split:
    left: list[int]
    right: torch.Size
    hidden: int = dataclasses.field(default=0, repr=False)


def test_things_with_named_parts_keep_the_names() -> None:
    """Named tuples of every make, and dataclasses with what they print."""
    made = collections.namedtuple("made", "a b")(1, None)
    assert carried(made) == Series("named", (Scalar(1), Null()), ("a", "b"), f"{__name__}.made")
    assert carried(Point(1, "z")) == Series("named", (Scalar(1), String("z")), ("x", "y"), f"{__name__}.Point")
    split = carried(Split([1], torch.Size([2])))
    assert isinstance(split, Series)
    assert (split.kind, split.names) == ("named", ("left", "right"))


@pytest.mark.parametrize(
    "value",
    [
        torch.tensor([[3.0, 1.0]]).max(1),
        torch.tensor([[3.0, 1.0]]).sort(1),
        torch.linalg.svd(torch.eye(2)),
        torch.linalg.slogdet(torch.eye(2)),
        torch.std_mean(torch.ones(3)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_results_of_torch_with_names(value: Any) -> None:
    """Every torch.return_types has its names; a plain tuple has none."""
    found = carried(value)
    assert isinstance(found, Series)
    assert list(found.names) == re.findall(r"^(\w+)=", repr(value).partition("(")[2], re.MULTILINE)
    assert (found.kind == "tuple") == (type(value) is tuple)


def test_sets_and_dicts_of_every_make() -> None:
    """A frozenset is a set, a Counter and a state_dict are dicts."""
    assert carried(frozenset({1})) == Series("set", (Scalar(1),))
    assert carried(collections.Counter("aa")) == Table(((String("a"), Scalar(2)),))
    state = carried(torch.nn.Linear(1, 1).state_dict())
    assert isinstance(state, Table)
    assert [key for key, _ in state.items] == [String("weight"), String("bias")]


def test_numpy_scalars_are_numbers() -> None:
    """Whatever their width."""
    assert carried(numpy.int8(-3)) == Scalar(-3)
    assert carried(numpy.float32(0.5)) == Scalar(0.5)
    assert carried(numpy.bool_(True)) == Scalar(True)


def test_a_structure_that_grows_without_end_is_cut() -> None:
    """A list within itself twice has as many things in it as there are paths."""
    loop: list[Any] = []
    loop += [loop, loop]
    assert isinstance(carried(loop), Opaque)
    assert isinstance(carried([0] * (MAX_THINGS // 2 - 1)), Series)


class Hostile:
    """Raises at whatever is asked of it."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class Meta(type):
    __module__ = property(lambda self: 1 / 0)  # type: ignore[assignment]


class Nameless(metaclass=Meta):
    pass


@pytest.mark.parametrize("kind", [Hostile, Nameless])
def test_no_value_makes_the_capture_raise(kind: type) -> None:
    """The worst is that it cannot be read."""
    value = kind()
    assert isinstance(carried(value), Opaque)
    assert isinstance(shown(value), str)


class Half(Exception):
    def __str__(self) -> str:
        return "\ud800"


def test_half_of_a_surrogate_pair_is_written_as_an_escape() -> None:
    """In a text, a print and a message: what comes over can be shown."""
    assert carried("\ud800") == String("\\ud800")
    assert raised(Half())["message"] == "\\ud800"
    assert shown(Half()).isprintable()


def test_a_subclass_of_str_comes_as_the_text_it_holds() -> None:
    """Its own methods are not asked."""

    class Shout(str):
        def encode(self, *_: Any, **__: Any) -> bytes:
            return b"other"

    assert carried(Shout("quiet")) == String("quiet")


def test_a_caught_exception_tells_its_ancestors_when_raised() -> None:
    """Below Exception, nearest first; without any there is at least the class."""
    error = from_wire(raised(torch.linalg.LinAlgError("singular")))
    assert getattr(error, "ancestors", ())[:2] == ("LinAlgError", "RuntimeError")
    assert raised(Exception("plain"))["mro"] == ["Exception"]
    assert raised(SystemExit(1))["mro"] == ["SystemExit"]
