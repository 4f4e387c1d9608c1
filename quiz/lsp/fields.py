"""The tables of fields that the loader reads by, found for a place of a deck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quiz.ask import kinds
from quiz.deck.format import CARD, DECK
from quiz.deck.reading import Field
from quiz.lsp.outline import CARDS, Outline, Spot


def kind_at(outline: Outline, spot: Spot) -> str:
    """The kind of the card that a spot is in, "" for none that there is."""
    card = outline.of_card(spot.card_line) if spot.card_line is not None else None
    kind = outline.value("ask", card) if card is not None else ""
    return kind if kind in kinds.names() else ""


def table_at(outline: Outline, spot: Spot) -> Mapping[str, Field] | None:
    """The fields that may be written beside each other where a key is at this spot; None where no keys belong."""
    above = spot.keys if spot.begun else spot.keys[:-1]
    if not above:
        return DECK
    if above[0] != CARDS or not spot.items:
        return None
    kind = kind_at(outline, spot)
    table: Mapping[str, Field] | None = {**CARD, **(kinds.kind(kind).FIELDS if kind else {})}
    for key in above[1:]:
        field = table.get(key) if table is not None else None
        table = None if field is None else _inner(field.reader)
    return table


def field_at(outline: Outline, spot: Spot) -> Field | None:
    """The field whose key or value is at this spot."""
    if not spot.keys:
        return None
    table = table_at(outline, Spot(spot.keys, spot.items))
    return table.get(spot.keys[-1]) if table is not None else None


def _inner(reader: Any) -> Mapping[str, Field] | None:
    """The table of a map, or of the maps in a list."""
    while reader is not None:
        fields = getattr(reader, "fields", None)
        if isinstance(fields, Mapping):
            return fields
        reader = getattr(reader, "item", None)
    return None


def choices(reader: Any) -> tuple[str, ...]:
    """The words of which a value, or each item of a list, is one; none where it may be anything."""
    while reader is not None:
        if type(reader).__name__ == "Flag":
            return ("true", "false")
        names = getattr(reader, "names", None)
        if isinstance(names, tuple):
            return names
        reader = getattr(reader, "item", None)
    return ()
