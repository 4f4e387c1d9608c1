"""The names a learner may type: dtypes, devices, layouts, memory formats, exception classes."""

from __future__ import annotations

import builtins
import re

from quiz.text.suggest import nearest

_DTYPE = re.compile(
    r"bool|u?int(?:8|16|32|64)|b?float16|float32|float64|complex(?:32|64|128)"
    r"|float8_(?:e4m3fn|e4m3fnuz|e5m2|e5m2fnuz|e8m0fnu)|float4_e2m1fn_x2"
    r"|qint8|qint32|quint8|quint4x2|quint2x4|bits(?:8|16|1x8|2x4|4x2)"
)
_BITS = re.compile(r"u?int[1-7]")
"""Dtypes of torch that no tensor is made of. Where one is typed, another is meant, but for its whole name."""
_SHORT_DTYPES = {
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "byte": "uint8",
    "char": "int8",
    "cfloat": "complex64",
    "cdouble": "complex128",
    "chalf": "complex32",
}
_DEVICE = re.compile(r"(?:cpu|cuda|mps|xpu|meta|hpu|mtia|xla|ipu|ve|maia|vulkan|privateuseone)(?::[0-9]{1,3})?")
_LAYOUTS = frozenset({"strided", "sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc", "jagged"})
_MEMORY_FORMATS = frozenset({"contiguous_format", "channels_last", "channels_last_3d", "preserve_format"})

_BUILT_IN = {
    name.lower(): thing.__name__
    for name, thing in vars(builtins).items()
    if isinstance(thing, type) and issubclass(thing, BaseException)
}
_CLASS = re.compile(r"[A-Z][A-Za-z0-9_]*[a-z][A-Za-z0-9_]*")
_SAID_OF_EXCEPTIONS = ("Error", "Exception", "Warning", "Interrupt", "Exit", "Stop")
_NOT_CLASSES = frozenset({"true", "false", "none", "nan", "inf", "yes", "no", "tensor", "error"})

_DTYPES = (
    *("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64"),
    *("complex64", "complex128"),
)
_KNOWN = {
    **{name: name for name in (*_DTYPES, *_SHORT_DTYPES, "cpu", "cuda", "meta", "nan", "inf")},
    **{name.lower(): name for name in ("True", "False", "None")},
    **_BUILT_IN,
}

TOO_WIDE = frozenset({"Exception", "BaseException"})
"""Classes that would name every error, and so name none."""


def torch_name(word: str) -> tuple[str, str] | None:
    """The (kind, canonical name) of a dtype, device, layout or memory format; upper and lower case are one.

    `word` may carry `torch.` in front, and torch.int1 to torch.uint7 must. `float` is float32, as in torch; None for
    any other word.
    """
    name = word.lower().removeprefix("torch.")
    if _BITS.fullmatch(name):
        return ("dtype", name) if len(name) < len(word) else None
    if name in _SHORT_DTYPES or _DTYPE.fullmatch(name):
        return "dtype", _SHORT_DTYPES.get(name, name)
    if _DEVICE.fullmatch(name):
        return "device", name
    if name in _LAYOUTS:
        return "layout", name
    if name in _MEMORY_FORMATS:
        return "memory_format", name
    return None


def spelled(name: str) -> str:
    """The word that `torch_name` reads as this name."""
    return f"torch.{name}" if _BITS.fullmatch(name) else name


def meant(word: str, *, exception: bool = False) -> str:
    """The name that was probably meant by a word that is none, or only an exception class; "" where none is near."""
    known = dict(_BUILT_IN) if exception else _KNOWN
    near = nearest(word[:40].lower().removeprefix("torch."), known, 0.75)
    return known[near] if near else ""


def exception_class(word: str, *, any_class: bool = False) -> str | None:
    """The exception class that `word` names, without what stands before its last dot; None if it names none.

    A leading underscore is dropped: a traceback has `torch._C._LinAlgError` for torch.linalg.LinAlgError. One of
    Python's own in which a letter is amiss (`ValuError`) names none.

    Python's own may be typed in any case (`valueerror`). With `any_class` every CamelCase name counts, else only one
    that ends as exceptions do (`LinAlgError`).
    """
    name = word.rpartition(".")[2].lstrip("_")
    built_in = _BUILT_IN.get(name.lower())
    if built_in:
        return built_in
    if name.lower() in _NOT_CLASSES or torch_name(name) or not _CLASS.fullmatch(name):
        return None
    if nearest(name[:40], _BUILT_IN, 0.9):
        return None
    return name if any_class or name.endswith(_SAID_OF_EXCEPTIONS) else None
