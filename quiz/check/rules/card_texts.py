"""The texts of a card, whatever its kind: what is written for people, and what is code."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from quiz.deck.model import Card, Place

_PROSE = ("prompt", "hints", "explain")
_PROSE_OF_ITEMS = ("belief", "why", "text")


@dataclass(frozen=True, slots=True)
class Said:
    """A text for people, in which field it is, and where."""

    field: str
    text: str
    place: Place | None


def prose(card: Card) -> Iterator[Said]:
    """Each text for people: the prompt, every hint, the explanation, and those of beliefs, options and answers."""
    for field in _PROSE:
        value = getattr(card, field)
        for text in (value,) if isinstance(value, str) else value:
            yield Said(field, text, card.places.get(field))
    for part in dataclasses.fields(card.body):
        for item in _items(getattr(card.body, part.name)):
            for field in _PROSE_OF_ITEMS:
                if isinstance(text := getattr(item, field, None), str) and text:
                    yield Said(field, text, getattr(item, "place", None) or card.places.get(part.name))


def code(value: Any) -> Iterator[str]:
    """Every text of a card, or of a part of it, except its prose and its source."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from code(item)
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            if part.name not in (*_PROSE, *_PROSE_OF_ITEMS, "source"):
                yield from code(getattr(value, part.name))


def _items(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()
