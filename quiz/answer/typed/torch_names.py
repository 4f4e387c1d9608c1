"""The names that may be typed: dtypes, devices, layouts, memory formats, exception classes."""

from __future__ import annotations

import builtins
import re

from quiz.answer.typed.typed import Form
from quiz.text.suggest import nearest

_DTYPE = re.compile(
    r"bool|u?int(?:8|16|32|64)|b?float16|float32|float64|b?complex32|complex(?:64|128)"
    r"|float[468]_e\d+m\d+\w*|q?u?int(?:4x2|2x4|8|32)|bits?(?:8|16|1x8|2x4|4x2)?"
)
_UNFAMILIAR_DTYPE = re.compile(r"[a-z]{0,2}(?:float|complex|int)(?:4|8|16|32|64|128|256)(?:[x_]\w+)?|bits?\w*")
"""The pattern of a dtype after `torch.`: torch adds new ones every year."""
_BITS = re.compile(r"u?int[1-7]")
"""Dtypes of torch that no tensor has. A short spelling of one means another dtype; only its full name means it."""
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
_CUSTOMARY_DTYPES = {
    **{f"fp{bits}": f"float{bits}" for bits in (16, 32, 64)},
    **{f"f{bits}": f"float{bits}" for bits in (16, 32, 64)},
    **{f"i{bits}": f"int{bits}" for bits in (8, 16, 32, 64)},
    **{f"u{bits}": f"uint{bits}" for bits in (8, 16, 32, 64)},
    **{f"c{bits}": f"complex{bits}" for bits in (32, 64, 128)},
    "bf16": "bfloat16",
    "bfloat": "bfloat16",
    "boolean": "bool",
    "single": "float32",
}
PYTHON_TYPES = {"int": "int64", "float": "float64", "complex": "complex128"}
"""What torch makes of Python's own types as `dtype=`."""
_TENSOR_TYPES = {
    **{f"{name}tensor": dtype for name, dtype in _SHORT_DTYPES.items() if not name.startswith("c") or name == "char"},
    "booltensor": "bool",
    "bfloat16tensor": "bfloat16",
}
_DEVICE = re.compile(r"(?:cpu|cuda|mps|xpu|meta|hpu|mtia|xla|ipu|ve|maia|vulkan|privateuseone)(?::[0-9]{1,3})?")
_LAYOUTS = frozenset({"strided", "sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc", "jagged"})
_MEMORY_FORMATS = frozenset({"contiguous_format", "channels_last", "channels_last_3d", "preserve_format"})
_QUANTIZATION = re.compile(r"per_(?:tensor|channel)_(?:affine|symmetric)(?:_float_qparams)?")

_BUILT_IN = {
    name.lower(): thing.__name__
    for name, thing in vars(builtins).items()
    if isinstance(thing, type) and issubclass(thing, BaseException)
}
_LIBRARY_CLASSES = (
    *("LinAlgError", "OutOfMemoryError", "AcceleratorError", "DistError", "DistBackendError", "DistNetworkError"),
    *("DistStoreError", "DTypePromotionError", "ExportError", "UserError", "TorchRuntimeError", "EinopsError"),
    *("InternalTorchDynamoError", "UncapturedHigherOrderOpError", "ConstraintViolationError", "AxisError"),
    *("UFuncTypeError", "UnpicklingError", "PicklingError", "PickleError", "JSONDecodeError", "StatisticsError"),
    *("FrozenInstanceError", "CalledProcessError", "CancelledError", "InvalidStateError", "ParseError"),
    *(
        "DataDependentOutputException",
        "UnsupportedOperatorException",
        "DynamicOutputShapeException",
        "UnsupportedOperation",
    ),
    *("ComplexWarning", "RankWarning", "VisibleDeprecationWarning", "SparseEfficiencyWarning"),
)
"""Exception classes of torch, einops, numpy and the standard library that an answer may name."""
_KNOWN_CLASSES = _BUILT_IN | {name.lower(): name for name in _LIBRARY_CLASSES}
_CLASS = re.compile(r"[A-Z][A-Za-z0-9_]*[a-z][A-Za-z0-9_]*")
ENDS_OF_EXCEPTIONS = ("Error", "Exception", "Warning", "Interrupt", "Exit", "Stop", "Iteration")
_NOT_CLASSES = frozenset({"true", "false", "none", "nan", "inf", "yes", "no", "tensor", "error", "traceback"})

