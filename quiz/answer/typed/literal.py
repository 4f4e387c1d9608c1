"""What a person typed, read into a Typed. Nothing of the text is ever evaluated.

`read` gives a Typed or an Unreadable, for any text at all, within milliseconds. `typed_of` gives the exact Typed of a
Value, so that one comparison serves the learner's answer and an author's misconception alike; `spell` the text that a
learner could have typed for a Value.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from quiz.answer.typed import torch_names
from quiz.answer.typed.describe import describe, text_of
from quiz.answer.typed.grammar import parse
from quiz.answer.typed.spell import spell, typed_of
from quiz.answer.typed.tokens import MAX_CHARS, Unread, plain
from quiz.answer.typed.typed import (
    Bare,
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
    TypedRecord,
    shape_of_typed,
)
from quiz.answer.verdict import Unreadable

__all__ = [
    "Bare",
    "Bool",
    "Exc",
    "Form",
    "Grid",
    "NoError",
    "Nothing",
    "Num",
    "Pairs",
    "Seq",
    "Str",
    "Typed",
    "TypedName",
    "TypedObject",
    "TypedRecord",
    "Unreadable",
    "describe",
    "read",
    "shape_of_typed",
    "spell",
    "text_of",
    "typed_of",
]


_NO_ERROR = frozenset({"no error", "no errors", "no exception", "none", "no-error", "noerror", "no error is raised"})
_WHICH = frozenset({"error", "an error", "exception", "an exception", "raises", "it raises", "yes"})
_NAME_IT = "Name the exception class, such as RuntimeError, or type: no error."
_EXCEPTION = re.compile(r"(?:raises?\s++)?+([A-Za-z_][A-Za-z0-9_.]*+)\s*+(?:[:(].*+)?+", re.DOTALL)

_ASKED = {
    Form.DTYPE: "Name a dtype, such as float32 or int64.",
    Form.DEVICE: "Name a device, such as cpu or cuda:0.",
    Form.BOOL: "Type True or False (t, f, yes and no will do).",
}
_SIZES = "A shape is whole numbers, such as (2, 3); () has no dimensions."


def read(text: str, form: Form) -> Typed | Unreadable:
    """Read what was typed, the way the question's form asks for. Never raises."""
    if len(text) > MAX_CHARS:
        return Unreadable(f"This is too long to read: at most {MAX_CHARS:,} characters.")
    body = _unwrapped(text)
    if not body:
        return Unreadable("Nothing was typed.")
    try:
        if form is Form.ERROR:
            return _exception(body)
        if form is Form.TEXT:
            return _text(text)
        said = _said(body)
        if said in _NO_ERROR - {"none"}:
            raise Unread("Here a value is asked: type it, or the exception class if you think that one is raised.")
        spaced = torch_names.exception_class(said.replace(" ", "")) if " " in said else None  # "type error"
        return Exc(spaced) if spaced and spaced not in torch_names.TOO_WIDE else _suited(parse(body), form)
    except Unread as unread:
        return Unreadable(str(unread))


def _unwrapped(text: str) -> str:
    """The text without white space around it, or around it the backticks of a pasted note."""
    body = plain(text).strip()
    start = len(text) - len(plain(text).lstrip())
    body = text[start : start + len(body)]
    if len(body) > 2 and body[0] == body[-1] == "`":
        return body.strip("`").strip()
    return body


def _exception(body: str) -> Typed:
    said = _said(body)
    if said in _NO_ERROR:
        return NoError()
    if said in _WHICH:
        raise Unread("Which class is raised? " + _NAME_IT)
    match = _EXCEPTION.fullmatch(body)
    name = torch_names.exception_class(match.group(1), any_class=True) if match else None
    if name is None and len(said) < 60:  # "runtime error"
        name = torch_names.exception_class(said.replace(" ", ""))
    if name is None:
        near = torch_names.meant(match.group(1).rpartition(".")[2], exception=True) if match else ""
        raise Unread(
            f"`{match.group(1)}` is no class that is known; did you mean {near}?" if match and near else _NAME_IT
        )
    if name in torch_names.TOO_WIDE:
        raise Unread(f"`{name}` covers every error: name the class.")
    return Exc(name)


def _said(body: str) -> str:
    """Short text as it would be spoken: lower case, single spaces, no full stop."""
    return " ".join(plain(body[:80]).lower().split()).rstrip(".!?")


def _text(text: str) -> Typed:
    try:
        parsed: Typed | None = parse(text, words_are_text=True)
    except Unread:
        parsed = None
    return Bare(text.strip(), parsed)


def _suited(typed: Typed, form: Form) -> Typed:
    """`typed` as `form` asks for it. Raises Unread where it is something else altogether."""
    if form is Form.VALUE or isinstance(typed, Exc | Nothing):
        return typed
    if form is Form.SHAPE:
        if isinstance(typed, TypedName | Bool) or not _only_sizes(typed):
            raise Unread(_SIZES)
        if isinstance(typed, Seq) and any(not isinstance(item, Num) for item in typed.items):
            # Among whole shapes a bare size is a shape as well, as it is when it stands alone.
            return replace(typed, items=tuple(_shape_of_one(item) for item in typed.items))
        return _shape_of_one(typed)
    if form is Form.DEVICE and isinstance(typed, Str):
        found = torch_names.torch_name(typed.value)
        if found and found[0] == "device":
            return TypedName(*found)
    if not _mentions(typed, form):
        raise Unread(_ASKED[form])
    return typed


def _shape_of_one(typed: Typed) -> Typed:
    """A bare size as the shape with that one dimension."""
    return Seq((typed,), loose=True) if isinstance(typed, Num) else typed


def _only_sizes(typed: Typed) -> bool:
    """Whether sizes are all the numbers there are, and there is nothing but names and bools beside them."""
    if isinstance(typed, Num):
        value = typed.real.value
        return typed.imag is None and isinstance(value, Fraction) and value.denominator == 1 and value >= 0
    if isinstance(typed, Seq):
        return all(_only_sizes(item) for item in typed.items)
    if isinstance(typed, Grid):
        return all(_only_sizes(cell) for cell in typed.cells)
    if isinstance(typed, Pairs):
        return all(_only_sizes(value) for _, value in typed.items)
    if isinstance(typed, TypedRecord):
        return all(_only_sizes(field) for _, field in typed.fields)
    return not isinstance(typed, Str)


def _mentions(typed: Typed, form: Form) -> bool:
    """Whether what `form` asks for occurs anywhere."""
    if isinstance(typed, TypedName):
        return typed.kind == form.value
    if isinstance(typed, Bool):
        return form is Form.BOOL
    if isinstance(typed, Nothing):
        return True
    if isinstance(typed, Seq):
        return any(_mentions(item, form) for item in typed.items)
    if isinstance(typed, Grid):
        return any(_mentions(cell, form) for cell in typed.cells)
    if isinstance(typed, Pairs):
        return any(_mentions(value, form) for _, value in typed.items)
    if isinstance(typed, TypedRecord):
        return any(_mentions(field, form) for _, field in typed.fields)
    return False
