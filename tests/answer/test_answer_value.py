"""`from_wire` trusts nothing: whatever a child sends is a Value or a ValueError."""

from __future__ import annotations

import base64
import json
import math
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.answer.origin import Origin
from quiz.answer.value import (
    Name,
    Null,
    Opaque,
    Outcome,
    Raised,
    Scalar,
    Series,
    Size,
    String,
    Table,
    Tensor,
    Value,
    Warned,
    from_wire,
    outcome_from_wire,
)


def packed(code: str, *numbers: Any) -> str:
    return base64.b64encode(struct.pack(f"<{len(numbers)}{code}", *numbers)).decode()


def tensor(**changes: Any) -> dict[str, Any]:
    whole = {
        "k": "tensor",
        "dtype": "float32",
        "shape": [2],
        "as": "d",
        "cells": packed("d", 1.0, 2.0),
        "device": "cpu",
        "grad": False,
        "layout": "strided",
    }
    return whole | changes


ONE = {"k": "number", "value": "i1"}


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        (tensor(), Tensor("float32", (2,), (1.0, 2.0))),
        (tensor(dtype="int64", **{"as": "q"}, cells=packed("q", 2**62, -1)), Tensor("int64", (2,), (2**62, -1))),
        (
            tensor(dtype="uint64", **{"as": "Q"}, cells=packed("Q", 2**64 - 1, 0)),
            Tensor("uint64", (2,), (2**64 - 1, 0)),
        ),
        (tensor(dtype="bool", **{"as": "?"}, cells=packed("?", True, False)), Tensor("bool", (2,), (True, False))),
        (
            tensor(dtype="complex64", shape=[1], **{"as": "c"}, cells=packed("d", 1.0, -2.0)),
            Tensor("complex64", (1,), (1 - 2j,)),
        ),
        (tensor(shape=[0, 3], cells=""), Tensor("float32", (0, 3), ())),
        (tensor(shape=[9], device="cuda:0", grad=True), Tensor("float32", (9,), (1.0, 2.0), "cuda:0", True)),
        ({"k": "number", "value": True}, Scalar(True)),
        ({"k": "number", "value": "i-12"}, Scalar(-12)),
        ({"k": "number", "value": "f0x1.8p+1"}, Scalar(3.0)),
        ({"k": "number", "value": "f-inf"}, Scalar(-math.inf)),
        ({"k": "number", "value": "c0x1p+0,-0x1p+1"}, Scalar(1 - 2j)),
        ({"k": "text", "value": "a"}, String("a")),
        ({"k": "none"}, Null()),
        ({"k": "size", "dims": [2, 3]}, Size((2, 3))),
        ({"k": "name", "of": "dtype", "name": "int8"}, Name("dtype", "int8")),
        ({"k": "series", "of": "list", "items": [ONE]}, Series("list", (Scalar(1),))),
        (
            {"k": "series", "of": "tuple", "items": [ONE], "names": ["values"], "type": "max"},
            Series("tuple", (Scalar(1),), ("values",), "max"),
        ),
        ({"k": "table", "items": [[{"k": "text", "value": "a"}, ONE]]}, Table(((String("a"), Scalar(1)),))),
        (
            {"k": "raised", "mro": ["IndexError", "LookupError"], "message": "m", "line": 3},
            Raised(("IndexError", "LookupError"), "m", 3),
        ),
        ({"k": "raised", "mro": ["IndexError"], "message": "", "line": True}, Raised(("IndexError",))),
        ({"k": "opaque", "type": "DataLoader", "reason": "no value"}, Opaque("DataLoader", "no value")),
    ],
)
def test_every_kind_of_value_is_read(wire: object, value: Value) -> None:
    """As `quiz/worker/capture/capture.py` writes it, by way of JSON."""
    assert from_wire(json.loads(json.dumps(wire))) == value


def test_an_outcome_is_a_value_with_what_was_shown_and_printed() -> None:
    """The three things that one piece of code comes to."""
    assert outcome_from_wire({"value": ONE, "shown": "1", "printed": "x\n"}) == Outcome(Scalar(1), "1", "x\n")


OUTCOME: dict[str, object] = {"value": tensor(), "shown": "tensor([1., 2.])", "printed": ""}
ORIGIN = {"source": "x", "shape": [2, 3], "from": [5, 0]}


def test_an_outcome_may_tell_of_warnings_dice_and_where_its_cells_came_from() -> None:
    """What was not asked is not there."""
    full = outcome_from_wire({**OUTCOME, "warned": [["UserWarning", "old"]], "rolled": True, "origin": ORIGIN})
    assert full.warned == (Warned("UserWarning", "old"),)
    assert full.rolled
    assert full.origin == Origin("x", (2, 3), (5, 0))
    bare = outcome_from_wire({**OUTCOME, "origin": None})
    assert (bare.warned, bare.rolled, bare.origin) == ((), False, None)


