"""The records in which a child reports the result of a draw, for `quiz/ask/code/draws.py` to read."""

from __future__ import annotations

from typing import Any, Dict, List

import torch

from ..capture.capture import raised, shown
from ..wire import OutcomeFrame
from .program import Ran, line_of

MAX_SHOWN = 600
MAX_PRINTED = 2000
MAX_WARNED = 2
Wire = Dict[str, Any]
NONE: Wire = {"k": "none"}


def in_words(value: Any) -> str:
    """An argument as shown to a learner, in one line: a tensor as its shape, its dtype, and its rows."""
    text = " ".join(brief(value).split()).replace("[ ", "[")
    if not isinstance(value, torch.Tensor):
        return text
    dtype = str(value.dtype)
    plain = text.replace(", dtype={}".format(dtype), "")
    if plain.startswith("tensor([") and plain.endswith("])"):
        plain = plain[len("tensor(") : -1]
    return "{} {}   {}".format(tuple(value.shape), dtype.replace("torch.", ""), plain)


def brief(value: Any) -> str:
    text = shown(value)
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + " ..."


def outcome_of(value: Wire, text: str, ran: Ran) -> OutcomeFrame:
    printed = ran.printed[:MAX_PRINTED]
    return {"value": value, "shown": text, "printed": printed, "warned": ran.warned[:MAX_WARNED], "rolled": ran.rolled}


def left_of(arg: Any) -> Any:
    """The part of an argument that can be carried: for a module, its state."""
    return dict(arg.state_dict()) if isinstance(arg, torch.nn.Module) else arg


def series_of(items: List[Wire]) -> Wire:
    return {"k": "series", "of": "list", "items": items}


def raised_by(ran: Ran) -> Wire:
    return NONE if ran.error is None else raised(ran.error, line_of(ran.error), ran.refused)


def record_of(**fields: Wire) -> Wire:
    return {"k": "series", "of": "named", "type": "round", "names": list(fields), "items": list(fields.values())}


def text_of(text: str) -> Wire:
    return {"k": "text", "value": text}


def texts_of(texts: Dict[str, str]) -> Wire:
    return {"k": "table", "items": [[text_of(name), text_of(text)] for name, text in texts.items()]}
