"""Names for kinds of values, for messages about an answer of another kind than the truth."""

from __future__ import annotations

from quiz.answer.typed.describe import text_of
from quiz.answer.typed.typed import Bool, Grid, Num, Seq, Typed
from quiz.answer.value import Name, Null, Number, Scalar, Series, Size, String, Table, Tensor, Value
from quiz.text.numbers import counted


def kind_of(truth: Value) -> str:
    """A value in words: "a tensor of shape (2, 3)", "a tuple of 2", "a Python int", "a dtype"."""
    if isinstance(truth, Tensor):
        return f"a tensor of shape {truth.shape}"
    if isinstance(truth, Scalar):
        return f"a Python {python_kind(truth.value)}"
    if isinstance(truth, Size):
        return f"a shape with {counted(len(truth.dims), 'dimension')}"
    if isinstance(truth, Series):
        return f"a {'named tuple' if truth.names else truth.kind} of {len(truth.items)}"
    if isinstance(truth, Name):
        return f"a {truth.kind.replace('_', ' ')}"
    if isinstance(truth, Table):
        return f"a dict of {len(truth.items)}"
    return {String: "text", Null: "None"}.get(type(truth), "something else")


def kind_typed(typed: Typed) -> str:
    """The kind that a typed constructor claims; otherwise the text itself, shortened."""
    if isinstance(typed, Grid) and typed.built:
        return f"a tensor of shape {typed.shape}"
    if isinstance(typed, Seq) and typed.maker:
        return f"a {'shape' if typed.maker == 'size' else typed.maker} of {len(typed.items)}"
    return text_of(typed)


def python_kind(number: Number) -> str:
    """bool, int, float or complex."""
    return type(number).__name__


def python_kind_typed(typed: Num | Bool) -> str:
    """What Python would read a typed number as: bool, int, float or complex."""
    if isinstance(typed, Bool):
        return "bool"
    if typed.imag is not None:
        return "complex"
    return "int" if typed.real.whole else "float"


def leaf_text(value: Value) -> str:
    """A value in one short piece of text, for a diff."""
    if isinstance(value, String):
        return repr(value.value if len(value.value) <= 80 else value.value[:79] + "…")
    if isinstance(value, Scalar):
        text = str(value.value)
        return text if len(text) <= 80 else text[:79] + "…"
    if isinstance(value, Name):
        return value.name
    return "None" if isinstance(value, Null) else kind_of(value)


def depth_of_value(truth: Value) -> int:
    """How many levels of brackets a value is written with."""
    if isinstance(truth, Tensor):
        return len(truth.shape)
    if isinstance(truth, Series):
        return 1 + max((depth_of_value(item) for item in truth.items), default=0)
    return 1 if isinstance(truth, Size | Table) else 0