@pytest.mark.parametrize(
    "part",
    [
        {"rolled": 1},
        {"warned": ["UserWarning"]},
        {"warned": [["UserWarning"]]},
        {"warned": [["UserWarning", 1]]},
        {"warned": {}},
        {"origin": []},
        {"origin": {**ORIGIN, "from": [0]}},
        {"origin": {**ORIGIN, "from": [0, 6]}},
        {"origin": {**ORIGIN, "from": [0, -1]}},
        {"origin": {**ORIGIN, "from": [0, True]}},
        {"origin": {**ORIGIN, "from": "01"}},
        {"origin": {**ORIGIN, "shape": [9, 9]}},
        {"origin": {**ORIGIN, "source": None}},
        {"origin": ORIGIN, "value": ONE},
    ],
)
def test_a_forged_part_of_an_outcome_is_a_value_error(part: dict[str, object]) -> None:
    """An origin fits its value, or it is none."""
    with pytest.raises(ValueError):
        outcome_from_wire({**OUTCOME, **part})


def test_a_tensor_knows_whether_all_of_it_was_carried() -> None:
    """Fewer cells than the shape has is a tensor that was cut; a shape may be larger than any memory."""
    cut = from_wire(tensor(shape=[2**40, 2**40]))
    assert isinstance(cut, Tensor)
    assert not cut.whole
    assert cut.numel == 2**80


def test_an_exception_is_known_by_its_class_or_an_ancestor() -> None:
    """With or without the module in front."""
    raised = Raised(("OutOfMemoryError", "RuntimeError"))
    assert raised.is_a("RuntimeError")
    assert raised.is_a("torch.cuda.OutOfMemoryError")
    assert Raised(("LinAlgError", "RuntimeError")).is_a("torch._C._LinAlgError")
    assert not raised.is_a("MemoryError")


BAD: dict[str, object] = {
    "nothing": None,
    "a list": [],
    "no kind": {},
    "another kind": {"k": "x" * 10_000},
    "a kind that is a list": {"k": []},
    "a float out of range": {"k": "number", "value": "f0x1p99999"},
    "a complex out of range": {"k": "number", "value": "c0x1p0,0x1p99999"},
    "no float": {"k": "number", "value": "fish"},
    "half a complex": {"k": "number", "value": "c0x1p0"},
    "an int that is too long": {"k": "number", "value": "i" + "9" * 100_000},
    "no int": {"k": "number", "value": "i"},
    "a bare number": {"k": "number", "value": 3},
    "nan": {"k": "number", "value": math.nan},
    "text that is a number": {"k": "text", "value": 3},
    "too many cells": tensor(shape=[1]),
    "half a cell": tensor(cells=base64.b64encode(b"abc").decode()),
    "no base64": tensor(cells="!!!!"),
    "not ASCII": tensor(cells="é" * 8),
    "another carrier": tensor(**{"as": "z"}),
    "a negative size": tensor(shape=[-1]),
    "a size that is a bool": tensor(shape=[True, 2]),
    "a size that is a float": tensor(shape=[2.0]),
    "a huge size": tensor(shape=[2**63]),
    "too many sizes": {"k": "size", "dims": [1] * 65},
    "grad that is no bool": tensor(grad=1),
    "no device": tensor(device=None),
    "names that are too few": {"k": "series", "of": "tuple", "items": [ONE, ONE], "names": ["a"]},
    "items that are no list": {"k": "series", "of": "list", "items": {"0": ONE}},
    "a pair of three": {"k": "table", "items": [[ONE, ONE, ONE]]},
    "a class that is none": {"k": "raised", "mro": [], "message": ""},
    "no message": {"k": "raised", "mro": ["E"]},
}


@pytest.mark.parametrize("name", BAD)
def test_anything_else_is_a_value_error(name: str) -> None:
    """With a short message: the text of a child is not repeated at length."""
    with pytest.raises(ValueError) as caught:
        from_wire(BAD[name])
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("levels", [65, 500, 20_000])
def test_deep_nesting_is_a_value_error(levels: int) -> None:
    """Never a RecursionError."""
    for wrap in (
        lambda inner: {"k": "series", "of": "list", "items": [inner]},
        lambda inner: {"k": "table", "items": [[inner, ONE]]},
    ):
        wire: object = ONE
        for _ in range(levels):
            wire = wrap(wire)
        with pytest.raises(ValueError, match="deep"):
            from_wire(wire)


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["tensor", "i1", "d"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=10,
)
KINDS = st.sampled_from(["tensor", "number", "text", "none", "size", "name", "series", "table", "raised", "opaque"])
FIELDS = [
    "value",
    "dtype",
    "shape",
    "as",
    "cells",
    "device",
    "grad",
    "layout",
    "dims",
    "of",
    "name",
    "items",
    "names",
    "mro",
]


@settings(max_examples=300, deadline=None)
@given(KINDS, st.dictionaries(st.sampled_from([*FIELDS, "type", "message", "line", "reason"]), JSON), JSON)
def test_hostile_objects_are_values_or_value_errors(kind: str, fields: dict[str, object], anything: object) -> None:
    """Any JSON in any field."""
    for wire in ({"k": kind, **fields}, anything, {"value": {"k": kind, **fields}, "shown": "", "printed": ""}):
        try:
            from_wire(wire)
            outcome_from_wire(wire)
        except ValueError:
            continue
