"""The forms of question (value, shape, dtype, ...), and typed text read as one of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction

from quiz.answer.typed import torch_names
from quiz.answer.typed.stated_dtype import with_dtype
from quiz.answer.typed.tokens import Unread
from quiz.answer.typed.typed import (
    Bool,
    Exc,
    Form,
    Grid,
    NoError,
    Nothing,
    Num,
    Pairs,
    Seq,
    Str,
    Typed,
    TypedName,
    TypedRecord,
    settled,
    side_by_side,
)
from quiz.answer.value import Name, Null, Scalar, Series, Size, String, Table, Tensor, Value

SEVERAL = "several"
"""The kind of a value that contains several things, each of which may be what the form asks for."""

_ONE = {
    Form.VALUE: "a value, such as [[1, 2], [3, 4]] or 2.5",
    Form.SHAPE: "a shape, such as (2, 3)",
    Form.DTYPE: "a dtype, such as int32",
    Form.DEVICE: "a device, such as cpu",
    Form.BOOL: "True or False",
    Form.TEXT: "a text",
    Form.ERROR: "an exception class, or: no error",
}
_SEVERAL = {
    Form.VALUE: "values, such as [1, 2], 2.5",
    Form.SHAPE: "shapes, such as (2, 3), (4,)",
    Form.DTYPE: "dtypes, such as int32, bool",
    Form.DEVICE: "devices, such as cpu, cuda:0",
    Form.BOOL: "answers, such as True, False",
    Form.TEXT: "texts, such as 'a', 'b'",
}
_SIZES = "A shape is whole numbers, such as (2, 3); () has no dimensions."
_COUNTED = frozenset({Form.SHAPE, Form.DTYPE, Form.DEVICE, Form.BOOL})
"""Forms under which one answer to a question for two is a slip, not a belief."""


def asked_for(form: Form, parts: int = 1) -> str:
    """What to type, for a hint or a message: "a dtype, such as int32", "2 dtypes, such as int32, bool"."""
    return f"{parts} {_SEVERAL[form]}" if parts > 1 and form in _SEVERAL else _ONE[form]


def kinds_of(value: Value) -> set[str]:
    """The kinds of things that `value` contains, as `suited` takes them."""
    if isinstance(value, Series):
        inside = set().union(*map(kinds_of, value.items)) if value.items else set()
        return inside if inside <= {"number"} else inside | {SEVERAL}
    if isinstance(value, Name):
        return {value.kind}
    if isinstance(value, Scalar):
        return {"bool" if isinstance(value.value, bool) else "number"}
    if isinstance(value, Tensor):
        return {"bool"} if value.dtype == "bool" else {"tensor"}
    named = {Size: "shape", String: "text", Null: "none", Table: "dict"}
    return {named[type(value)]} if type(value) in named else set()


def suited(typed: Typed, form: Form, parts: int = 1, kinds: Collection[str] | None = None) -> Typed:
    """`typed` read as `form`. Raises Unread when it is something else, or when there are not `parts` of it.

    `kinds` are those of the values that the question may have (see `kinds_of`): what is neither of the form nor of
    one of them is handed back, however deep it is. Without `kinds` it is enough that the form occurs anywhere.
    """
    if form is Form.VALUE:
        return _value(typed, parts, set(kinds or {SEVERAL}))
    if form not in _COUNTED or isinstance(typed, Exc):
        return typed
    reader = _FormReader(form, kinds)
    if parts == 1:
        read = reader.read(typed)
        if read is None or not reader.mentions(read):
            raise Unread(_SIZES if form is Form.SHAPE and not _has_sizes(typed) else f"Type {asked_for(form)}.")
        return read
    items = [reader.read(item) for item in side_by_side(typed)]
    found = tuple(item for item in items if item is not None)
    if len(items) != parts or len(found) != parts or not any(map(reader.mentions, found)):
        raise Unread(f"Type {asked_for(form, parts)}.")
    return Seq(found)


def miscounted(typed: Typed, parts: int, asked: str) -> str:
    """What to type, `asked`, when a value is not `parts` things side by side; "" when it is."""
    alone = isinstance(typed, Exc | NoError)
    return "" if alone or len(side_by_side(typed)) == parts else f"Type {asked}."


def number_for_bool(typed: Typed, want: Value, parts: int) -> str:
    """What to type when a number was typed where the value, or one of its `parts`, is a bool; "" otherwise."""
    given = side_by_side(typed) if parts > 1 else [typed]
    wanted = want.items if parts > 1 and isinstance(want, Series) else (want,)
    for item, part in zip(given, wanted, strict=False):
        number = settled(item, 0)
        if isinstance(part, Scalar) and isinstance(part.value, bool) and isinstance(number, Num):
            return f"True or False is asked for, where `{number.text[:20]}` is typed."
    return ""


def unbracketed(text: str, typed: Typed, want: Value) -> str:
    """What to type when a row or a column without brackets was typed for a tensor that is one in other dimensions.

    How many dimensions are meant cannot be told then: `1 2` is no matrix, and `1; 2` may be a vector; "" otherwise.
    """
    if not isinstance(typed, Seq) or len(typed.items) < 2 or not isinstance(want, Tensor) or set("[](){}") & set(text):
        return ""
    if all(isinstance(item, Num | Bool) for item in typed.items):
        open_to, other = len(want.shape) > 1, "[[1, 2]]"
    else:
        open_to, other = _is_column(typed) and bool(want.shape), "[[1], [2]]"
    alike = open_to and len(typed.items) == want.numel == max(want.shape)
    return f"How many brackets? Type them, as in [1, 2] or {other}." if alike else ""


def _value(typed: Typed, parts: int, kinds: Collection[str]) -> Typed:
    """A value, or `parts` of them side by side; where no dtype can be asked for, one beside a number is its claim."""
    if parts > 1 and isinstance(typed, Seq) and len(typed.items) == parts:
        stated = SEVERAL not in kinds and "dtype" not in kinds
        return replace(typed, items=tuple(with_dtype(item) if stated else item for item in map(_loosened, typed.items)))
    stated = parts == 1 and SEVERAL not in kinds and ("tensor" in kinds or "dtype" not in kinds)
    return with_dtype(typed) if stated else typed


def _loosened(typed: Typed) -> Typed:
    """A thing alone in a row, as one of the things asked for."""
    return replace(typed, row=False, loose=True) if isinstance(typed, Seq) and typed.row else typed


class _FormReader:
    """Reads one thing as a form."""

    def __init__(self, form: Form, kinds: Collection[str] | None) -> None:
        self._form = form
        self._kinds = kinds

    def _allows(self, kind: str) -> bool:
        return self._kinds is None or kind in self._kinds

    def read(self, typed: Typed) -> Typed | None:
        """`typed` as the form has it; None when it is something else, and nothing that the question may have."""
        if isinstance(typed, Seq) and self._is_alone(typed):
            return self.read(typed.items[0])
        if isinstance(typed, Str) and (found := self._unquoted(typed)):
            return found
        if isinstance(typed, Bool | TypedName | Str | Nothing):
            kind = _leaf_kind(typed)
            return typed if kind == self._form.value or self._allows(kind) else None
        if isinstance(typed, Num | Grid):
            return self._numbers(typed)
        if isinstance(typed, Seq):
            return self._sequence(typed)
        if isinstance(typed, TypedRecord | Pairs):
            items = [item for _, item in (typed.fields if isinstance(typed, TypedRecord) else typed.items)]
            several = self._allows(SEVERAL) or (isinstance(typed, Pairs) and self._allows("dict"))
            return typed if several and all(self.read(item) is not None for item in items) else None
        return None

    def _is_alone(self, typed: Seq) -> bool:
        """Whether the one thing in these brackets is meant: `(int64)`, and `[int64]` when no list of one is
        possible.
        """
        if typed.row or (typed.loose and not isinstance(typed.items[0], Num)):
            return True
        whole = TypedName | Str if self._form is not Form.SHAPE else Seq
        single = len(typed.items) == 1 and isinstance(typed.items[0], whole)
        return single and typed.maker == "" and not self._allows(SEVERAL)

    def _unquoted(self, typed: Str) -> Typed | None:
        """The name in a quoted word, if the form asks for a name or a bool."""
        word = typed.value.strip()
        if self._form is Form.BOOL and word.lower() in ("true", "false"):
            return Bool(word.lower() == "true")
        found = torch_names.torch_name(word)
        return TypedName(*found, text=word) if found and found[0] == self._form.value else None

    def _numbers(self, typed: Num | Grid) -> Typed | None:
        if self._form is Form.BOOL and isinstance(typed, Grid) and all(isinstance(cell, Bool) for cell in typed.cells):
            return typed.cells[0] if not typed.shape and typed.cells else typed
        if isinstance(typed, Grid):
            return typed if self._allows("tensor") and (self._form is not Form.SHAPE or self._kinds) else None
        if self._form is Form.SHAPE:
            return Seq((typed,), loose=True) if _is_size(typed) else None
        return typed if self._allows("number") or self._allows("tensor") else None

    def _sequence(self, typed: Seq) -> Typed | None:
        if typed.maker == "set":
            return None
        if self._form is Form.SHAPE and not self._allows(SEVERAL) and _is_column(typed):  # `3; 1; 6`
            typed = Seq(tuple(item.items[0] for item in typed.items if isinstance(item, Seq)))
        numbers = all(isinstance(item, Num) for item in typed.items)
        if numbers and self._form is Form.SHAPE:
            if not all(isinstance(item, Num) and _is_size(item) for item in typed.items):
                return None
            # Where a tuple of ints is asked for as a shape, such as strides, torch.Size( ) is a way to write it.
            tuples = self._kinds is not None and not self._allows("tensor")
            return replace(typed, maker="") if typed.maker == "size" and tuples else typed
        if numbers and any(map(self._allows, ("shape", "tensor", "number"))):
            return typed
        if self._form is Form.BOOL and typed.items and all(isinstance(item, Bool) for item in typed.items):
            return typed
        if not typed.items:
            return None
        several = self._allows(SEVERAL) or self._allows("tensor" if self._form is not Form.BOOL else "bool")
        items = [self.read(item) for item in typed.items] if several else [None]
        found = tuple(item for item in items if item is not None)
        return replace(typed, items=found) if len(found) == len(items) else None

    def mentions(self, typed: Typed) -> bool:
        """Whether a thing of this form occurs anywhere."""
        if isinstance(typed, Num):
            return self._form is Form.SHAPE
        if isinstance(typed, TypedName | Bool):
            return _leaf_kind(typed) == self._form.value
        if isinstance(typed, Seq):
            return (self._form is Form.SHAPE and not typed.items) or any(map(self.mentions, typed.items))
        if isinstance(typed, Grid):
            return any(map(self.mentions, typed.cells)) or self._allows("tensor")
        if isinstance(typed, TypedRecord):
            return any(self.mentions(item) for _, item in typed.fields)
        if isinstance(typed, Pairs):
            return any(self.mentions(item) for _, item in typed.items)
        return isinstance(typed, Nothing)


def _leaf_kind(typed: Bool | TypedName | Str | Nothing) -> str:
    if isinstance(typed, TypedName):
        return typed.kind
    return "bool" if isinstance(typed, Bool) else "text" if isinstance(typed, Str) else "none"


def _is_column(typed: Seq) -> bool:
    """Whether these are rows of one number or bool each."""
    return bool(typed.items) and all(
        isinstance(item, Seq) and item.row and isinstance(item.items[0], Num | Bool) for item in typed.items
    )


def _has_sizes(typed: Typed) -> bool:
    """Whether it contains nothing but sizes."""
    if isinstance(typed, Seq):
        return all(map(_has_sizes, typed.items))
    return isinstance(typed, Num) and _is_size(typed)


def _is_size(number: Num) -> bool:
    value = number.real.value
    return (
        number.imag is None
        and not number.real.ratio
        and isinstance(value, Fraction)
        and value.denominator == 1
        and value >= 0
    )
