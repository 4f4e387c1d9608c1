"""Answers of a form that nothing asks for: a set, a tensor, None where numbers are meant, several exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quiz.answer.typed.tokens import Token, Unread, tokenize
from quiz.answer.typed.typed import (
    Exc,
    Form,
    Grid,
    Nothing,
    Pairs,
    Seq,
    Typed,
    TypedRecord,
)
from quiz.answer.value import Null, Raised, Scalar, Series, Size, Table, Tensor, Value

_CALLED = {
    "set": "A set",
    "tensor": "A tensor",
    "shape": "A torch.Size",
    "none": "None",
    "dict": "A dict",
    "named tuple": "A named tuple",
}
_SLASH = "A `/` between numbers is a fraction: part rows by `;`, and type a fraction without spaces, as in 1/3."


def unwrapped_class(typed: Typed) -> Typed:
    """The one exception class in brackets; anything else unchanged."""
    while isinstance(typed, Seq) and len(typed.items) == 1 and not typed.maker and _classes(typed):
        typed = typed.items[0]
    return typed


def several_outcomes(typed: Typed) -> str:
    """What to type when an exception stands beside something else; "" otherwise."""
    classes = [] if isinstance(typed, Exc) else _classes(typed)
    if len(classes) > 1:
        return "Type one exception class alone."
    return "Type either a value or an exception class, not both." if classes else ""


def other_form(typed: Typed, foreseen: Sequence[Value], instead: str, undecided: Sequence[str] = ()) -> str:
    """What to type when an answer is of a form that none of the foreseen values has anywhere; "" otherwise.

    Only forms that were typed as such count: what is bare may be anything. Those `undecided` are counted. `instead`
    says what is asked for.
    """
    values = [value for value in foreseen if not isinstance(value, Raised)]
    if not values:
        return ""
    possible = {form for value in values for form in _forms_of(value)}
    whole = isinstance(typed, Grid) and typed.built
    if whole and not any(isinstance(value, Tensor) for value in values) and "tensor" in possible:
        return f"One tensor of all is not asked for here: type {instead}."
    other = next((form for form in _forms(typed) if form not in possible and form not in undecided), "")
    return f"{_CALLED[other]} is not asked for here: type {instead}." if other else ""


def rows_by_slash(text: str) -> str:
    """What to type when a slash with spaces stands between rows of several things; "" otherwise."""
    try:
        tokens = tokenize(text)
    except Unread:
        return ""
    return _SLASH if any(len(rows) > 1 and min(rows) > 1 for rows in _rows(tokens)) else ""


def row_by_comma(text: str) -> str:
    """What to type instead of one value with a comma behind it, which Python reads as a row of one; "" otherwise."""
    value, comma, rest = text.strip().rpartition(",")
    if not comma or rest or not value or any(sign in value for sign in ",;[({\n") or len(value.split()) != 1:
        return ""
    return f"Type {value}, or [{value}] for a row of one value."


def only_bools(foreseen: Sequence[Value], parts: int) -> bool:
    """Whether each of the parts of all the values is a Python bool."""
    values = [value for value in foreseen if not isinstance(value, Raised)]
    items = [value.items if parts > 1 and isinstance(value, Series) else (value,) for value in values]
    return bool(items) and all(
        isinstance(item, Scalar) and isinstance(item.value, bool) for each in items for item in each
    )


def alone_or_beside(foreseen: Sequence[Value], form: Form, parts: int) -> Form:
    """The form to name in a hint: that of the card, or bool where every value can only be one."""
    return Form.BOOL if form is Form.VALUE and only_bools(foreseen, parts) else form


def _classes(typed: Typed) -> list[str]:
    """The exception classes anywhere in it."""
    if isinstance(typed, Exc):
        return [typed.name]
    return [name for part in _parts(typed) for name in _classes(part)]


def _parts(typed: Typed) -> Sequence[Typed]:
    if isinstance(typed, Seq):
        return typed.items
    if isinstance(typed, TypedRecord):
        return [item for _, item in typed.fields]
    return [part for pair in typed.items for part in pair] if isinstance(typed, Pairs) else ()


def _forms(typed: Typed) -> Iterator[str]:
    """The forms that were typed as such, outermost first."""
    if isinstance(typed, Grid) and typed.built:
        yield "tensor"
    elif isinstance(typed, Nothing):
        yield "none"
    elif isinstance(typed, Seq):
        yield from {"set": ["set"], "size": ["shape"], "nested tensor": ["tensor"]}.get(typed.maker, [])
    elif isinstance(typed, Pairs):
        yield "dict"
    elif isinstance(typed, TypedRecord) and typed.type_name:
        yield "named tuple"
    for part in _parts(typed):
        yield from _forms(part)


def _forms_of(value: Value) -> Iterator[str]:
    """The forms that a value and its parts may be typed in."""
    if isinstance(value, Tensor):
        yield "tensor"
    elif isinstance(value, Null):
        yield "none"
    elif isinstance(value, Size):
        yield "shape"
    elif isinstance(value, Table):
        yield from ("dict", "named tuple")
    elif isinstance(value, Series):
        yield "set" if value.kind == "set" else "named tuple" if value.names else ""
    items = value.items if isinstance(value, Series) else ()
    pairs = value.items if isinstance(value, Table) else ()
    for part in (*items, *(part for pair in pairs for part in pair)):
        yield from _forms_of(part)


def _rows(tokens: Sequence[Token]) -> Iterator[list[int]]:
    """How many things stand before, between and after the slashes with spaces, in each row that has no other end."""
    rows: list[list[int]] = [[0]]
    for at, token in enumerate(tokens):
        if token.kind in ("(", "[", "{"):
            rows[-1][-1] += 1
            rows.append([0])
        elif token.kind in (")", "]", "}"):
            yield rows.pop() if len(rows) > 1 else [0]
        elif token.kind in (";", "line"):
            yield rows[-1]
            rows[-1] = [0]
        elif token.kind == "/":
            if at + 1 < len(tokens) and tokens[at - 1].end == token.start and token.end == tokens[at + 1].start:
                rows[-1][-1] -= 1  # both sides are one thing
            else:
                rows[-1].append(0)
        elif token.kind in ("number", "word", "string", "dims"):
            rows[-1][-1] += 1
    yield from rows
