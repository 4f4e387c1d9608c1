"""Dividing cards into parts for several machines: each card is in exactly one part, whichever machine asks.

A part depends on nothing but what all machines are given: never on what one of them has cached.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from quiz.deck.model import Card
from quiz.errors import QuizError


def part_of(name: str, count: int) -> int:
    """The part of a name, from 1 to `count`. It does not depend on other names."""
    return int(sha256(name.encode()).hexdigest(), 16) % count + 1


def parts(cards: Sequence[Card], count: int, times: Mapping[str, float]) -> list[int]:
    """The part of each card, from 1 to `count`.

    With `times`, milliseconds by the ids of cards, the parts take about equally long: the slowest card comes first, and
    each goes to the part that has least so far. A card without a time is taken to be an average one.
    """
    if not times:
        return [part_of(card.id, count) for card in cards]
    usual = median(times.values())
    slowest = sorted((-times.get(card.id, usual), card.id, number) for number, card in enumerate(cards))
    loads = [(0.0, part) for part in range(1, count + 1)]
    found = [0] * len(cards)
    for less, _, number in slowest:
        load, part = loads[0]
        found[number] = part
        heapq.heapreplace(loads, (load - less, part))
    return found


def card_times(paths: Sequence[Path]) -> dict[str, float]:
    """The milliseconds of cards by their ids, from reports of `quiz check --json` or from objects of id and number.

    Of a card that several have, the longest counts. Raises QuizError.
    """
    times: dict[str, float] = {}
    for path in paths:
        try:
            found = dict(_rows(json.loads(path.read_bytes())))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            fix = "Write one with: quiz check --json decks/ > times.json"
            raise QuizError("it is no report of `quiz check --json`", where=str(path), fix=fix) from None
        for card, ms in found.items():
            times[card] = max(ms, times.get(card, 0.0))
    return times


def _rows(value: Any) -> Iterator[tuple[str, float]]:
    """Raises TypeError, KeyError, AttributeError or ValueError when the value is in another form."""
    if "runs" in value:
        for run in value["runs"]:
            yield from _rows(run)
    elif "cards" in value:
        for card in value["cards"]:
            if card["last_ms"] is not None:
                yield str(card["card"]), float(card["last_ms"])
    else:
        for name, ms in value.items():
            yield name, float(ms)
