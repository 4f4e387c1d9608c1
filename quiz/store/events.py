"""What can happen: the events, and the ids that order them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from quiz.schedule.day import DAY_MS
from quiz.schedule.memory import Moment, Rating

LATEST_MS = 2**48 - 1
"""What an id can hold: the year 10889."""


class Kind(StrEnum):
    REVIEW = "review"
    UNDO = "undo"
    OPTIONS = "options"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    BURY = "bury"
    FLAG = "flag"


ACTS = frozenset({Kind.SUSPEND, Kind.UNSUSPEND, Kind.BURY, Kind.FLAG})
UNDOABLE = ACTS | {Kind.REVIEW}


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the log. `kind` is a text, since a log may hold kinds that a later release wrote."""

    id: str
    machine: str
    at_ms: int
    offset_min: int
    study_day: int
    kind: str
    card: str
    body: Mapping[str, Any]

    @property
    def moment(self) -> Moment:
        return Moment(self.at_ms, self.offset_min)

    def to_row(self) -> tuple[Any, ...]:
        """The columns of the table, in its order; `from_row` is its inverse."""
        # ASCII, since a text from a terminal may hold lone surrogates, which SQLite cannot store.
        body = json.dumps(self.body, ensure_ascii=True, separators=(",", ":"))
        return (self.id, self.machine, self.at_ms, self.offset_min, self.study_day, self.kind, self.card, body)

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> Event:
        """Raises ValueError where the body is not a JSON object."""
        event_id, machine, at_ms, offset_min, study_day, kind, card, text = row
        body = json.loads(text)
        if not isinstance(body, dict):
            raise ValueError(f"the body of event {event_id} is not an object")
        return cls(event_id, machine, at_ms, offset_min, study_day, kind, card, body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One answer, rated.

    `suggested` is the rating that the verdict ("right" or "wrong") led to, `rating` the one given. `text` is what was
    typed, `ms` the time to the answer, `belief` the misconception it showed, `digest` that of the card's content.
    `expects` is the card's last event when it was shown, None where it had none.
    """

    card: str
    rating: Rating
    moment: Moment
    expects: str | None
    suggested: Rating
    verdict: str
    text: str = ""
    ms: int = 0
    seed: int = 0
    hints: int = 0
    tries: int = 1
    belief: str = ""
    torch: str = ""
    device: str = ""
    digest: str = ""

    def body(self) -> dict[str, Any]:
        body = {
            "rating": int(self.rating),
            "suggested": int(self.suggested),
            "verdict": self.verdict,
            "text": self.text,
            "ms": self.ms,
            "seed": self.seed,
            "hints": self.hints,
            "tries": self.tries,
            "belief": self.belief,
            "torch": self.torch,
            "device": self.device,
            "digest": self.digest,
        }
        return {name: value for name, value in body.items() if value not in ("", 0)}


def new_id(at_ms: int) -> str:
    """A UUID of version 7 (RFC 9562): 48 bits of time, 74 of chance. Raises ValueError for a time that does not fit."""
    chance = int.from_bytes(os.urandom(10), "big")
    return _uuid7(at_ms, chance >> 68, chance & (2**62 - 1))


def day_ids(day: int) -> tuple[str, str]:
    """Two bounds, low <= id < high, for the ids of every event that can count for a study day.

    Wide enough for any time zone (14 hours) and any rollover (24 hours); the study day itself must still be compared.
    """
    low_ms = max(0, (day - 1) * DAY_MS)
    high_ms = max(0, (day + 3) * DAY_MS)
    return _uuid7(low_ms, 0, 0), _uuid7(high_ms, 0, 0)


def _uuid7(at_ms: int, high: int, low: int) -> str:
    if not 0 <= at_ms <= LATEST_MS:
        raise ValueError(f"no id can be made for a time of {at_ms} ms")
    return str(UUID(int=at_ms << 80 | 7 << 76 | high << 64 | 2 << 62 | low))
