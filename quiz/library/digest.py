"""The digest of a card's content: the same however its YAML is written."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from quiz.deck.model import Place


def digest(content: Mapping[str, Any]) -> str:
    """16 hex digits of the sha256 of the content: texts, numbers, tuples, maps and dataclasses of them.

    Fields with their default, and places, do not count: a new optional field in a later version changes no digest.
    """
    canonical = json.dumps(_plain(content), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.split("\n"))
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        rows = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {
            field.name: _plain(item) for field, item in rows if not isinstance(item, Place) and item != field.default
        }
    raise TypeError(f"a card cannot hold a {type(value).__name__}")
