"""Queries for the cards of a study day, by index: no more rows are read than a day can need.

SQL only preselects, in the terms of `quiz/schedule/policy.py`; which cards are asked today is decided there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from quiz.schedule.entry import Entry
from quiz.schedule.memory import State
from quiz.store.log.events import EventKind
from quiz.store.reader import StoreReader

_ENTRY = (
    "SELECT card, 0, phase, due_ms, due_day, last_day, coalesce(interval_days, 0), coalesce(reps, 0), suspended,"
    " buried_until FROM card"
)
# The indexes of due cards cover all of these columns: the table is not read.
_REVIEW = "SELECT card, 0, 'review', NULL, due_day, last_day, interval_days, reps, suspended, buried_until FROM card"
_STEP = "SELECT card, 0, phase, due_ms, NULL, last_day, interval_days, reps, suspended, buried_until FROM card"
_SHOWN = "suspended = 0 AND (buried_until IS NULL OR buried_until <= :today)"
_OF_DECKS = "deck IN (SELECT value FROM json_each(:decks))"
_OVERDUENESS = "(:today - last_day) * 1.0 / max(interval_days, 1)"


class Agenda:
    """The cards of a study day. A card that its deck no longer has is in all of these. Every method raises
    StoreError.
    """

    def __init__(self, store: StoreReader) -> None:
        self._store = store
        self._select = store.select

    def learning(self, decks: Iterable[str], until_ms: int) -> list[Entry]:
        """Cards of these decks in their steps that come due by `until_ms` (UTC)."""
        sql = f"{_STEP} WHERE {_OF_DECKS} AND due_ms <= :until"
        return self._entries(sql, decks=_list(decks), until=until_ms)

    def step_counts(self, until_ms: int, today: int) -> Counter[str]:
        """By deck, how many cards in their steps come due by `until_ms` (UTC) and are not hidden."""
        sql = f"SELECT deck, count(*) FROM card WHERE due_ms <= :until AND {_SHOWN} GROUP BY deck"
        return Counter(dict(self._select(sql, {"until": until_ms, "today": today})))

    def answered(self, day: int) -> list[Entry]:
        """Cards whose last answer was on this study day, or later, see `Entry.answered_on`."""
        return self._entries(f"{_ENTRY} WHERE last_day >= :day", day=day)

    def due_counts(self, today: int) -> Counter[str]:
        """By deck, how many cards in review are due and not hidden."""
        sql = f"SELECT deck, count(*) FROM card WHERE due_day <= :today AND {_SHOWN} GROUP BY deck"
        return Counter(dict(self._select(sql, {"today": today})))

    def due(self, decks: Iterable[str], today: int, most: int) -> list[Entry]:
        """The `most` most overdue of these decks' cards, and those as overdue as the last of them."""
        of_decks = f"{_OF_DECKS} AND due_day <= :today AND {_SHOWN}"
        values: dict[str, Any] = {"decks": _list(decks), "today": today, "last": most - 1}
        cut = self._select(
            f"SELECT {_OVERDUENESS} FROM card WHERE {of_decks} ORDER BY 1 DESC LIMIT 1 OFFSET :last", values
        )
        if not cut:
            return self._entries(f"{_REVIEW} WHERE {of_decks}", **values)
        return self._entries(f"{_REVIEW} WHERE {of_decks} AND {_OVERDUENESS} >= :cut", **values, cut=cut[0][0])

    def later(self, decks: Iterable[str], today: int) -> list[Entry]:
        """For each of these decks the reviews due tomorrow, or else on the first day that has any."""
        # Deck by deck: each is found by a step into the index, while a grouped minimum reads all that is due later.
        first = "(SELECT min(due_day) FROM card WHERE deck = :deck AND due_day > :today)"
        sql = f"{_REVIEW} WHERE deck = :deck AND due_day > :today AND due_day <= max(:today + 1, {first})"
        return [entry for deck in decks for entry in self._entries(sql, today=today, deck=deck)]

    def buried(self, today: int) -> list[Entry]:
        """Cards that are buried until a later day."""
        return self._entries(f"{_ENTRY} WHERE buried_until > :today", today=today)

    def scheduled(self) -> list[Entry]:
        """Every card that was ever answered: for a forecast of all days."""
        return self._entries(f"{_ENTRY} WHERE phase IS NOT NULL")

    def unanswered(self) -> list[Entry]:
        """New cards with a row: suspended, buried, flagged or reset."""
        return self._entries(f"{_ENTRY} WHERE phase IS NULL")

    def known(self) -> dict[str, tuple[int, int]]:
        """By deck, how many of its cards were ever answered, and how many have graduated to review."""
        sql = "SELECT deck, phase, count(*) FROM card WHERE phase IS NOT NULL GROUP BY deck, phase"
        counts: dict[str, tuple[int, int]] = {}
        for deck, phase, cards in self._select(sql):
            seen, passed = counts.get(deck, (0, 0))
            counts[deck] = (seen + cards, passed + (cards if phase != State.LEARNING else 0))
        return counts

    def seen(self, deck: str) -> set[str]:
        """The cards of a deck that were ever answered."""
        return self._store.cards_where("deck = ? AND phase IS NOT NULL", (deck,))

    def orphans(self, cards: Mapping[str, object], decks: Iterable[str]) -> list[str]:
        """The rows of these decks that belong to none of these cards."""
        # Two queries, for the sake of the indexes: the table is not read.
        rows = self._store.cards_where("phase IS NOT NULL") | self._store.cards_where("phase IS NULL")
        present = set(decks)
        return [card for card in rows.difference(cards) if card.partition("/")[0] in present]

    def entries(self, cards: Iterable[str]) -> list[Entry]:
        """The entries of these cards, as far as they have rows."""
        return self._entries(f"{_ENTRY} WHERE card IN (SELECT value FROM json_each(:cards))", cards=_list(cards))

    def version(self) -> int:
        """A number that changes whenever another connection has written."""
        return int(self._select("PRAGMA data_version")[0][0])

    def more(self, day: int) -> tuple[int, int]:
        """How many new cards and reviews the learner has asked for on this study day, beyond the limits."""
        bodies = [event.body for event in self._store.standing(EventKind.MORE) if event.study_day == day]
        return sum(int(body.get("new", 0)) for body in bodies), sum(int(body.get("reviews", 0)) for body in bodies)

    def _entries(self, sql: str, **values: Any) -> list[Entry]:
        return [Entry._make(row) for row in self._select(sql, values)]


def _list(texts: Iterable[str]) -> str:
    """The texts as one JSON parameter: old SQLites limit how many parameters a query has."""
    return json.dumps(list(texts))
