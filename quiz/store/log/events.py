"""The events of the log: their kinds, their columns, and their time-ordered ids."""

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
"""The latest time that an id can contain, in the year 10889."""
ID_BYTES = 16
_decode = json.JSONDecoder().raw_decode


class EventKind(StrEnum):
    """The kind of an event."""

    REVIEW = "review"
    UNDO = "undo"
    OPTIONS = "options"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    BURY = "bury"
    FLAG = "flag"
    RESET = "reset"
    DISPUTE = "dispute"
    MORE = "more"
    WEIGHTS = "weights"
    REDATE = "redate"


ACTS = frozenset({EventKind.SUSPEND, EventKind.UNSUSPEND, EventKind.BURY, EventKind.FLAG, EventKind.RESET})
"""The kinds that change a card, besides reviews."""
REMEMBERED = frozenset({EventKind.REVIEW, EventKind.RESET})
"""The kinds that change the memory of a card."""
NOTES = frozenset({EventKind.DISPUTE, EventKind.MORE, EventKind.WEIGHTS})
"""The kinds that change no card."""
UNDOABLE = ACTS | NOTES | {EventKind.REVIEW}


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the log. `kind` is a text, since a log may contain kinds that a later release wrote."""

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
        """When it happened."""
        return Moment(self.at_ms, self.offset_min)

    def to_row(self) -> tuple[Any, ...]:
        """The columns of the table, in its order; `from_row` is its inverse. Raises ValueError when the id is
        malformed.
        """
        # ASCII, since a text from a terminal may contain lone surrogates, which SQLite cannot store.
        body = json.dumps(self.body, ensure_ascii=True, separators=(",", ":"))
        return (key(self.id), self.machine, self.at_ms, self.offset_min, self.study_day, self.kind, self.card, body)

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> Event:
        """Raises ValueError when the body is not a JSON object."""
        raw, machine, at_ms, offset_min, study_day, kind, card, body_text = row
        return cls(text(raw), machine, at_ms, offset_min, study_day, kind, card, read_body(body_text))


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
        """The body of the event: what is empty, 0, one try, or a suggestion that was followed is left out."""
        body = {
            "rating": int(self.rating),
            "suggested": 0 if self.suggested is self.rating else int(self.suggested),
            "verdict": self.verdict,
            "text": self.text,
            "ms": self.ms,
            "seed": self.seed,
            "hints": self.hints,
            "tries": 0 if self.tries == 1 else self.tries,
            "belief": self.belief,
            "torch": self.torch,
            "device": self.device,
            "digest": self.digest,
        }
        return {name: value for name, value in body.items() if value not in ("", 0)}


def new_id(at_ms: int) -> str:
    """A UUID of version 7 (RFC 9562): 48 bits of time, 74 random. Raises ValueError for a time that does not fit."""
    chance = int.from_bytes(os.urandom(10), "big")
    return _uuid7(at_ms, chance >> 68, chance & (2**62 - 1))


def since(at_ms: int) -> bytes:
    """The lowest id that an event of this time or a later one can have."""
    return (at_ms << 80).to_bytes(ID_BYTES)


def moved(event_id: str, at_ms: int) -> str:
    """The same id for another time. Raises ValueError when it is not an id."""
    chance = int.from_bytes(key(event_id)) & (1 << 80) - 1
    return text((at_ms << 80 | chance).to_bytes(ID_BYTES))


def key(event_id: str) -> bytes:
    """The 16 bytes of an id, as the tables store it; `text` is its inverse. Raises ValueError when it is not an id."""
    found = bytes.fromhex(event_id.replace("-", ""))
    if len(found) != ID_BYTES:
        raise ValueError(f"{event_id!r} is not the id of an event")
    return found


def text(found: bytes) -> str:
    """The id as UUIDs are written. Raises ValueError when it is not one."""
    if not isinstance(found, bytes) or len(found) != ID_BYTES:
        raise ValueError(f"{found!r} is not the id of an event")
    digits = found.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def read_body(written: str) -> dict[str, Any]:
    """The body in a row of the log. Raises ValueError when it is not a JSON object."""
    if written[:1] == "{":
        body, end = _decode(written)  # half the time of `loads`, which looks for blanks around it
        if end == len(written) and isinstance(body, dict):
            return body
    body = json.loads(written)
    if not isinstance(body, dict):
        raise ValueError(f"the body of an event is not an object: {written[:40]}")
    return body


def day_ids(day: int) -> tuple[bytes, bytes]:
    """Two bounds, low <= id < high, for the ids of every event that can count for a study day.

    Wide enough for any time zone (14 hours) and any rollover (24 hours); the study day itself must still be compared.
    """
    low_ms = max(0, (day - 1) * DAY_MS)
    high_ms = max(0, (day + 3) * DAY_MS)
    return key(_uuid7(low_ms, 0, 0)), key(_uuid7(high_ms, 0, 0))


def _uuid7(at_ms: int, high: int, low: int) -> str:
    if not 0 <= at_ms <= LATEST_MS:
        raise ValueError(f"no id can be made for a time of {at_ms} ms")
    return str(UUID(int=at_ms << 80 | 7 << 76 | high << 64 | 2 << 62 | low))
