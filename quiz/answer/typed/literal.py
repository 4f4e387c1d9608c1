"""Reading a typed answer into a Typed: the entry point. Nothing of the text is ever evaluated.

`read` gives a Typed or an Unreadable, for any text at all, within milliseconds. `typed_of` gives the exact Typed of
a Value, so that one comparison serves the learner's answer and an author's misconception alike; `spell` gives text
that a learner could have typed for a Value.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from quiz.answer.typed.describe import describe, text_of
from quiz.answer.typed.exceptions import read_exception
from quiz.answer.typed.fences import without_fences
from quiz.answer.typed.forms import SEVERAL, asked_for, suited
from quiz.answer.typed.grammar import parse
from quiz.answer.typed.prompts import value_in
from quiz.answer.typed.spell import spell, typed_of
from quiz.answer.typed.tokens import MAX_CHARS, Unread, plain
from quiz.answer.typed.torch_names import exception_class
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


MAX_TEXTS = 256

# `2.` is a number, `int64.` the end of a sentence.
_FULL_STOP = re.compile(r"(?:(?<![0-9A-Za-z_.])[A-Za-z_][\w.]*|[)\]])\.\Z", re.ASCII)

_COMMA = re.compile(r"(?<=[\])])\s*+,\Z")
"""A comma after all brackets: where one thing is asked for, it is hardly ever meant."""


def read(text: str, form: Form, parts: int = 1, kinds: Collection[str] | None = None) -> Typed | Unreadable:
    """Read a typed answer as the question's form. Never raises.

    `parts` is how many answers the question asks for side by side; `kinds` are the kinds of its values, if known
    (see `forms.kinds_of`).
    """
    if len(text) > MAX_CHARS:
        return Unreadable(f"This is too long to read: at most {MAX_CHARS:,} characters.")
    text = value_in(without_fences(text))
    body = _unwrapped(text)
    if not body:
        return Unreadable("Nothing was typed.")
    try:
        if form is Form.TEXT:
            return _text(text, parts)
        if form is not Form.VALUE or (kinds is not None and "text" not in kinds and _is_quoted_class(body)):
            body = _unquoted(body)
        exception = read_exception(body, form)
        if exception is not None:
            return exception
        if kinds is not None and SEVERAL not in kinds and parts == 1:
            body = _COMMA.sub("", body)
        return suited(parse(body, form, parts), form, parts, kinds)
    except Unread as unread:
        return Unreadable(str(unread))


def _unwrapped(text: str) -> str:
    """The text without white space and backticks around it, without semicolons after it, and without the full stop of
    a sentence.
    """
    signs = plain(text)
    start = len(signs) - len(signs.lstrip())
    body = text[start : start + len(signs.strip())].rstrip("; ")
    return body[:-1] if _FULL_STOP.search(body[-40:]) else body


def _unquoted(body: str) -> str:
    """The text without quotation marks around the whole of it: a name is meant."""
    quoted = len(body) > 2 and body[0] == body[-1] and body[0] in "'\"" and body[0] not in body[1:-1]
    return body[1:-1].strip() if quoted else body


def _is_quoted_class(body: str) -> bool:
    """Whether this is an exception class in quotation marks, with a message after it or without."""
    inside = _unquoted(body)
    return inside != body and exception_class(inside.partition(":")[0].strip()) is not None


def _text(text: str, parts: int) -> Typed:
    """Text as it is, with its other readings; `parts` texts when several are asked for."""
    whole = Bare(text.strip(), _parsed(text))
    if parts == 1:
        return whole
    for separator in ("\n", ";", ","):
        pieces = _pieces(text, separator)
        if len(pieces) == parts:
            return Seq(tuple(Bare(piece, _leaf(piece)) for piece in pieces))
    if isinstance(whole.parsed, Exc) or (isinstance(whole.parsed, Seq) and len(whole.parsed.items) == parts):
        return whole
    raise Unread(f"Type {asked_for(Form.TEXT, parts)}.")


def _pieces(text: str, separator: str) -> list[str]:
    """The text cut at the separators that are neither in brackets nor in quotation marks; brackets around it are
    dropped.

    [] when there are more than MAX_TEXTS.
    """
    body = text.strip()
    if body[:1] + body[-1:] in ("()", "[]"):
        body = body[1:-1]
    if separator not in body or body.count(separator) > MAX_TEXTS:
        return []
    cuts, depth, quote, begins = [0], 0, "", True
    for at, sign in enumerate(body):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"" and begins:
            quote = sign
        elif sign == separator and depth <= 0:
            cuts.append(at + 1)
        else:
            depth += (sign in "([{") - (sign in ")]}")
        begins = cuts[-1] == at + 1 or (begins and sign.isspace())
    pieces = [body[start : end - 1].strip() for start, end in pairwise([*cuts, len(body) + 1])]
    return [piece for piece in pieces if piece]


def _parsed(text: str) -> Typed | None:
    body = _unwrapped(text)
    try:
        exception = read_exception(body, Form.TEXT) if body else None
    except Unread:
        exception = None
    if exception is not None:
        return exception
    return _several(text)


def _several(text: str) -> Typed | None:
    """How the text can be read: as several texts if there are separators, else as one thing."""
    for separator in "\n;":
        pieces = _pieces(text, separator)
        if len(pieces) > 1:
            return Seq(tuple(Bare(piece, _leaf(piece)) for piece in pieces))
    parsed = _leaf(text)
    pieces = _pieces(text, ",") if parsed is None else []
    return Seq(tuple(Bare(piece, _leaf(piece)) for piece in pieces)) if len(pieces) > 1 else parsed


def _leaf(text: str) -> Typed | None:
    try:
        parsed = parse(text, Form.TEXT)
    except Unread:
        return None
    return parsed.parsed if isinstance(parsed, Bare) else parsed
