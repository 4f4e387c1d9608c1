"""A sorted collection of entries, with insertion and removal."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from quiz.schedule.entry import Entry


class Ranked:
    """`key` gives each entry a unique rank; it must not change while the entry is in."""

    def __init__(self, key: Callable[[Entry], Any], entries: Iterable[Entry] = ()) -> None:
        self._key = key
        pairs = sorted(((key(entry), entry) for entry in entries), key=lambda pair: pair[0])
        self._keys = [pair[0] for pair in pairs]
        self._entries = [pair[1] for pair in pairs]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def add(self, entry: Entry) -> None:
        """Insert an entry at its rank."""
        at = bisect_left(self._keys, self._key(entry))
        self._keys.insert(at, self._key(entry))
        self._entries.insert(at, entry)

    def discard(self, entry: Entry) -> None:
        """Remove the entry of this card with this exact key, if present."""
        at = bisect_left(self._keys, self._key(entry))
        if at < len(self._entries) and self._entries[at].card == entry.card:
            del self._keys[at], self._entries[at]
