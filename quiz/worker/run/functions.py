"""Finding functions of torch and einops by the names that a card gives them, with all their aliases.

`torch.softmax`, `Tensor.softmax`, `F.softmax`, `torch.special.softmax`, `nn.Softmax` and `aten::_softmax` are
aliases of one function: a card that names one of them means them all.
"""

from __future__ import annotations

import difflib
import importlib
import re
import types
from typing import Any, FrozenSet, List, NamedTuple, Tuple

import torch

from .draw import Unposable

HEADS = {"F": "torch.nn.functional", "nn": "torch.nn", "Tensor": "torch.Tensor"}
"""What the first word of a name stands for, besides `torch` and `einops` themselves."""
_OPERATORS = {
    "add": "add radd iadd",
    "sub": "sub rsub isub",
    "mul": "mul rmul imul",
    "div": "truediv rtruediv itruediv div rdiv idiv",
    "floor_divide": "floordiv rfloordiv ifloordiv",
    "remainder": "mod rmod imod",
    "matmul": "matmul rmatmul imatmul",
    "pow": "pow rpow ipow",
    "bitwise_and": "and rand iand",
    "bitwise_or": "or ror ior",
    "bitwise_xor": "xor rxor ixor",
    "bitwise_not": "invert",
    "neg": "neg pos",
    "abs": "abs",
    **{name: name for name in ("eq", "ne", "lt", "le", "gt", "ge")},
}
_SAME = (
    "div divide true_divide",
    "mul multiply",
    "sub subtract",
    "neg negative",
    "abs absolute",
    "cat concat concatenate",
    "clamp clip",
    "gt greater",
    "ge greater_equal",
    "lt less",
    "le less_equal",
    "ne not_equal",
    "transpose swapaxes swapdims",
    "movedim moveaxis",
    "vstack row_stack",
    "sigmoid expit",
    "logsumexp",
    "det linalg_det",
    "pinverse pinv",
    "inverse inv",
    "ger outer",
    "fix trunc",
    "conv1d convolution",
    "conv2d convolution",
    "conv3d convolution",
    "softmax safe_softmax sparse_softmax",
    "log_softmax sparse_log_softmax",
    "cross_entropy cross_entropy_loss",
    "nll_loss nll_loss2d nll_loss_nd",
    "batch_norm batch_norm_impl_index batch_norm_legit batch_norm_legit_no_training batch_norm_with_update",
    "scaled_dot_product_attention scaled_dot_product_attention_math scaled_dot_product_flash_attention "
    "scaled_dot_product_flash_attention_for_cpu scaled_dot_product_efficient_attention",
)
_CLASSES = {
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "MultiheadAttention": "multi_head_attention_forward",
}
"""Modules whose function has another name."""
_PREFIX = re.compile(r"^(?:special_|linalg_|fft_|native_|cudnn_|mkldnn_)+")


class Named(NamedTuple):
    """The meaning of one name of a card: the bare names of all its aliases, and the code of those written in Python.

    `owner` is the class whose instances count, None when every call does.
    """

    name: str
    bare: FrozenSet[str]
    written: Tuple[types.FunctionType, ...]
    owner: Any


def bare_name(name: str) -> str:
    """The name of a function without the parts that distinguish its aliases: `_softmax.default`, `special_softmax`,
    `softmax_`.
    """
    name = name.partition(".")[0]
    if name.startswith("__"):
        return name
    name = _PREFIX.sub("", name.strip("_"))
    return name[: -len("_forward")] if name.endswith("_forward") and name != "multi_head_attention_forward" else name


def named(name: str) -> Named:
    """Find the function of this name. Raises Unposable when there is none."""
    found = _found(name)
    if found is None:
        return Named(name, frozenset(), (), None)
    last = name.rpartition(".")[2]
    if isinstance(found, type):
        written = _method(found, "forward") if issubclass(found, torch.nn.Module) else None
        written = written or _method(found, "__init__")
        function = _functional(last)
        bare = _faces(function) if function and issubclass(found, torch.nn.Module) else frozenset()
        return Named(name, bare, (written,) if written else (), found)
    functions = [found] if isinstance(found, types.FunctionType) else []
    if name.startswith("einops."):
        return Named(name, frozenset(), tuple(functions + _layers(last)), None)
    return Named(name, _faces(last), tuple(functions), None)


def _found(name: str) -> Any:
    """The object of a dotted name; None when its library is not installed."""
    head, _, rest = name.partition(".")
    path = (HEADS.get(head, head) + "." + rest).split(".")
    try:
        found = importlib.import_module(path[0])
    except ImportError:
        return None
    for at, part in enumerate(path[1:], 2):
        if not hasattr(found, part):
            try:
                importlib.import_module(".".join(path[:at]))
            except ImportError:
                near = difflib.get_close_matches(part, dir(found), 1)
                fix = "; did you mean `{}`?".format(near[0]) if near else ""
                raise Unposable("forbid", name, "there is no such function" + fix) from None
        found = getattr(found, part)
    if not callable(found):
        raise Unposable("forbid", name, "it is no function")
    return found


def _faces(name: str) -> FrozenSet[str]:
    bare = bare_name(name)
    bare = next((base for base, words in _OPERATORS.items() if bare.strip("_") in words.split()), bare)
    names = {bare}
    for group in _SAME:
        # A convolution in general means every convolution, but one of them does not mean the others.
        if bare in group.split():
            names.update(group.split())
    for base in tuple(names):
        names.update("__{}__".format(word) for word in _OPERATORS.get(base, "").split())
    return frozenset(names)


def _functional(name: str) -> str:
    """The function of torch.nn.functional that a module of this name calls, "" when there is none."""
    if name in _CLASSES:
        return _CLASSES[name]
    folded = {known.replace("_", ""): known for known in dir(torch.nn.functional) if not known.startswith("_")}
    word = name.lower()
    tries = (word, re.sub(r"loss$", "", word), re.sub(r"\dd$", "", word))
    return next((folded[each] for each in tries if each in folded), "")


def _method(owner: Any, name: str) -> Any:
    found = getattr(owner, name, None)
    return found if isinstance(found, types.FunctionType) else None


def _layers(name: str) -> List[types.FunctionType]:
    """The code that makes the layer of einops for a function of einops."""
    try:
        layers = importlib.import_module("einops.layers")
    except ImportError:
        return []
    maker = getattr(getattr(layers, name.capitalize() + "Mixin", None), "__init__", None)
    return [maker] if isinstance(maker, types.FunctionType) else []
