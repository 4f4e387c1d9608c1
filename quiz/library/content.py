"""The digest of all that a deck file says of a card: what was found out of the card holds while it stays the same."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Any

from quiz.deck.model import Card, Place

_PARTS = tuple(part.name for part in dataclasses.fields(Card) if part.name != "foreign")

_FOUND: dict[int, tuple[Card, str]] = {}
"""The cards asked for last, by id(), each with its digest: an editor asks several times for every card at each key."""
_MOST = 2048


def content(card: Card) -> str:
    """32 hex digits of the sha256 of every field and place; lines count from the card's first, so that it may move
    within its file. Where above it the deck says something for all cards does not count.
    """
    known: str | None = getattr(card, "known_content", None)
    if known is not None:
        return known
    same, found = _FOUND.get(id(card), (None, ""))
    if same is card:
        return found
    said = repr([_plain(getattr(card, name), card.place) for name in _PARTS])
    found = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    if len(_FOUND) >= _MOST:
        _FOUND.clear()
    _FOUND[id(card)] = card, found
    return found


def _plain(value: Any, origin: Place) -> Any:
    if isinstance(value, Place):
        return None if value.line < origin.line else (value.line - origin.line, value.column)
    if isinstance(value, tuple):
        return tuple(_plain(item, origin) for item in value)
    if isinstance(value, dict):
        return {key: _plain(item, origin) for key, item in value.items()}
    if dataclasses.is_dataclass(value):
        return [_plain(getattr(value, part.name), origin) for part in dataclasses.fields(value)]
    return value
