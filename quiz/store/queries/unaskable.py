"""The cards that the engine at hand cannot ask: another torch is needed, or their code fails on this one.

Of this machine alone, so no event: one row of `meta`, which counts until the engine or the card changes. Code that
fails may fail for want of something that is mended meanwhile, so that such a card gets another chance every day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from quiz.store.connection.connect import transaction
from quiz.store.store import Store

KEY = "aside"


class Unaskable(NamedTuple):
    """A card that could not be asked: its digest, why, and on which study day; `day` None means every day."""

    digest: str
    reason: str
    day: int | None

    @classmethod
    def read(cls, told: object) -> Unaskable | None:
        """None for what an older release wrote."""
        fields = told if isinstance(told, list) and len(told) == len(cls._fields) else None
        return cls(str(fields[0]), str(fields[1]), fields[2]) if fields else None


class UnaskableCards:
    """Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, today: int) -> tuple[str, dict[str, Unaskable]]:
        """The engine that was asked last, and the cards, by id, that it cannot ask on this study day."""
        rows = self._store.select("SELECT value FROM meta WHERE key = ?", (KEY,))
        try:
            told = json.loads(rows[0][0]) if rows else {}
            read = {str(card): Unaskable.read(unfit) for card, unfit in told.get("cards", {}).items()}
            return str(told.get("engine", "")), {
                c: u for c, u in read.items() if u is not None and u.day in (None, today)
            }
        except (ValueError, AttributeError, RecursionError):
            return "", {}

    def put(self, engine: str, cards: Mapping[str, Unaskable], today: int) -> None:
        """Remember these beside those that this engine cannot ask today; of another engine nothing is kept."""
        before, known = self.get(today)
        if before == engine and cards.items() <= known.items():
            return
        told = {"engine": engine, "cards": {**(known if before == engine else {}), **cards}}
        with transaction(self._store._db, self._store.path):
            self._store._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (KEY, json.dumps(told)))
