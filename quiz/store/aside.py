"""The cards that the engine at hand cannot ask: another torch is needed, or their code fails on this one.

Of this machine alone, so no event: one row of `meta`, which counts until the engine or the card changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from quiz.store.connection import transaction
from quiz.store.db import Store

KEY = "aside"


class Aside:
    """Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self) -> tuple[str, dict[str, str]]:
        """The engine that was asked last, and the digests of the cards, by id, that it could not ask."""
        rows = self._store.select("SELECT value FROM meta WHERE key = ?", (KEY,))
        try:
            told = json.loads(rows[0][0]) if rows else {}
            return str(told.get("engine", "")), {str(card): str(digest) for card, digest in told["cards"].items()}
        except (ValueError, KeyError, AttributeError, RecursionError):
            return "", {}

    def put(self, engine: str, cards: Mapping[str, str]) -> None:
        """Remember these beside those that this engine could not ask before; of another engine nothing is kept."""
        before, known = self.get()
        if before == engine and cards.items() <= known.items():
            return
        told = {"engine": engine, "cards": {**(known if before == engine else {}), **cards}}
        with transaction(self._store._db, self._store.path):
            self._store._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (KEY, json.dumps(told)))