_DTYPES = (
    *("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64"),
    *("complex64", "complex128"),
)
_KNOWN: dict[Form, tuple[str, ...]] = {
    Form.DTYPE: (*_DTYPES, *_SHORT_DTYPES),
    Form.DEVICE: ("cpu", "cuda", "meta", "mps"),
    Form.BOOL: ("True", "False"),
    Form.SHAPE: (),
    Form.ERROR: (),
    Form.VALUE: (*_DTYPES, *_SHORT_DTYPES, "cpu", "cuda", "meta", "nan", "inf", "True", "False", "None"),
}

TOO_WIDE = frozenset({"Exception", "BaseException"})
"""Classes that cover every error, and so name none."""


def torch_name(word: str) -> tuple[str, str] | None:
    """The (kind, canonical name) of a dtype, device, layout or memory format; upper and lower case are the same.

    `word` may begin with `torch.`, and torch.int1 to torch.uint7 must. `torch.float` and `Float` are float32, as in
    torch; `float` is Python's, which torch reads as float64. None for any other word.
    """
    name = word.lower().removeprefix("torch.").removeprefix("np.").removeprefix("numpy.")
    whole = len(name) < len(word)
    if _BITS.fullmatch(name):
        return ("dtype", name) if whole else None
    if word in PYTHON_TYPES:
        return "dtype", PYTHON_TYPES[word]
    if dtype := _SHORT_DTYPES.get(name) or _CUSTOMARY_DTYPES.get(name) or tensor_type(word):
        return "dtype", dtype
    if _DTYPE.fullmatch(name) or (whole and _UNFAMILIAR_DTYPE.fullmatch(name)):
        return "dtype", name
    name = f"cuda{name[3:]}" if name.startswith("gpu") else name
    if _DEVICE.fullmatch(name):
        return "device", name
    if name in _LAYOUTS:
        return "layout", name
    if name in _MEMORY_FORMATS:
        return "memory_format", name
    return ("qscheme", name) if _QUANTIZATION.fullmatch(name) else None


def tensor_type(word: str) -> str | None:
    """The dtype of a type such as `torch.LongTensor` or `torch.cuda.FloatTensor`; None for any other word."""
    return _TENSOR_TYPES.get(word.lower().removeprefix("torch.").removeprefix("cuda."))


def spelled(name: str) -> str:
    """The word that `torch_name` reads as this name."""
    found = torch_name(name)
    return name if found and found[1] == name else f"torch.{name}"


def meant(word: str, form: Form, *, exceptions: bool = True) -> str:
    """The name or exception class that `word` is probably a misspelling of, as `form` asks for; "" when none is
    near.
    """
    name = word[:40].lower().removeprefix("torch.")
    if len(name) < 3:
        return ""
    known = {name.lower(): name for name in _KNOWN.get(form, ())} | (_KNOWN_CLASSES if exceptions else {})
    near = _completed(name) if form is Form.ERROR else ""
    near = near or nearest(name, known, 0.75)
    return known[near] if near else ""


def _completed(name: str) -> str:
    """The known class, in lower case, that `name` is without its ending: `linalg`; "" when there is none."""
    return next((name + end for end in ("error", "exception", "warning") if name + end in _KNOWN_CLASSES), "")


def _is_misspelt(name: str) -> bool:
    """Whether `name`, which is no known exception class, is probably a known one with a slip."""
    if name.endswith(ENDS_OF_EXCEPTIONS):
        return bool(nearest(name[:40], _KNOWN_CLASSES, 0.9))
    return bool(_completed(name.lower()) or nearest(name[:40], _KNOWN_CLASSES, 0.8))


def exception_class(word: str, *, any_class: bool = False) -> str | None:
    """The exception class that `word` names, without the part before its last dot; None if it names none.

    A leading underscore is dropped: a traceback has `torch._C._LinAlgError` for torch.linalg.LinAlgError. A known
    one with a wrong letter (`ValuError`), or without its end (`LinAlgErr`), names none.

    Known ones may be typed in any case (`valueerror`). With `any_class` every CamelCase name counts, else only one
    that ends as exceptions do (`LinAlgError`).
    """
    name = word.rpartition(".")[2].lstrip("_")
    known = _KNOWN_CLASSES.get(name.lower())
    if known:
        return known
    if name.lower() in _NOT_CLASSES or torch_name(name) or not _CLASS.fullmatch(name):
        return None
    if _is_misspelt(name):
        return None
    return name if any_class or name.endswith(ENDS_OF_EXCEPTIONS) else None
