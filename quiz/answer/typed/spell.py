"""A Value as a typed answer: exactly (`typed_of`), and as text that a learner could have typed (`spell`)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from quiz.answer.torch_print import cell_text
from quiz.answer.typed.torch_names import spelled, torch_name
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
    TypedObject,
    TypedReal,
    inferred_dtype,
)
from quiz.answer.value import Name, Null, Number, Raised, Scalar, Series, Size, String, Table, Tensor, Value


def typed_of(value: Value, form: Form = Form.VALUE) -> Typed:
    """The exact Typed of a value, with no claim about anything the learner is not asked for.

    A tensor is not distinguished from lists of the same numbers, nor a list from a tuple. Under `Form.ERROR` every
    value is "no error". A value that cannot be carried becomes a `TypedObject`, which equals nothing.
    """
    if form is Form.ERROR and not isinstance(value, Raised):
        return NoError()
    if isinstance(value, Tensor):
        if not value.whole:
            return TypedObject(f"a tensor of shape {value.shape}")
        cells = tuple(_number(cell, value.dtype) for cell in value.cells)
        return Grid(value.shape, cells, built=False, native=value.dtype)
    if isinstance(value, Scalar):
        return _number(value.value, "")
    if isinstance(value, Size):
        return Seq(tuple(_number(dim, "") for dim in value.dims))
    if isinstance(value, Series):
        return Seq(tuple(typed_of(item) for item in value.items), "set" if value.kind == "set" else "")
    if isinstance(value, Table):
        return Pairs(tuple((typed_of(key), typed_of(item)) for key, item in value.items))
    return _leaf(value)


def spell(value: Value, form: Form = Form.VALUE) -> str:
    """Text that `read(..., form)` and `compare` accept as right for `value`, whatever the card's rules.

    Digits are the shortest that are read back in the cell's dtype; a dtype is stated only when torch would infer
    another. Raises ValueError for a value that nobody can type: an object of some class, a tensor that was cut.
    """
    if form is Form.ERROR and not isinstance(value, Raised):
        return "no error"
    if isinstance(value, Tensor):
        return _tensor(value)
    if isinstance(value, Scalar):
        return _python_number(value.value)
    if isinstance(value, Size):
        return _bracketed([str(dim) for dim in value.dims], "tuple")
    if isinstance(value, Series):
        return _bracketed([spell(item) for item in value.items], value.kind)
    if isinstance(value, Table):
        return "{" + ", ".join(f"{spell(key)}: {spell(item)}" for key, item in value.items) + "}"
    if isinstance(value, String):
        return repr(value.value)
    leaf = _leaf(value)
    if isinstance(leaf, TypedName):
        return spelled(leaf.name)
    if isinstance(leaf, Exc):
        return leaf.name
    if isinstance(leaf, Nothing):
        return "None"
    raise ValueError("this value cannot be typed")


def _leaf(value: Value) -> Typed:
    if isinstance(value, String):
        return Str(value.value)
    if isinstance(value, Null):
        return Nothing()
    if isinstance(value, Name):
        return TypedName(value.kind, value.name)
    if isinstance(value, Raised):
        return Exc(value.name)
    return TypedObject(getattr(value, "type_name", "an object"))


def _number(number: Number, dtype: str) -> Num | Bool:
    if isinstance(number, bool):
        return Bool(number)
    if isinstance(number, complex):
        return Num(_real(number.real, dtype), _real(number.imag, dtype))
    return Num(_real(number, dtype))


def _real(number: int | float, dtype: str) -> TypedReal:
    text = cell_text(number, dtype)
    if isinstance(number, float) and number - number != 0:  # nan, inf
        return TypedReal(number, text)
    return TypedReal(Fraction(number), text, whole=isinstance(number, int))


def _python_number(number: Number) -> str:
    return repr(number).strip("()")


def _tensor(tensor: Tensor) -> str:
    if not tensor.whole:
        raise ValueError("a tensor that was cut cannot be typed")
    claims = []
    if tensor.numel:
        body = _nested([cell_text(cell, tensor.dtype) for cell in tensor.cells], tensor.shape)
    else:
        body = "[]"
        claims = [f"size={_bracketed([str(dim) for dim in tensor.shape], 'tuple')}"] if tensor.shape != (0,) else []
    inferred = inferred_dtype([_number(cell, tensor.dtype) for cell in tensor.cells])
    if inferred != tensor.dtype and torch_name(f"torch.{tensor.dtype}") == ("dtype", tensor.dtype):
        claims.append(f"dtype=torch.{tensor.dtype}")
    return f"tensor({', '.join([body, *claims])})" if claims else body


def _nested(texts: Sequence[str], shape: Sequence[int]) -> str:
    if not shape:
        return texts[0]
    step = len(texts) // shape[0]
    return "[" + ", ".join(_nested(texts[at : at + step], shape[1:]) for at in range(0, len(texts), step)) + "]"


def _bracketed(texts: Sequence[str], kind: str) -> str:
    inside = ", ".join(texts)
    if kind in ("list", "nested tensor"):
        return f"[{inside}]"
    if kind == "set":
        return f"{{{inside}}}" if texts else "set()"
    return f"({inside},)" if len(texts) == 1 else f"({inside})"
