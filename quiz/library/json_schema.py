"""The deck format as JSON Schema, for editors, made from the tables that the loader reads by.

YAML gives an editor numbers and booleans where the loader reads the text itself, so both are allowed where a text
is. What no schema can say (that code is Python, that ids are unique) is left to the loader: it accepts no more than
this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from quiz.ask import kinds
from quiz.ask.code import calls, solutions
from quiz.deck import fields, format
from quiz.deck.claims import ExceptionName
from quiz.deck.model import FORMAT
from quiz.deck.reading import Field

Schema = dict[str, Any]
ADDRESS = "https://json-schema.org/draft/2020-12/schema"
ID = f"urn:torchquiz:deck:{FORMAT}"
"""A name, not an address: the schema is a file of the release, and no page has to exist for it."""
FILE = "deck.schema.json"
"""The file name of the schema next to a deck."""
HEADER = "# yaml-language-server: $schema="
"""What an editor looks for in the first line of a deck; the path or address of the schema follows."""
_NAMES: Schema = {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$", "not": {"enum": ["rng", "torch"]}}
_TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}


def schema() -> Schema:
    """The whole schema as plain JSON values."""
    deck = _map(format.DECK)
    deck["properties"]["cards"] = {"type": "array", "minItems": 1, "items": _card()}
    return {"$schema": ADDRESS, "$id": ID, "title": f"A deck of quiz, format {FORMAT}", **deck}


def of(reader: Any) -> Schema:
    """The schema of what one reader of a field accepts. A reader with an `item` accepts what that does."""
    make = _MAKERS.get(type(reader))
    return of(reader.item) if make is None else make(reader)


def _card() -> Schema:
    """The schema of a card: its kind says which fields it has."""
    by_kind = [
        {
            "if": {"properties": {"ask": {"const": name}}, "required": ["ask"]},
            "then": _map({**format.CARD, **kinds.kind(name).FIELDS}, ask={"const": name}),
        }
        for name in kinds.names()
    ]
    return {
        "type": "object",
        "required": ["ask"],
        "properties": {"ask": {"enum": list(kinds.names()), "description": format.CARD["ask"].about}},
        "allOf": by_kind,
    }


def _map(table: Mapping[str, Field], **instead: Schema) -> Schema:
    properties = {
        name: {**instead.get(name, of(field.reader)), "description": field.about} for name, field in table.items()
    }
    required = [name for name, field in table.items() if field.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _word(word: fields.Word) -> Schema:
    """The schema of a word. YAML gives an editor a number for `7` and a boolean for `true`, which the loader reads as
    text.
    """
    other = [name for name, text in (("number", "7"), ("boolean", "true")) if re.fullmatch(word.pattern, text)]
    return {"type": ["string", *other] if other else "string", "pattern": f"^({word.pattern})$"}


def _choice(choice: fields.Choice) -> Schema:
    return {"enum": list(choice.names)}


def _flag(_: fields.Flag) -> Schema:
    return {"enum": [True, False, "true", "false"]}


def _whole(whole: fields.Whole) -> Schema:
    quoted = {"type": "string", "pattern": "^[+-]?[0-9]{1,15}$"}
    return {"anyOf": [{"type": "integer", "minimum": whole.low, "maximum": whole.high}, quoted]}


def _real(real: fields.Real) -> Schema:
    quoted = {"type": "string", "pattern": "^[+-]?[0-9.]+([eE][+-]?[0-9]+)?$"}
    return {"anyOf": [{"type": "number", "minimum": real.low, "maximum": real.high}, quoted]}


def _list(many: fields.ListOf) -> Schema:
    made: Schema = {"type": "array", "items": of(many.item)}
    if many.least:
        made["minItems"] = many.least
    if many.distinct:
        made["uniqueItems"] = True
    return made


def _draws(_: fields.Draws) -> Schema:
    return {"type": "object", "minProperties": 1, "propertyNames": _NAMES, "additionalProperties": _TEXT}


def _ignored(ignored: format.Ignored) -> Schema:
    reasons = {
        "type": "object",
        "propertyNames": {"pattern": f"^({ignored.code.pattern})$"},
        "additionalProperties": _TEXT,
    }
    return {"anyOf": [reasons, _list(fields.ListOf(ignored.code, distinct=True))]}


def _texts(texts: solutions.Texts) -> Schema:
    return {"anyOf": [of(texts.item), {"type": "array", "items": of(texts.item), "minItems": 1}]}


def _cases(_: solutions.Cases) -> Schema:
    return {"type": "array", "items": {"type": "object", "minProperties": 1, "propertyNames": _NAMES}}


_MAKERS: Mapping[type, Callable[[Any], Schema]] = {
    fields.Text: lambda _: dict(_TEXT),
    fields.Prose: lambda _: dict(_TEXT),
    fields.Code: lambda _: dict(_TEXT),
    fields.Word: _word,
    fields.Choice: _choice,
    fields.Flag: _flag,
    fields.Whole: _whole,
    fields.Real: _real,
    fields.ListOf: _list,
    fields.Draws: _draws,
    fields.Record: lambda record: _map(record.fields),
    format.Releases: lambda _: dict(_TEXT),
    format.CardNodes: lambda _: {"type": "array", "minItems": 1},
    format.Ignored: _ignored,
    solutions.Texts: _texts,
    solutions.Cases: _cases,
    calls.FunctionName: lambda _: {"type": "string", "pattern": f"^{calls.PATTERN}$"},
    ExceptionName: lambda _: {"type": "string", "pattern": r"^\S+$"},
}
