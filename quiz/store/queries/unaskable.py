"""The cards that the present engine cannot ask: another torch is needed, or their code fails on this one.

Valid on this machine alone, so not an event: one row of `meta`, which counts until the engine or the card changes.
Code may fail because something is missing that is installed later: such a card gets another chance every day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from quiz.store.reader import StoreReader
from quiz.store.store import Store

KEY = "aside"


class Unaskable(NamedTuple):
    """A card that could not be asked: its digest, why, and on which study day; `day` None means every day."""

    digest: str
    reason: str
    day: int | None

    @classmethod
    def read(cls, value: object) -> Unaskable | None:
        """The value of a row; None for what an older release wrote."""
        fields = value if isinstance(value, list) and len(value) == len(cls._fields) else None
        return cls(str(fields[0]), str(fields[1]), fields[2]) if fields else None


def unaskable_cards(store: StoreReader, today: int) -> tuple[str, dict[str, Unaskable]]:
    """The engine used last, and the cards, by id, that it cannot ask on this study day. Raises StoreError."""
    try:
        value = json.loads(store.meta(KEY) or "{}")
        read = {str(card): Unaskable.read(fields) for card, fields in value.get("cards", {}).items()}
        cards = {card: why for card, why in read.items() if why is not None and why.day in (None, today)}
        return str(value.get("engine", "")), cards
    except (ValueError, AttributeError, RecursionError):
        return "", {}


def put_unaskable(store: Store, engine: str, cards: Mapping[str, Unaskable], today: int) -> None:
    """Add these cards to those that this engine cannot ask today; those of another engine are dropped.

    Raises StoreError.
    """
    before, known = unaskable_cards(store, today)
    if before == engine and cards.items() <= known.items():
        return
    value = {"engine": engine, "cards": {**(known if before == engine else {}), **cards}}
    store.put_meta(KEY, json.dumps(value))
