"""Typed answers described in words: as short text, and as the line that says how an answer was read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

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
    grid_of,
    inferred_dtype,
    settled,
    side_by_side,
)
from quiz.text.numbers import counted


def text_of(typed: Typed, limit: int = 80) -> str:
    """The typed answer as one short line; beyond `limit` characters there is an ellipsis."""
    text = _text(typed, limit + 1)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def describe(typed: Typed, form: Form = Form.VALUE, parts: int = 1) -> str:
    """How `typed` is read, for a line shown while typing: "shape (2, 3), integers".

    Where `parts` values are asked for side by side, it is read as these: "2 values: 13, 12".
    """
    if parts > 1 and form is Form.VALUE and (values := _side_by_side_values(typed, parts)):
        return values
    several = isinstance(typed, Seq) and bool(typed.items) and all(isinstance(item, Seq) for item in typed.items)
    typed = settled(typed, 1 + several if form is Form.SHAPE else 0)
    if isinstance(typed, Bare):
        return "text"
    if isinstance(typed, NoError):
        return "no error"
    if isinstance(typed, Exc):
        return f"exception {typed.name}"
    if isinstance(typed, TypedName):
        return f"{typed.kind.replace('_', ' ')} {_name(typed)}"
    if isinstance(typed, Str):
        return f"text {text_of(typed, 60)}"
    if isinstance(typed, Num):
        return f"{_cells_named((typed,), many=False)} {text_of(typed, 60)}"
    if form is Form.SHAPE and isinstance(typed, Seq) and (shapes := _shapes(typed)):
        return shapes
    if form is Form.BOOL and isinstance(typed, Seq) and all(isinstance(item, Bool) for item in typed.items):
        return text_of(typed, 60).strip("[]")
    grid = grid_of(typed)
    if grid is None or isinstance(typed, Bool):
        return _described_structure(typed)
    if isinstance(typed, Grid) and grid.cells and not grid.shape and not grid.built:  # `52 int64`
        return f"{_cells_named(grid.cells, many=False)} {text_of(grid.cells[0], 60)}, {grid.dtype}"
    head = "tensor of shape" if grid.built else "shape"
    claims = [grid.dtype, grid.device, grid.layout, "requires grad" if grid.requires_grad else None]
    usual = "" if grid.dtype or not grid.cells else _usual(grid.cells)
    said = [f"{head} {grid.shape}", _cells_named(grid.cells) + usual, *(claim for claim in claims if claim)]
    return ", ".join(part for part in said if part)


def _side_by_side_values(typed: Typed, parts: int) -> str:
    """The values by themselves; "" when there are not so many, or when all are names, which have their own words."""
    items = [settled(item, 0) for item in side_by_side(typed)]
    if len(items) != parts or all(isinstance(item, TypedName) for item in items):
        return ""
    return f"{parts} values: {text_of(Seq(tuple(items)), 60)[1:-1]}"


def _described_structure(typed: Typed) -> str:
    if isinstance(typed, Pairs):
        return f"dict of {len(typed.items)}"
    if isinstance(typed, TypedRecord):
        return f"{typed.type_name or 'named tuple'} of {', '.join(name for name, _ in typed.fields)}"
    if isinstance(typed, Seq):
        if typed.maker == "size":
            return f"torch.Size {text_of(Seq(typed.items), 60)}"
        if len({item.kind if isinstance(item, TypedName) else "" for item in typed.items} - {""}) == 1:
            names = [item for item in typed.items if isinstance(item, TypedName)]
            if 1 < len(names) == len(typed.items):
                return f"{len(names)} {names[0].kind.replace('_', ' ')}s: {', '.join(map(_name, names[:8]))}"
        inside = text_of(Seq(typed.items), 60)
        return f"{counted(len(typed.items), 'thing')}: {inside}"
    return text_of(typed)


def _name(typed: TypedName) -> str:
    """A name, with the typed word if Python's and torch's names of that spelling mean different dtypes."""
    if typed.text not in ("int", "float"):
        return typed.name
    return f"{typed.name} (Python's {typed.text}; torch.{typed.text} is {typed.text}32)"


def _shapes(typed: Seq) -> str:
    """One shape, or several: "shape (2, 3)", "2 shapes: (2,), ()"; "" when other things are among them."""
    if all(isinstance(item, Num) for item in typed.items):
        return f"shape {_shape(typed)}"
    shapes = [item for item in typed.items if isinstance(item, Seq)]
    if len(shapes) != len(typed.items) or not all(isinstance(size, Num) for shape in shapes for size in shape.items):
        return ""
    return f"{counted(len(shapes), 'shape')}: {', '.join(map(_shape, shapes[:8]))}"


def _shape(typed: Seq) -> str:
    sizes = [_text(size, 60) for size in typed.items[:64]]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


def _cells_named(cells: Sequence[Num | Bool], many: bool = True) -> str:
    if not cells:
        return "empty"
    dtype = inferred_dtype(cells)
    if any(isinstance(cell, Bool) for cell in cells) and dtype != "bool":
        return "bools and numbers"
    name = {"bool": "bool", "int64": "integer", "float32": "float", "complex64": "complex number"}[dtype]
    return name + "s" if many else name


def _usual(cells: Sequence[Num | Bool]) -> str:
    """The dtype that torch gives such cells when none is named, if the word for them does not say it."""
    dtype = inferred_dtype(cells)
    return "" if dtype == "bool" or any(isinstance(cell, Bool) for cell in cells) else f" ({dtype} by default)"


def _text(typed: Typed, room: int) -> str:
    if isinstance(typed, Num):
        return typed.text
    if isinstance(typed, Bool):
        return str(typed.value)
    if isinstance(typed, Str):
        return repr(typed.value[: room + 1])
    if isinstance(typed, Nothing):
        return "None"
    if isinstance(typed, TypedName | Exc):
        return typed.name
    if isinstance(typed, NoError):
        return "no error"
    if isinstance(typed, Bare | TypedObject):
        return typed.text
    if isinstance(typed, Seq):
        return _text(typed.items[0], room) if typed.row else _listed(typed.items, room)
    if isinstance(typed, TypedRecord):
        return "(" + ", ".join(f"{name}={_text(field, room)}" for name, field in typed.fields) + ")"
    if isinstance(typed, Pairs):
        return "{" + ", ".join(f"{_text(key, room)}: {_text(value, room)}" for key, value in typed.items) + "}"
    return _grid_text(typed, room)


def _grid_text(grid: Grid, room: int) -> str:
    if not grid.shape:
        return _text(grid.cells[0], room) if grid.cells else "[]"
    if not grid.cells:
        return "[]" if grid.shape == (0,) else f"tensor([], size={grid.shape})"
    if len(grid.shape) == 1:
        return _listed(grid.cells, room)
    step = math.prod(grid.shape[1:])
    rows = (Grid(grid.shape[1:], grid.cells[start : start + step]) for start in range(0, len(grid.cells), step))
    return _listed(rows, room)


def _listed(items: Iterable[Typed], room: int) -> str:
    parts: list[str] = []
    for item in items:
        if room < 0:
            break
        parts.append(_text(item, room))
        room -= len(parts[-1]) + 2
    return "[" + ", ".join(parts) + "]"
