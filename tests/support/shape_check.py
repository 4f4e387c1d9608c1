"""As much of JSON Schema as `quiz schema` uses, and YAML as an editor sees it. Independent of the loader's tables."""

from __future__ import annotations

import re
from typing import Any

import yaml

_TYPES = {
    "object": lambda data: isinstance(data, dict),
    "array": lambda data: isinstance(data, list),
    "string": lambda data: isinstance(data, str),
    "boolean": lambda data: isinstance(data, bool),
    "integer": lambda data: isinstance(data, int) and not isinstance(data, bool),
    "number": lambda data: isinstance(data, int | float) and not isinstance(data, bool),
}


class _Core(yaml.SafeLoader):
    """YAML 1.2's core types: `no` and 1:30 are texts, dates too."""


_Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|false|True|False", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def as_data(text: str) -> Any:
    """What a YAML 1.2 parser makes of a text."""
    return yaml.load(text, Loader=_Core)


def valid(data: Any, schema: dict[str, Any]) -> bool:
    """Whether the data fits the schema. Raises on a keyword that is not known here."""
    return all(_KEYWORDS[key](data, value, schema) for key, value in schema.items() if key not in _MARGINAL)


_MARGINAL = ("$schema", "$id", "title", "description", "then")


def _type(data: Any, wanted: Any, _: Any) -> bool:
    return any(_TYPES[name](data) for name in ([wanted] if isinstance(wanted, str) else wanted))


def _only_known(data: Any, allowed: Any, schema: dict[str, Any]) -> bool:
    if not isinstance(data, dict):
        return True
    others = [value for key, value in data.items() if key not in schema.get("properties", {})]
    return not others if allowed is False else all(valid(value, allowed) for value in others)


def _if(data: Any, condition: dict[str, Any], schema: dict[str, Any]) -> bool:
    return not valid(data, condition) or valid(data, schema["then"])


_KEYWORDS = {
    "type": _type,
    "enum": lambda data, values, _: any(type(data) is type(value) and data == value for value in values),
    "const": lambda data, value, _: data == value,
    "pattern": lambda data, pattern, _: not isinstance(data, str) or re.search(pattern, data) is not None,
    "minimum": lambda data, low, _: not isinstance(data, int | float) or data >= low,
    "maximum": lambda data, high, _: not isinstance(data, int | float) or data <= high,
    "minItems": lambda data, least, _: not isinstance(data, list) or len(data) >= least,
    "minProperties": lambda data, least, _: not isinstance(data, dict) or len(data) >= least,
    "uniqueItems": lambda data, _, __: not isinstance(data, list) or len({repr(one) for one in data}) == len(data),
    "items": lambda data, item, _: not isinstance(data, list) or all(valid(one, item) for one in data),
    "required": lambda data, names, _: not isinstance(data, dict) or all(name in data for name in names),
    "properties": lambda data, fields, _: (
        not isinstance(data, dict) or all(valid(data[name], field) for name, field in fields.items() if name in data)
    ),
    "propertyNames": lambda data, rule, _: not isinstance(data, dict) or all(valid(key, rule) for key in data),
    "additionalProperties": _only_known,
    "anyOf": lambda data, rules, _: any(valid(data, rule) for rule in rules),
    "allOf": lambda data, rules, _: all(valid(data, rule) for rule in rules),
    "not": lambda data, rule, _: not valid(data, rule),
    "if": _if,
}
